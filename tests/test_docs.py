"""The documentation is a contract: generated pages are current, and every name has its line."""

from __future__ import annotations

import re
from pathlib import Path

import modules
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
    assert modules.page() == modules.PAGE.read_text("utf-8"), "make docs"


def test_links_lead_somewhere() -> None:
    links = [(p, target) for p in PAGES for target in LINK.findall(p.read_text(encoding="utf-8"))]
    assert [(p, target) for p, target in links if not (p.parent / target).exists()] == []


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


def test_every_status_is_explained_with_its_symbol() -> None:
    page = text("docs", "explanation", "method.md")
    rows = {s: rf"\| `{s}` \| [^|]+ \| {re.escape(s.symbol)} \|" for s in Status}
    assert [status for status, row in rows.items() if not re.search(row, page)] == []


def test_every_flag_is_explained() -> None:
    page = text("docs", "explanation", "method.md")
    assert [flag for flag in Flag if f"| `{flag}` |" not in page] == []


def test_every_setting_is_documented() -> None:
    page = text("docs", "reference", "settings.md").replace("`[", "`").replace("]`", "`")
    settings = [setting.rpartition(".")[2] for setting in known_settings()]
    assert [setting for setting in settings if f"`{setting}`" not in page] == []


def test_every_command_is_in_the_readme() -> None:
    page = text("README.md")
    assert [c for c in program.commands if f"| `scorecard {c}" not in page] == []


def test_pages_name_only_commands_that_there_are() -> None:
    named = re.compile(r"(?m)(?:^|`|\$ |\\)scorecard ([a-z]+)\b")
    shown = [(p, word) for p in PAGES for word in named.findall(p.read_text(encoding="utf-8"))]
    assert shown
    assert [(p, word) for p, word in shown if word not in program.commands] == []


def test_the_page_on_extending_names_files_that_there_are() -> None:
    """Only `<name>` and `<id>` stand for what is still to be written."""
    page = text("docs", "how-to", "extend.md")
    named = re.findall(r"`((?:[a-z_]+/)+[\w.]+)`", page)
    places = (ROOT, ROOT / "src" / "scorecard")
    assert len(named) > 20
    assert [n for n in named if not any((place / n).exists() for place in places)] == []
    modules = set(re.findall(r"`(\w+\.(?:py|toml))`", page))
    assert modules - {path.name for path in (ROOT / "src").rglob("*")} == set()


def test_the_page_on_extending_names_what_the_code_has() -> None:
    """Constants and classes that a reader is sent to stand in the program."""
    page = text("docs", "how-to", "extend.md")
    named = set(re.findall(r"`(?:\w+\.)?(_?[A-Z][A-Z_]+|[A-Z][a-z]+[A-Za-z]*)(?:\(…\))?`", page))
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert len(named) > 15
    assert {name for name in named if not re.search(rf"\b{name}\b", code)} == set()
