"""Projects that come in with forms: judged against the register, and made entries of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from scorecard.ledger.ledger import Ledger
from scorecard.ledger.projects import content_of, ledger_projects
from scorecard.model.finding import Finding
from scorecard.pipeline.register import Projects
from scorecard.rules.changed_projects import Answered, answered
from scorecard.rules.register import state_at
from scorecard.workbook.returns.returned import Return


@dataclass(slots=True)
class ProjectDesk:
    """The register while forms are taken in: the office's book, and the ledger as it grows."""

    projects: Projects = field(default_factory=Projects.none)
    fiscal_start: int = 1
    last_seq: int = 0
    _answers: dict[int, Answered] = field(default_factory=dict)

    def catch_up(self, ledger: Ledger) -> None:
        """Read what was recorded since the last time, by whichever run."""
        entries, closings = ledger_projects(ledger, self.fiscal_start, after=self.last_seq)
        if len(entries) or len(closings):
            self.projects = self.projects.with_sent(entries, closings)
        self.last_seq = ledger.last_seq()

    def judge(self, form: Return, received: date | None) -> tuple[Finding, ...]:
        """What is wrong with the form's projects; nothing where it has none."""
        sent, quarter = form.projects, form.quarter
        if sent is None or quarter is None or form.organisation is None:
            return ()
        day = pd.Timestamp(received or quarter.end_date)
        register = state_at(self.projects.entries, form.organisation, quarter.end_date)
        whose = form.organisation, form.unit
        answer = answered(sent, register, whose, day, form.findings)
        self._answers[id(form)] = answer
        return answer.findings

    def entries(self, form: Return) -> list[Mapping[str, Any]]:
        """The entries of a form that was judged: its list, and the projects that changed."""
        answer = self._answers.pop(id(form), None)
        if answer is None:
            return []
        at = form.projects_at
        made: list[Mapping[str, Any]] = [
            {
                "kind": "register",
                "value": float(len(answer.projects.values)),
                "sheet": at.sheet,
                "cell": at.cell,
            }
        ]
        rows = answer.projects.values[answer.changed].to_dict("records")
        cells = answer.projects.cells[answer.changed]
        for row, cell, name in zip(rows, cells["project"], cells["name"], strict=True):
            project = {str(key): value for key, value in row.items()}
            made.append(
                {
                    "kind": "project",
                    "project": project["project"],
                    "content": content_of(project),
                    "sheet": project["sheet"],
                    "cell": cell if isinstance(cell, str) else name,
                }
            )
        return made
