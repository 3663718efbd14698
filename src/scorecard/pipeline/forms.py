"""The forms of a quarter, issued: written where nobody has filled one in yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pandas as pd

from scorecard import store
from scorecard.assessment.expectations import expectations
from scorecard.assessment.frames import assess, assessable, spans_asked
from scorecard.forms.plan import FormPlan, asked, followed_up, form_plan, plan_findings
from scorecard.i18n import Words
from scorecard.pipeline.load import Data
from scorecard.projects.counts import state_at
from scorecard.read.followups import WORKBOOK, typed_into
from scorecard.schema import quarterly_form
from scorecard.schema.findings import Finding, in_order
from scorecard.schema.frames import Books, Responsible, facts_asked
from scorecard.schema.period import Period, last_day
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import BEHIND, Source

EVERY: Final = ((0, date.max.toordinal()),)
"""When an indicator without a target is asked for."""
RECORD: Final = ".issued.json"
"""Beside the forms: the SHA-256 of every blank form ever issued under each name."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of each form: written, the same as before, or kept as somebody changed it.

    Names are relative to `folder`; `in_use` are forms that another program has open.
    """

    folder: Path
    written: tuple[str, ...]
    same: tuple[str, ...]
    kept: tuple[str, ...]
    in_use: tuple[str, ...]
    findings: tuple[Finding, ...]


def issue(data: Data, quarter: Period, words: Words) -> Issued:
    """Write the forms of a quarter to `reports/<quarter>/forms`.

    A form whose file is not byte for byte one that was issued before has been filled in, or is not
    ours: it stays as it is.  Raises `CannotWriteError`.
    """
    from scorecard.forms.face import form_workbook  # noqa: PLC0415  (what is collected writes none)

    plans = plans_of(data, quarter)
    labels, palette = data.workspace.labels, data.workspace.palette
    files = {
        name: form_workbook(plan, words, labels, palette) for name, plan in named(plans).items()
    }
    folder = data.workspace.quarter_folder(str(quarter)) / "forms"
    found = in_order(plan_findings(data.books, plans))
    return _written(folder, files, found)


def plans_of(data: Data, quarter: Period) -> list[FormPlan]:
    """What the quarter asks of each unit, and what the answers will be held against.

    Targets with a fault are left out: their rows are asked for without a status.  Behind is what
    the quarter before is judged to be on the last day before this one has ended.
    """
    books, figures, policy = data.books, data.figures.values, data.workspace.policy
    targets = assessable(books, data.findings)
    targets = targets[targets["fault"].isna()]
    rows, milestones = asked(books, figures, quarter), books.milestones.values
    expected = expectations(targets, rows, quarter.end_date, policy, milestones)
    entries = data.projects.entries
    names = list(dict.fromkeys(entries["organisation"]))
    states = [state_at(entries, name, quarter.end_date) for name in names]
    register = pd.concat(states, ignore_index=True) if states else None
    promises = _promises(data, quarter)
    behind = _behind(targets, data, quarter)
    plans = form_plan(books, figures, quarter, policy, expected, register)
    return followed_up(plans, promises, behind)


def _key(fact: quarterly_form.Fact) -> tuple[str, str]:
    return str(fact["organisation"]), str(fact["indicator"])


def _behind(targets: pd.DataFrame, data: Data, quarter: Period) -> set[tuple[str, str]]:
    """Organisation and indicator of the targets that were behind a quarter ago."""
    figures, milestones = data.figures.values, data.books.milestones.values
    if figures.empty:
        return set()
    eve = quarter.end_date - timedelta(days=1)
    judged = assess(targets, figures, eve, data.workspace.policy, milestones)
    late = judged[judged["status"].isin(BEHIND)]
    return set(late[["organisation", "indicator"]].itertuples(index=False, name=None))


def _promises(data: Data, quarter: Period) -> dict[tuple[str, str], quarterly_form.FollowUp]:
    """What was promised the quarter before, in its forms or on the sheet 预警 of its scorecard."""
    before = replace(quarter, start=quarter.start - quarter.months)
    told = quarterly_form.told_in(data.answers, quarter, date.max)
    typed = typed_into(data.workspace.quarter_folder(str(before)) / WORKBOOK, data.workspace.root)
    targets = data.books.targets.values[["target", "organisation", "indicator"]]
    keys = {target: (who, what) for target, who, what in targets.itertuples(index=False, name=None)}
    sheet = {keys[target]: entry for target, entry in typed.items() if target in keys}
    return {
        key: quarterly_form.promised(sheet.get(key), told.get(key, quarterly_form.NOTHING_TOLD))
        for key in {**told, **sheet}
    }


def named(plans: list[FormPlan]) -> dict[str, FormPlan]:
    """The plans by file name; a name that differs from another only in case gets a hash."""
    from scorecard.forms.face import form_name  # noqa: PLC0415  (as in `issue`)

    found: dict[str, FormPlan] = {}
    for plan in plans:
        name = form_name(plan)
        if name.casefold() in {other.casefold() for other in found}:
            name = f"{store.slug(plan.form_id)}.xlsx"
        found[name] = plan
    return found


def _written(folder: Path, files: Mapping[str, bytes], findings: tuple[Finding, ...]) -> Issued:
    written, same, kept, in_use = [], [], [], []
    with store.locked(folder):
        issued_before = _record(folder)
        for name, data in files.items():
            there = _existing(folder / name)
            if (folder / f"~${name}").exists():
                in_use.append(name)
            elif there == store.sha256(data):
                same.append(name)
            elif there is None or there in issued_before.get(name, ()):
                written.append(name)
            else:
                kept.append(name)
        # The record comes first: killed in between, a blank form is still known as one.
        hashes = {name: list(known) for name, known in issued_before.items()}
        for name in (*written, *same):
            if store.sha256(files[name]) not in hashes.setdefault(name, []):
                hashes[name].append(store.sha256(files[name]))
        if hashes != issued_before or not (folder / RECORD).exists():
            record = {"schema": 1, "forms": dict(sorted(hashes.items()))}
            store.write_file(folder / RECORD, store.json_bytes(record))
        for name in written:
            store.write_file(folder / name, files[name])
    return Issued(folder, tuple(written), tuple(same), tuple(kept), tuple(in_use), findings)


def _existing(path: Path) -> str | None:
    """The SHA-256 of the file there; `None` where there is none."""
    try:
        return store.sha256(store.read_file(path))
    except FileNotFoundError:
        return "" if path.exists() else None  # a folder or a pipe under this name
    except OSError:
        return ""  # something is there that cannot be read: not ours to overwrite


def _record(folder: Path) -> dict[str, list[str]]:
    """The hashes issued so far, by name; empty without a record that can be read."""
    try:
        forms = json.loads(store.read_file(folder / RECORD))["forms"]
        return {str(name): [str(digest) for digest in digests] for name, digests in forms.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


# ------------- what a quarter asks for and nobody has reported yet, by the unit that answers for it


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One unit's figures that a quarter asks for and that have not come.

    `unit` is its name, missing for figures nobody answers for; `asked` how many are asked for in
    all, `names` those outstanding.
    """

    organisation: str
    unit: str | None
    quarter: str
    asked: int
    indicators: tuple[str, ...]
    names: tuple[str, ...]


