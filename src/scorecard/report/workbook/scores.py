"""The sheet of scores: what each organisation and unit has earned of what was due, all live.

Every number is a formula over the sheet of all targets; points of several organisations are never
added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import ClassVar, Final

from xlsxwriter.utility import xl_col_to_name

from scorecard.excel.book import Sheet
from scorecard.excel.styles import BODY, CENTERED, NUMBER, SMALL, WRAPPED, Style
from scorecard.i18n import N_
from scorecard.report.page import GROUPS, counted
from scorecard.report.scores import scores_note
from scorecard.report.view import ScoreRow, TargetRow, View
from scorecard.report.workbook import targets
from scorecard.report.workbook.table import FIRST_ROW, HERE, Column, Desk, Formula, Layout, table

SHEET: Final = N_("Scores")
POINTS: Final = "#,##0.0"
SHARE: Final = "0.0%"
MINE: Final = "(targets_organisation=$A{at})"
OF_UNIT: Final = "*(targets_unit=$B{at})"
_PLAIN: Final = NUMBER.but(number=POINTS)
_RATE: Final = NUMBER.but(number=SHARE)
_ASIDE: Final = SMALL.but(wrap=False)
_COUNT: Final = CENTERED.but(number="0;−0;;@")


@dataclass(frozen=True)
class Places:
    """Where scores and targets stand in the workbook, for cells that follow them.

    Rows by organisation and unit (empty for the organisation), and by a target's position.
    """

    COUNTS: ClassVar = ("red", "amber", "good", "late", "open")
    """The columns of the sheet of scores that hold the counts of `page.GROUPS`."""
    scores: Sheet | None
    scored: Mapping[tuple[str, str], int]
    targets: Sheet
    stated: Mapping[int, int]

    def score(self, row: ScoreRow, key: str) -> str:
        """The cell of a score; its sheet is there wherever there are scores."""
        if self.scores is None:
            raise KeyError(key)
        return self.scores.reference(self.scored[row.organisation, row.unit], COLUMN[key])

    def target(self, row: TargetRow, key: str) -> str:
        """The cell of a target on the sheet of all."""
        return self.targets.reference(self.stated[row.position], targets.COLUMN[key])


@dataclass(frozen=True, slots=True)
class Line:
    """A row of scores; `last` is the table's last row (from 1), `placed` whether places are live.

    Everybody is placed: where only some are shown a place is the value that the rules gave.
    `scaled` says that weights are spread (`renormalise`), `whole` what is told of an organisation,
    `counts` how many of its targets are of each of `Places.COUNTS`.
    """

    row: ScoreRow
    last: int
    placed: bool
    scaled: bool
    whole: str

    counts: Mapping[str, int]

    def live(self, key: str) -> Formula | float | str | None:
        """A number of the row as a formula with the value stored; nothing without weights."""
        formula = _formulas(bool(self.row.unit), self.scaled, self.last, self.row.by_count)[key]
        if key in self.counts:
            return Formula(formula, self.counts[key])
        stored = getattr(self.row, key)
        if key in ("share", "behind"):
            return Formula(formula, stored)
        if self.row.weight_total is None:
            return None
        if key == "rate_high" and stored is None and self.row.rate_low is not None:
            return "∞"  # a bonus without a limit
        if key == "rank" and not self.placed:
            return self.row.rank
        return Formula(formula, stored)


@cache
def _formulas(
    of_unit: bool,  # noqa: FBT001  (a key)
    scaled: bool,  # noqa: FBT001  (a key)
    last: int,
    counted: bool,  # noqa: FBT001  (a key)
) -> dict[str, str]:
    """The live cells of a row, `HERE` standing for its number; `counted`: placed by targets."""
    mine = (MINE + OF_UNIT * of_unit).format(at=HERE)
    cell = {key: f"${xl_col_to_name(n)}{HERE}" for key, n in COLUMN.items()}

    def total(name: str, among: str = "1") -> str:
        return f"SUMPRODUCT({mine}*{among},targets_{name})"

    owed = cell["weight_due"]
    judged = f"SUMPRODUCT({mine}*ISNUMBER(targets_earned_share))"
    missing = f"SUMPRODUCT({mine}*targets_due_now*(1-ISNUMBER(targets_earned_share)))"
    points = f"MAX(0,{total('earned')})"
    due = total("weight", "ISNUMBER(targets_earned_share)")
    scale = f"*IF(N({cell['coverage']})>0,1/{cell['coverage']},1)" if scaled else ""

    def end(name: str) -> str:
        share = f"MAX(0,{total(f'earned_{name}')})/{owed}"
        return f'=IF(OR({missing}=0,{owed}<=0),"",{share})'

    among, ranked = (
        f"${xl_col_to_name(COLUMN[key])}${FIRST_ROW + 1}:${xl_col_to_name(COLUMN[key])}${last}"
        for key in ("among", "ranked")
    )
    better = f"({among}={cell['among']})*({ranked}>{cell['ranked']}+tolerance)"
    placed = cell["share" if counted else "rate"]
    known = f"AND(ISNUMBER({placed}),ISNUMBER({cell['coverage']}))"
    gate = f"IF({cell['coverage']}>=coverage_gate-tolerance,{placed},-1)"
    behind = f"{cell['red']}+{cell['amber']}"
    of = f"({behind}+{cell['good']})"
    counts = {}
    for name, group in zip(Places.COUNTS, GROUPS, strict=True):
        any_of = "+".join(f'(targets_status="{one}")' for one in group)
        counts[name] = f"=SUMPRODUCT({mine}*({any_of}))"
    return {
        **counts,
        "weight_total": f"={total('weight')}",
        "weight_due": f"={total('weight', 'targets_due_now')}",
        "weight_reported": f"={total('weight', 'targets_reported')}",
        "coverage": f'=IF({owed}>0,{cell["weight_reported"]}/{owed},"")',
        "points": f'=IF({judged}=0,"",{points}{scale})',
        "points_due": f"={due}{scale}",
        "rate": f'=IF({cell["points_due"]}>0,{cell["points"]}/{cell["points_due"]},"")',
        "lost": f'=IF({cell["points"]}="","",ROUND({cell["points_due"]}-{cell["points"]},12))',
        "share": f'=IF({of}>0,{cell["good"]}/{of},"")',
        "behind": f'=IF({of}>0,{behind},"")',
        "rate_low": end("low"),
        "rate_high": end("high"),
        "ranked": f"=IF({known},{gate},-1)",
        "rank": f'=IF({cell["ranked"]}<0,"",1+SUMPRODUCT({better}))',
    }


def _live(key: str, title: str, width: float, style: Style) -> Column[Line]:
    look = None
    if key in OF_WEIGHTS:
        unseen = style.but(number=";;;")
        look = lambda line: unseen if line.row.counted else style  # noqa: E731
    return Column(title, width, lambda line: line.live(key), style, look, key)


OF_WEIGHTS: Final = (
    *("points", "points_due", "lost", "weight_total", "weight_due", "weight_reported"),
)
"""Columns of which nothing is shown where there are no weights."""


COLUMNS: Final[tuple[Column[Line], ...]] = (
    Column(N_("Organisation"), 16, lambda line: line.row.organisation, WRAPPED.but(size=9)),
    Column(N_("Responsible unit"), 18, lambda line: line.row.unit_name or line.whole, BODY),
    _live("rank", N_("Place"), 5, CENTERED),
    _live("red", N_("red"), 4.6, _COUNT),
    _live("amber", N_("amber"), 4.6, _COUNT),
    _live("good", N_("on it"), 4.6, _COUNT),
    _live("late", N_("late"), 4.6, _COUNT),
    _live("open", N_("open"), 4.6, _COUNT),
    _live("points", N_("Points"), 7.6, _PLAIN),
    _live("points_due", N_("Points due"), 7.6, _PLAIN),
    _live("lost", N_("Points lost"), 7.6, _PLAIN),
    _live("rate", N_("Rate of points"), 7.6, _RATE.but(bold=True)),
    _live("rate_low", N_("Missing at worst"), 7.6, _RATE),
    _live("rate_high", N_("Missing at best"), 7.6, _RATE),
    _live("coverage", N_("Coverage"), 7.6, _RATE),
    _live("weight_total", N_("Full mark"), 7.6, _PLAIN),
    _live("weight_due", N_("Weight due"), 7.6, _PLAIN),
    _live("weight_reported", N_("Weight reported"), 7.6, _PLAIN),
    _live("share", N_("Share on schedule"), 9, _ASIDE.but(number=SHARE)),
    _live("behind", N_("Red, amber"), 9, _ASIDE),
    _live("ranked", N_("Rate that is placed"), 9, _ASIDE),
    Column(N_("Placed among"), 14, lambda line: line.row.among, _ASIDE, None, "among"),
)
COLUMN: Final[Mapping[str, int]] = {c.key: n for n, c in enumerate(COLUMNS) if c.key}
PRINTED: Final = len(COLUMNS) - 4


def open_scores(desk: Desk) -> Sheet | None:
    """The sheet, empty; nothing where there are no scores."""
    text, rows = desk.words.text, desk.view.scores
    if not rows:
        return None
    title = N_("What was earned of what was due")
    if all(row.counted for row in rows):
        title = N_("What is on schedule of what was judged")
    return desk.open(text(SHEET), text(title), scores_note(rows, desk.words), PRINTED)


def write_scores(desk: Desk, sheet: Sheet) -> None:
    """One row for each organisation and unit."""
    view = desk.view
    placed = view.header.organisation is None and view.header.unit is None
    last = FIRST_ROW + len(view.scores)
    scaled, whole = view.header.policy.renormalise, desk.words.text("All units")
    lines = []
    for row in view.scores:
        counts = dict(zip(Places.COUNTS, _counted(view, row), strict=True))
        lines.append(Line(row, last, placed, scaled and not row.counted, whole, counts))
    bare = all(row.counted for row in view.scores)
    columns = [
        replace(one, title=N_("Share on schedule")) if bare and one.key == "rate" else one
        for one in COLUMNS
    ]
    table(desk, sheet, columns, lines, frozen=2, layout=Layout(18), printed=PRINTED)
    sheet.raw.set_column(PRINTED, len(COLUMNS) - 1, 11, None, {"level": 1, "hidden": True})
    for key in OF_WEIGHTS if bare else ():
        sheet.raw.set_column(COLUMN[key], COLUMN[key], 7.6, None, {"hidden": True})


def _counted(view: View, score: ScoreRow) -> tuple[int, ...]:
    own = (row for row in view.rows if row.organisation == score.organisation)
    return counted([row for row in own if score.unit in {"", row.unit}])
