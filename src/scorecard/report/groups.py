"""Roll-ups and league tables as text for the terminal and as rows of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import pandas as pd

from scorecard.i18n import N_, Words, coverage_text, number_text, percent_text, signed_text
from scorecard.report.changes import table_document
from scorecard.report.table import Column, Screen, fit, laid_out, page
from scorecard.report.titles import COLUMNS
from scorecard.schema.reasons import NoPlace, NoScore, NoSum
from scorecard.schema.vocabulary import Status

KEYS: Final[Mapping[str, str]] = {
    "organisation": N_("Organisation"),
    "unit": N_("Responsible unit"),
    "group": N_("Group"),
    "parent": N_("Part of"),
}
NUMBERS: Final = (
    *("weight_due", "weight_reported", "coverage"),
    *("score", "score_low", "score_high", "score_share"),
)
_TEXTS: Final = ("score_kind", "grade")
_MEASURED: Final = ("value", "score", "score_kind", "coverage", "actual_period")
_PLACED: Final = ("place", "of", "previous_place", "movement", "tied")
_DECIMALS: Final = 2
Names: TypeAlias = Mapping[tuple[str, str], str]
"""What units are called, by organisation and id."""


# ------------------------------------------------------------------------------- roll-ups


def roll_up_text(
    rolled: pd.DataFrame,
    by: str,
    names: Names,
    screen: Screen,
    families: Mapping[str, pd.DataFrame] | None = None,
) -> str:
    """One line per group: statuses that occur, coverage, score with its range, grade, reason.

    `rolled`: what `rules.groups.roll_up` gives; `families`: of targets made of others, what the
    parts say of the whole.
    """
    words = screen.words
    if rolled.empty:
        return page([words.text(N_("No target names one."))])
    rows = table_document(rolled)
    keys = dict.fromkeys(("organisation", by))
    columns = [
        Column(words.text(KEYS[key]), [_name(row, key, names) for row in rows], name=key == by)
        for key in keys
    ]
    columns += [
        Column(words.text(N_("Statuses")), [_tally(row, screen) for row in rows]),
        Column(words.text(COLUMNS["coverage"]), [_coverage(row, words) for row in rows]),
        Column(words.text(COLUMNS["score"]), [_score(row, words) for row in rows]),
        Column(
            words.text(N_("Share of full score")),
            [percent_text(row["score_share"]) for row in rows],
            rank=1,
        ),
        Column(words.text(N_("Grade")), [row["grade"] or "" for row in rows]),
        Column(words.text(N_("Vetoes")), [_count(row["vetoed"]) for row in rows]),
    ]
    notes = _notes(rows, words)
    if families:
        told = _wholes(families, screen)
        notes = [
            " ".join(filter(None, (told.get(row[by] or "", ""), note)))
            for row, note in zip(rows, notes, strict=True)
        ]
    return page(laid_out(columns, screen.width).lines(notes))


def _wholes(families: Mapping[str, pd.DataFrame], screen: Screen) -> dict[str, str]:
    """What the parts of each target made of others say of it, by its id."""
    found = {}
    for row in family_rows(families):
        found[row["parent"]] = _whole(row, screen)
    return found


def _whole(row: Mapping[str, Any], screen: Screen) -> str:
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
    sums = {"children": number_text(row["children"]), "whole": number_text(row["parent_value"])}
    if not row["holds"]:
        return words.text(N_("Cascade: the parts come to {children}, not to {whole}."), **sums)
    return words.text(N_("Cascade: the parts come to {children} for {whole}."), **sums)


def group_rows(rolled: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """The roll-ups as rows of JSON: `by` says what of, the numbers are unrounded."""
    return [
        {
            "by": by,
            "organisation": row["organisation"],
            "key": row[by],
            "counts": {str(status): int(row[status]) for status in Status},
            **{name: row[name] for name in (*NUMBERS, *_TEXTS)},
            "judged": bool(row["judged"]),
            "vetoed": int(row["vetoed"]),
            "unpointed": int(row["unpointed"]),
            "reason_code": row["score_reason"],
        }
        for by, frame in rolled.items()
        for row in table_document(frame)
    ]


def family_rows(families: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Targets made of others as rows of JSON: `kind` and what that kind says of the whole."""
    return [
        {"kind": kind, **row}
        for kind, frame in families.items()
        for row in table_document(frame.rename_axis("parent").reset_index())
    ]


