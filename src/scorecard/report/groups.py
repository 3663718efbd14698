"""Roll-ups and league tables as text for the terminal and as rows of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import pandas as pd

from scorecard.i18n import N_, Words, coverage_text, number_text, percent_text, settled
from scorecard.report.exports import table_document
from scorecard.report.scores import points_text
from scorecard.report.terminal import Screen, Table, fit, page
from scorecard.schema.frames import SUMMARY_NUMBERS
from scorecard.schema.vocabulary import OUTSIDE, NoPlace, NoScore, NoSum, Status

NUMBERS: Final[Mapping[str, str]] = {
    **{name: name for name in ("weight_total", "weight_due", "weight_reported", "coverage")},
    "score": "points",
    "score_low": "points_low",
    "score_high": "points_high",
    "score_share": "rate",
    "points_due": "points_due",
    **{name: name for name in ("rate_low", "rate_high", "score_kind", "grade")},
}
"""Names of JSON, and the columns of `scoring.rollup.roll_up` that they hold."""
_MEASURED: Final = ("value", "score", "score_kind", "coverage", "actual_period")
_PLACED: Final = ("place", "of", "previous_place", "movement", "tied")
_DECIMALS: Final = 2
"""Of the mean score of a series."""
Names: TypeAlias = Mapping[tuple[str, str], str]
"""What units are called, by organisation and id."""
Row: TypeAlias = Mapping[str, Any]


# ------------------------------------------------------------------------------- roll-ups


def roll_up_text(
    rolled: pd.DataFrame,
    by: str,
    names: Names,
    screen: Screen,
    families: Mapping[str, pd.DataFrame] | None = None,
) -> str:
    """Coverage, points, rate and range, grade of each group; below it its statuses and the reason.

    `rolled`: what `scoring.rollup.roll_up` gives; `families`: of targets made of others, what the
    parts say of the whole.
    """
    words = screen.words
    if rolled.empty:
        return page([words.text(N_("No target names one."))])
    table = Table[Row](words, table_document(rolled))
    bare = all(row["score_kind"] == "count" for row in table.rows)
    (
        table.add(by, lambda row: _name(row, by, names), name=True)
        .add("coverage", lambda row: _coverage(row, words))
        .add("points_due", _points)
        .add("on_schedule" if bare else "score_share", lambda row: _rate(row, words))
        .add("score_grade", lambda row: row["grade"] or "")
        .add("vetoes", lambda row: str(row["vetoed"] or ""))
    )
    wholes = {row["parent"]: _whole(row, screen) for row in family_rows(families or {})}
    notes = [
        "\n".join(filter(None, (_tally(row, screen), wholes.get(row[by]), *_remarks(row, words))))
        for row in table.rows
    ]
    several = by != "organisation" and len(set(rolled["organisation"])) > 1
    whose = (lambda row: row["organisation"] or "") if several else (lambda _: "")
    return page(table.lines(screen.width, notes, whose))


def group_rows(rolled: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """The roll-ups as rows of JSON: `by` says what of, the numbers are unrounded."""
    return [
        {
            "by": by,
            "organisation": row["organisation"],
            "key": row[by],
            "counts": {str(status): int(row[status]) for status in Status},
            **{name: _number(row, name, column) for name, column in NUMBERS.items()},
            "judged": bool(row["judged"]),
            "vetoed": int(row["vetoed"]),
            "unpointed": int(row["unpointed"]),
            "reason_code": row["score_reason"],
        }
        for by, frame in rolled.items()
        for row in table_document(frame)
    ]


def _number(row: Row, name: str, column: str) -> object:
    """A number of a roll-up; nothing that is of weights or points where there are none."""
    of_weights = name.startswith(("weight_", "points")) or name in SUMMARY_NUMBERS[-3:]
    return None if of_weights and row["score_kind"] == "count" else row[column]


def family_rows(families: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Targets made of others as rows of JSON: `kind` and what that kind says of the whole."""
    return [
        {"kind": kind, **row}
        for kind, frame in families.items()
        for row in table_document(frame.rename_axis("parent").reset_index())
    ]


def _whole(row: Row, screen: Screen) -> str:
    """What its parts say of a target made of others."""
    words = screen.words
    if row["kind"] == "compound":
        told = N_("Compound: {status}, as its worst part {part}.")
        return words.text(told, status=screen.word(row["status"]), part=row["part"])
    if row["kind"] == "series":
        score = number_text(row["method_score"], _DECIMALS) or "–"
        told = N_("Series: mean score {score} of {n} of {of}.")
        return words.text(told, score=score, n=row["scored"], of=row["series"])
    if row["cascade_reason"]:
        return words.label(NoSum, row["cascade_reason"])
    told = N_("Cascade: the parts come to {children} for {whole}.")
    if not row["holds"]:
        told = N_("Cascade: the parts come to {children}, not to {whole}.")
    children, whole = number_text(row["children"]), number_text(row["parent_value"])
    return words.text(told, children=children, whole=whole)


