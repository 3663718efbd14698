"""Assessments as the outputs show them: the view, and the JSON document."""

from __future__ import annotations

from typing import Any

from scorecard.pipeline.groups import all_roll_ups, families
from scorecard.pipeline.judge import Standing
from scorecard.report.groups_text import family_rows, group_rows
from scorecard.report.json_ import status_document
from scorecard.report.lines import Lines
from scorecard.report.parts import Header, View
from scorecard.report.view import scorecard_view
from scorecard.words import Words


def view_of(standing: Standing, words: Words, lines: Lines | None = None) -> View:
    """The standing as the outputs print it, in the language of `words`.

    `lines` is what charts and boards draw (see `pipeline.lines`).
    """
    data = standing.data
    return scorecard_view(
        standing.assessments,
        data.books,
        standing.figures,
        standing.findings,
        Header(
            title=data.workspace.title,
            as_of=standing.as_of,
            quarter=standing.quarter,
            policy=standing.policy,
            ledger_head=data.ledger_head,
            labels=data.workspace.labels,
            organisation=standing.organisation,
            unit=standing.unit,
            targets=standing.targets,
        ),
        standing.summary,
        words,
        lines,
    )


def document_of(standing: Standing, words: Words) -> dict[str, Any]:
    """The JSON document of the contract, with the roll-ups beside it."""
    return {
        **status_document(view_of(standing, words)),
        "groups": group_rows(all_roll_ups(standing)),
        "parents": family_rows(families(standing)),
    }
