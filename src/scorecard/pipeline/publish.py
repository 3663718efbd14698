"""The outputs of one quarter, made as bytes and published together."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from scorecard import store
from scorecard.model.finding import has_errors
from scorecard.model.lights import light_colours
from scorecard.pipeline.control import control_text, refuse_differences
from scorecard.pipeline.followups import followups_of
from scorecard.pipeline.imprint import KEY, imprint_of
from scorecard.pipeline.judge import Standing
from scorecard.pipeline.lines import limits_of, lines_of
from scorecard.pipeline.view import document_of, view_of
from scorecard.report.charts import Form, Picture, Studio, pictures, plans
from scorecard.report.excel import scorecard_workbook
from scorecard.report.limits_text import limits_by_indicator
from scorecard.report.parts import View
from scorecard.report.pdf import scorecard_pdf
from scorecard.words import Words
from scorecard.workbook.files.guard import cores

KINDS: Final = ("xlsx", "pdf", "charts")
"""What can be asked for alone; the JSON is always written, it names the rest."""
WORKBOOK: Final = "scorecard.xlsx"
BOOK: Final = "scorecard.pdf"
CHARTS: Final = "charts/"
Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Order:
    """Which outputs are wanted, and how charts are drawn."""

    kinds: frozenset[str] = frozenset(KINDS)
    form: Form = "png"


@dataclass(frozen=True, slots=True)
class Published:
    """The files written, relative to their folder, and the one to open first."""

    folder: Path
    files: tuple[str, ...]
    errors: bool
    first: str = WORKBOOK


def publish(
    standing: Standing,
    words: Words,
    folder: Path | None = None,
    order: Order | None = None,
    advance: Advance = lambda _done, _all: None,
) -> Published:
    """Write the quarter's workbook, PDF, charts and JSON: all that is wanted, or nothing.

    Outputs of other kinds that were published before stay.  A part of the targets has a folder of
    its own below the quarter's: it never takes the place of the whole.

    Raises `ControlTotalsError` where what it would show is not what is on record,
    `CannotWriteError`, or `MissingGlyphError` for a text that cannot be drawn.
    """
    order = order or Order()
    view = _view(standing, words)
    refuse_differences(standing, view.sources)
    files = _files(view, standing, words, order, _Progress(view, order.kinds, advance))
    target = folder or _folder(standing)
    document = {**document_of(standing, words), KEY: imprint_of(standing, words).document()}
    store.write_set(target, files, document, lambda name: _kind(name) not in order.kinds)
    written = tuple(sorted([*files, store.MANIFEST]))
    first = next((name for name in (WORKBOOK, BOOK) if name in files), written[0])
    return Published(target, written, has_errors(standing.findings), first)


def workbook_of(standing: Standing, words: Words) -> bytes:
    """The scorecard workbook, with what was typed into the published one."""
    return scorecard_workbook(_view(standing, words), words, _palette(standing))


def _palette(standing: Standing) -> dict[str, str]:
    """The colours of statuses: those of the office's own bands, over them the settings' palette."""
    return {**light_colours(standing.policy), **standing.data.workspace.palette}


def _view(standing: Standing, words: Words) -> View:
    view = view_of(standing, words, lines_of(standing))
    fiscal_start = standing.policy.fiscal_start
    return replace(
        view,
        followups=followups_of(standing),
        control=control_text(view.sources, words),
        limits=limits_by_indicator(limits_of(standing), words, fiscal_start),
    )


class _Progress:
    """One count over all outputs wanted, each as long as it is likely to take."""

    def __init__(self, view: View, kinds: frozenset[str], advance: Advance) -> None:
        charts, targets = len(plans(view)), len(view.rows)
        drawn = bool(kinds & {"pdf", "charts"})
        self.lengths = {
            "charts": drawn * 10 * charts,
            "xlsx": ("xlsx" in kinds) * (10 + 2 * targets),
            "pdf": ("pdf" in kinds) * (20 + 4 * charts),
        }
        self.advance = advance

    def of(self, kind: str) -> Advance:
        """What is told how much of one output is made; they are made in the order of `lengths`."""
        earlier = itertools.takewhile(lambda name: name != kind, self.lengths)
        before = sum(self.lengths[name] for name in earlier)
        length, whole = self.lengths[kind], sum(self.lengths.values())
        return lambda done, all_: self.advance(before + length * done // max(all_, 1), whole)


def _files(
    view: View, standing: Standing, words: Words, order: Order, progress: _Progress
) -> dict[str, bytes]:
    """The outputs wanted: name to bytes."""
    palette = _palette(standing)
    files: dict[str, bytes] = {}
    made: list[Picture] = []
    if order.kinds & {"pdf", "charts"}:
        studio = Studio(
            view,
            words.language,
            palette,
            order.form,
            record="pdf" in order.kinds,
            files="charts" in order.kinds,
        )
        made = pictures(plans(view), studio, cores(), progress.of("charts"))
    if "charts" in order.kinds:
        files |= {f"{CHARTS}{picture.name}": picture.data for picture in made}
    if "xlsx" in order.kinds:
        files[WORKBOOK] = scorecard_workbook(view, words, palette, progress.of("xlsx"))
    if "pdf" in order.kinds:
        files[BOOK] = scorecard_pdf(view, made, words, palette, progress.of("pdf"))
    return files


def _kind(name: str) -> str:
    """Which kind of output a file is."""
    if name.startswith(CHARTS):
        return "charts"
    return {WORKBOOK: "xlsx", BOOK: "pdf"}.get(name, "")


def _folder(standing: Standing) -> Path:
    """The quarter's folder; for a part of the targets one below it, named after the part."""
    quarter = standing.data.workspace.quarter_folder(standing.quarter)
    part = [standing.organisation, standing.unit, *standing.targets]
    named = " ".join(name for name in part if name)
    return quarter / "parts" / store.slug(named) if named else quarter