def outstanding(
    books: Books,
    reported: Callable[[str, str, str], bool],
    quarters: Sequence[Period],
    day: date,
    policy: Policy,
) -> list[Outstanding]:
    """One entry for each quarter and unit with figures outstanding on a day.

    `reported` tells whether an organisation's indicator has a value for a period.  Only what is due
    is outstanding: its period has ended, the months have passed that its publication takes, and a
    target asks for it (an indicator without a target is asked for always).  Figures counted from
    the project register are not asked for.
    """
    units = Responsible(books)
    facts = [fact for fact in facts_asked(books) if fact["source"] != Source.REGISTER]
    targets = assessable(books)
    spans = spans_asked(targets, day, policy, books.milestones.values)
    found = []
    for quarter in quarters:
        by_unit: dict[tuple[str, str | None], list[tuple[quarterly_form.Fact, bool]]] = {}
        for fact in facts:
            period = quarterly_form.period_for(fact, quarter)
            lag: Any = fact["publication_lag_months"]
            if last_day(period.end - 1 + (int(lag) if lag == lag else 0)) >= day:  # noqa: PLR0124  (a missing lag is no number)
                continue
            key = _key(fact)
            ends = period.end_date.toordinal()
            if not any(first <= ends <= last for first, last in spans.get(key, EVERY)):
                continue
            came = reported(*key, str(period))
            by_unit.setdefault(units.answering(fact), []).append((fact, came))
        for (organisation, unit), rows in by_unit.items():
            missing = [fact for fact, came in rows if not came]
            if missing:
                name = units.names.get((organisation, unit), unit)
                told = (tuple(str(f[column]) for f in missing) for column in ("indicator", "name"))
                found.append(Outstanding(organisation, name, str(quarter), len(rows), *told))
    return found
