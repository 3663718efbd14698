"""The fill-in workbook of a quarter: one for each responsible unit, as bytes.

`form_plan` says what is asked of whom, `form_workbook` writes it down, `form_name` names the file.
Rows are found by the id that travels with them in a hidden column, never by position; the live
formulas look their arithmetic up by the same id, so that sorted, inserted and deleted rows still
compute.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from scorecard.excel.palette import tones_of
from scorecard.forms.face import write_face
from scorecard.forms.formulas import write_workings
from scorecard.forms.pad import Pad
from scorecard.forms.plan import FormPlan, asked, form_plan, plan_findings
from scorecard.forms.sheets import (
    write_guide,
    write_lists,
    write_meta,
    write_projects,
    write_revisions,
)
from scorecard.i18n import Words
from scorecard.schema.lights import light_colours, status_labels
from scorecard.schema.vocabulary import Status
from scorecard.store import slug

__all__ = ["FormPlan", "asked", "form_name", "form_plan", "form_workbook", "plan_findings"]

LONGEST_NAME: Final = 60
_PLAIN: Final = re.compile(r"[\w（）()·]+(?: [\w（）()·]+)*")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def form_workbook(
    plan: FormPlan,
    words: Words,
    labels: Mapping[str, str] | None = None,
    palette: Mapping[str, str] | None = None,
) -> bytes:
    """The workbook of a plan; the same plan and language give the same bytes.

    `labels` replace the words of statuses, `palette` their colours (status id to `#rrggbb`), as the
    settings of a workspace may; else the bands of the plan's policy name them, where it has any.
    """
    tones = tones_of({**light_colours(plan.policy), **(palette or {})})
    pad = Pad(plan, words, _status_labels(plan, words, labels or {}), tones)
    write_face(pad)
    write_projects(pad)
    write_revisions(pad)
    write_guide(pad)
    write_meta(pad)
    write_lists(pad)
    write_workings(pad)
    return pad.book.getvalue()


def form_name(plan: FormPlan) -> str:
    """The file's name: organisation and unit as people read them, never a path.

    A hash follows where the name had to be changed or could stand for two units.

    >>> from scorecard.schema.period import parse_period
    >>> from scorecard.schema.policy import Policy
    >>> quarter = parse_period("2026-Q3").period
    >>> form_name(FormPlan("钟楼高新园", "jf", "经济发展局", quarter, Policy()))
    '钟楼高新园-经济发展局.xlsx'
    """
    parts = [plan.organisation, *([plan.unit_name or plan.unit] if plan.unit else [])]
    name = "-".join(str(part) for part in parts)
    plain = all(
        _PLAIN.fullmatch(str(part)) and unicodedata.normalize("NFC", str(part)) == part
        for part in parts
    )
    if plain and len(name) <= LONGEST_NAME and not _RESERVED.fullmatch(name):
        return f"{name}.xlsx"
    return f"{slug(chr(10).join((plan.organisation, plan.unit or '')))}.xlsx"


def _status_labels(plan: FormPlan, words: Words, labels: Mapping[str, str]) -> dict[str, str]:
    """What the form shows of each status: its symbol and its word."""
    ours = {str(status): words.label(Status, status) for status in Status}
    named = status_labels(plan.policy, labels, ours)
    return {status: f"{Status(status).symbol} {word}" for status, word in named.items()}
