"""The documentation is a contract: generated pages are current, and every name has its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import reference

from scorecard.cli import scorecard as program
from scorecard.schema.vocabulary import Flag, Status
from scorecard.workspace import known_settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


def text(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def test_generated_pages_are_what_make_docs_writes() -> None:
    assert reference.stale() == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_page_is_reached_from_the_index() -> None:
    seen: set[Path] = set()
    waiting = [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = LINK.findall(page.read_text(encoding="utf-8"))
        waiting += [(page.parent / link).resolve() for link in links]
    assert set(DOCS.rglob("*.md")) - seen == set()


@pytest.mark.parametrize("status", Status)
def test_every_status_is_explained_with_its_symbol(status: Status) -> None:
    row = rf"\| `{status}` \| [^|]+ \| {re.escape(status.symbol)} \|"
    assert re.search(row, text("docs", "explanation", "method.md"))


@pytest.mark.parametrize("flag", Flag)
def test_every_flag_is_explained(flag: Flag) -> None:
    assert f"| `{flag}` |" in text("docs", "explanation", "method.md")


@pytest.mark.parametrize("setting", known_settings())
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`{setting.rpartition('.')[2]}`" in text("docs", "reference", "settings.md").replace(
        "`[", "`"
    ).replace("]`", "`")


@pytest.mark.parametrize("command", sorted(program.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"| `scorecard {command}" in text("README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_name_only_commands_that_there_are(page: Path) -> None:
    shown = re.findall(r"(?m)(?:^|`|\$ |\\)scorecard ([a-z]+)\b", page.read_text(encoding="utf-8"))
    assert set(shown) - set(program.commands) == set()