def _name(row: Row, column: str, names: Names) -> str:
    """The name of what stands in a column: of a unit the name it has in its organisation."""
    key = row[column] or ""
    return names.get((row.get("organisation") or "", key), key)


def _tally(row: Row, screen: Screen) -> str:
    return " · ".join(f"{screen.word(s)} {row[s]}" for s in Status if row[s])


def _coverage(row: Row, words: Words) -> str:
    due = row["targets"] - sum(row[status] for status in OUTSIDE)
    if not due:
        return ""
    told = words.text(N_("{n} of {of}"), n=row["reported"], of=due)
    return ", ".join(filter(None, (told, coverage_text(row["coverage"]))))


def _points(row: Row) -> str:
    """Points earned of the points due; nothing without weights."""
    if row["score_kind"] == "count":
        return ""
    got, due = points_text(row["points"]), points_text(row["points_due"])
    return f"{got} / {due}" if got else ""


def _rate(row: Row, words: Words) -> str:
    """The rate, and its range where something is missing."""
    rate, low, high = (percent_text(settled(row[f"rate{end}"])) for end in ("", "_low", "_high"))
    if not low:
        return rate
    told = N_("{rate} ({low} to {high})")
    return words.text(told, rate=rate or "–", low=low, high=high or "∞")


def _remarks(row: Row, words: Words) -> list[str]:
    """What has to be said of a score: why there is none, or what it does not rest on."""
    if row["score_reason"]:
        return [words.label(NoScore, row["score_reason"])]
    told = []
    if not row["judged"]:
        told.append(words.text(N_("Too little has been reported for a verdict on the group.")))
    if row["unpointed"]:
        unpointed = N_(
            "{n} {n:item has no points by its own rule; its|items have no points by their "
            "own rule; their} progress counts."
        )
        told.append(words.text(unpointed, n=row["unpointed"]))
    return told


# ---------------------------------------------------------------------------- league tables


def league_text(table: pd.DataFrame, heading: str, by: str, names: Names, screen: Screen) -> str:
    """Places within each group, best first, with movement since the quarter before.

    `table`: what `scoring.rollup` gives; scores are printed as per cent.
    """
    words = screen.words
    value_text = _percent if "score" in table else number_text
    drawn = (
        Table[Row](words, table_document(table))
        .add("group", lambda row: row["group"] or "")
        .add("league_place", _place, right=True)
    )
    if by != "organisation":
        drawn.add("organisation", lambda row: row["organisation"] or "")
    (
        drawn.add(by, lambda row: _name(row, "member", names), name=True)
        .add("value", lambda row: value_text(row["value"]), right=True)
        .add("moved", lambda row: _moved(row["movement"]), right=True)
        .add("period", lambda row: words.period(row.get("actual_period")), 1)
        .add("coverage", lambda row: coverage_text(row.get("coverage")), 2)
    )
    notes = [words.label(NoPlace, row["league_reason"]) for row in drawn.rows]
    return page([*fit(heading, screen.width), "", *drawn.lines(screen.width, notes)])


def league_rows(table: pd.DataFrame, names: Names) -> list[dict[str, Any]]:
    """The rows of a league table as JSON; `movement` counts places gained."""
    return [
        {
            "member": row["member"],
            "organisation": row.get("organisation"),
            "name": _name(row, "member", names),
            "group": row["group"],
            **{key: row.get(key) for key in _MEASURED},
            **({"score": None} if row.get("score_kind") == "count" else {}),
            **{key: row[key] for key in _PLACED},
            "reason_code": row["league_reason"],
        }
        for row in table_document(table)
    ]


def _percent(rate: float | None) -> str:
    return percent_text(settled(rate))


def _place(row: Row) -> str:
    """The place, `=` before one that several share."""
    return "" if row["place"] is None else f"{'=' * row['tied']}{row['place']}/{row['of']}"


def _moved(moved: float | None) -> str:
    """Places gained since the quarter before: ↑ is better."""
    if not moved:
        return "" if moved is None else "→"
    return f"{'↑' if moved > 0 else '↓'}{number_text(abs(moved))}"
