"""The message catalogues: complete, in step with the code, and compiled."""

from __future__ import annotations

from pathlib import Path

import messages
import pytest

CODE = """
from scorecard.schema.errors import N_

class Words:
    def text(self, message, **params): ...

TITLE = N_("{n} targets")
def sentence(words): return words.text("one " "line"), words.text(TITLE)
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with two texts in its command line and nothing else."""
    (tmp_path / "cli.py").write_text(CODE, encoding="utf-8")
    messages.update(tmp_path)
    return tmp_path


def po_file(package: Path) -> Path:
    return messages.po_path("zh", "cli", package / "locale")


def translate(package: Path, msgid: str, translation: str) -> None:
    path = po_file(package)
    old = path.read_text(encoding="utf-8")
    new = old.replace(f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{translation}"')
    assert new != old
    path.write_text(new, encoding="utf-8")


def faults(package: Path) -> list[str]:
    return [fault for fault in messages.check(package) if fault.startswith("zh/cli.")]


def test_the_catalogues_of_the_repository_are_complete() -> None:
    assert messages.check() == []


def test_texts_are_collected_from_markers_and_from_calls(package: Path) -> None:
    assert messages.collect(package)["cli"] == {"{n} targets", "one line"}


def test_singular_and_plural_are_one_entry() -> None:
    assert list(messages.literals('ngettext("a", "{n} b", n)')) == [("a", "{n} b")]


@pytest.mark.parametrize(
    ("module", "domain"),
    [
        ("schema/errors.py", "cli"),
        ("schema/period.py", "report"),
        ("rules/methods/pace.py", "report"),
        ("i18n.py", "report"),
        ("report/view.py", "report"),
        ("excel/styles.py", "report"),
        ("forms/mark.py", "forms"),
        ("pipeline.py", "cli"),
    ],
)
def test_the_room_names_the_domain(module: str, domain: str) -> None:
    assert messages.domain_of(module) == domain


def test_an_untranslated_text_is_a_fault(package: Path) -> None:
    translate(package, "{n} targets", "{n} 个目标值")
    messages.update(package)
    assert faults(package) == ["zh/cli.po: untranslated: 'one line'"]


def test_a_translation_without_its_placeholder_is_a_fault(package: Path) -> None:
    translate(package, "{n} targets", "{m} 个目标值")
    translate(package, "one line", "一行")
    messages.update(package)
    assert faults(package) == [
        "zh/cli.po: placeholders: '{n} targets' has ['n'], its translation ['m']"
    ]


def test_an_edited_translation_must_be_compiled(package: Path) -> None:
    translate(package, "one line", "一行")
    assert "zh/cli.mo: not compiled from the .po beside it" in faults(package)


def test_a_new_text_is_missing_until_the_catalogue_is_updated(package: Path) -> None:
    (package / "cli.py").write_text(CODE + 'NEW = N_("new")\n', encoding="utf-8")
    assert "zh/cli.po: missing: 'new'" in faults(package)


def test_a_text_that_went_keeps_its_translation_until_pruned(package: Path) -> None:
    translate(package, "one line", "一行")
    (package / "cli.py").write_text('N_("{n} targets")\n', encoding="utf-8")
    messages.update(package)
    assert "zh/cli.po: obsolete: 'one line'" in faults(package)
    (package / "cli.py").write_text(CODE, encoding="utf-8")
    messages.update(package)
    assert "一行" in po_file(package).read_text(encoding="utf-8")
    (package / "cli.py").write_text('N_("{n} targets")\n', encoding="utf-8")
    messages.update(package, prune=True)
    assert "一行" not in po_file(package).read_text(encoding="utf-8")


def test_an_f_string_cannot_be_translated(tmp_path: Path) -> None:
    (tmp_path / "cli.py").write_text('N_(f"{n} targets")\n', encoding="utf-8")
    with pytest.raises(messages.UntranslatableError, match=r"cli\.py:1: an f-string"):
        messages.collect(tmp_path)


def test_two_updates_write_the_same_bytes_without_dates(package: Path) -> None:
    files = sorted((package / "locale").rglob("*.?o"))
    before = [path.read_bytes() for path in files]
    messages.update(package)
    assert [path.read_bytes() for path in files] == before
    assert b"-Date:" not in b"".join(before)


def test_one_text_has_one_translation(package: Path) -> None:
    (package / "report").mkdir()
    (package / "report" / "view.py").write_text('N_("one line")\n', encoding="utf-8")
    messages.update(package)
    translate(package, "one line", "一行")
    report = messages.po_path("zh", "report", package / "locale")
    report.write_text('msgid "one line"\nmsgstr "一排"\n', encoding="utf-8")
    assert "zh: two translations: 'one line' in report and cli" in messages.check(package)