def _name(row: Mapping[str, Any], column: str, names: Names) -> str:
    """The name of what stands in a column: of a unit the name it has in its organisation."""
    key = row[column] or ""
    return names.get((row.get("organisation") or "", key), key)


def _count(number: int) -> str:
    return str(number) if number else ""


def _tally(row: Mapping[str, Any], screen: Screen) -> str:
    return " · ".join(f"{screen.word(s)} {row[s]}" for s in Status if row[s])


def _coverage(row: Mapping[str, Any], words: Words) -> str:
    due = row["targets"] - row[Status.NOT_DUE] - row[Status.NOT_SCORED]
    share = coverage_text(row["coverage"])
    if not due:
        return ""
    told = words.text(N_("{n} of {of}"), n=row["reported"], of=due)
    return f"{told}, {share}" if share else told


def _score(row: Mapping[str, Any], words: Words) -> str:
    """The score, and the range it could have if what is missing were worst or best."""
    score, low, high = (
        number_text(row[name], _DECIMALS) for name in ("score", "score_low", "score_high")
    )
    if not score:
        return ""
    return (
        score
        if low == high
        else words.text(N_("{score} ({low} to {high})"), score=score, low=low, high=high or "∞")
    )


def _notes(rows: list[dict[str, Any]], words: Words) -> list[str]:
    return [_note(row, words) for row in rows]


def _note(row: Mapping[str, Any], words: Words) -> str:
    """What has to be said of a score: why there is none, or what it does not rest on."""
    if row["score_reason"]:
        return words.label(NoScore, row["score_reason"])
    told = []
    if not row["judged"]:
        told.append(words.text(N_("Too little has been reported for a verdict on the group.")))
    if row["unpointed"]:
        told.append(
            words.text(
                N_("{n} items have no points, so the score counts weights."), n=row["unpointed"]
            )
        )
    return " ".join(told)


# ---------------------------------------------------------------------------- league tables


def league_text(table: pd.DataFrame, heading: str, by: str, names: Names, screen: Screen) -> str:
    """Places within each group, best first, with movement since the quarter before.

    `table`: what `rules.league` gives; scores are printed as per cent.
    """
    rows, words = table_document(table), screen.words
    scored = "score" in table
    columns = [
        Column(words.text(N_("Group")), [row["group"] or "" for row in rows]),
        Column(words.text(N_("Place")), [_place(row) for row in rows], right=True),
        *(
            [Column(words.text(KEYS["organisation"]), [row["organisation"] or "" for row in rows])]
            if by != "organisation"
            else []
        ),
        Column(words.text(KEYS[by]), [_name(row, "member", names) for row in rows], name=True),
        Column(words.text(COLUMNS["value"]), [_value(row, scored) for row in rows], right=True),
        Column(words.text(N_("Moved")), [_moved(row) for row in rows], right=True),
        Column(
            words.text(COLUMNS["period"]),
            [words.period(row.get("actual_period")) for row in rows],
            rank=1,
        ),
        Column(
            words.text(COLUMNS["coverage"]),
            [coverage_text(row.get("coverage")) for row in rows],
            rank=2,
        ),
    ]
    notes = [words.label(NoPlace, row["league_reason"] or "") for row in rows]
    lines = laid_out(columns, screen.width).lines(notes)
    return page([*fit(heading, screen.width), "", *lines])


def league_rows(table: pd.DataFrame, names: Names) -> list[dict[str, Any]]:
    """The rows of a league table as JSON; `movement` counts places gained."""
    return [
        {
            "member": row["member"],
            "organisation": row.get("organisation"),
            "name": _name(row, "member", names),
            "group": row["group"],
            **{key: row.get(key) for key in _MEASURED},
            **{key: row[key] for key in _PLACED},
            "reason_code": row["league_reason"],
        }
        for row in table_document(table)
    ]


def _place(row: Mapping[str, Any]) -> str:
    """The place, `=` before one that several share."""
    if row["place"] is None:
        return ""
    return f"{'=' if row['tied'] else ''}{row['place']}/{row['of']}"


def _value(row: Mapping[str, Any], scored: bool) -> str:  # noqa: FBT001  (a column's kind)
    return percent_text(row["value"]) if scored else number_text(row["value"])


def _moved(row: Mapping[str, Any]) -> str:
    """Places gained since the quarter before: ↑ is better."""
    moved = row["movement"]
    if moved is None:
        return ""
    return "→" if not moved else f"{'↑' if moved > 0 else '↓'}{signed_text(abs(moved)).lstrip('+')}"
