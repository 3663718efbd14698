"""Sentences: message and parameters become words of one language, in one place."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from scorecard.i18n import Words
from scorecard.schema.errors import N_, BadTableError, Message, Name, NoWorkspaceError
from scorecard.schema.findings import NOWHERE, Finding, catalogue, finding
from scorecard.schema.vocabulary import Severity, Status

CODE = "C104"


def told(language: str, found: str | None, **params: object) -> str:
    return (
        Words(language).finding(Finding(CODE, Severity.ERROR, found=found, params=params)).message
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_its_sentences(language: str) -> None:
    words = Words(language)
    told = {
        code: words.finding(Finding(code, spec.severity, found="约18个"))
        for code, spec in catalogue().items()
    }
    without = [c for c, t in told.items() if not (t.title and t.message and t.expected and t.hint)]
    assert without == []


def test_what_stood_in_the_cell_is_on_one_line_and_cut() -> None:
    assert "“约18个”" in told("en", "约18\n个".replace("\n", ""))
    assert "约 18" in told("en", "约\r\n18")
    assert "\x1b" not in told("zh", "\x1b[31m18")
    assert "…" in told("zh", "长" * 200)


def test_an_empty_cell_is_named() -> None:
    assert "(blank)" in told("en", None)
    assert "（空）" in told("zh", "")


def test_only_our_own_texts_are_translated_inside_a_sentence() -> None:
    words = Words("zh")
    ours = BadTableError(file="a.csv", reason=N_("it is a folder"))
    theirs = BadTableError(file="a.csv", reason="it is a folder")
    assert "它是一个文件夹" in words.error(ours)[0]
    assert "it is a folder" in words.error(theirs)[0]


def test_a_marked_text_is_the_same_text() -> None:
    assert N_("note") == "note"
    assert isinstance(N_("note"), Message)


def test_parameters_print_in_the_language() -> None:
    error = BadTableError(file=date(2022, 1, 31), reason=1357.5)
    chinese = Words("zh").error(error)[0]
    assert "2022年1月31日" in chinese
    assert "1,357.5" in chinese
    assert Words("en").error(error)[0] == "31 Jan 2022: 1,357.5."


def test_an_error_tells_what_to_do() -> None:
    sentence, hint = Words("en").error(NoWorkspaceError(path="x"))
    assert "x" in sentence
    assert "scorecard init" in hint


def test_an_unknown_placeholder_stays_as_it_is() -> None:
    assert Words("en").text("{n} of {m}", n=1) == "1 of {m}"


def test_an_unknown_language_is_english() -> None:
    assert Words("fr").language == "en"


def test_labels_of_ids() -> None:
    assert Words("zh").label(Status, "at_risk") == "略滞后"
    assert Words("en").label(Status, "something") == "something"


def test_lists_are_separated_as_the_language_does() -> None:
    assert Words("zh").listed(["一", "二"]) == "一、二"
    assert Words("en").listed(["one", "two"]) == "one, two"
    unknown = finding("F107", NOWHERE, "?", known=[Name("一", "one"), "two", 3.0])
    assert "一、two、3" in Words("zh").finding(unknown).expected
    assert "one, two, 3" in Words("en").finding(unknown).expected


def test_words_alone_load_no_catalogue_of_findings_and_no_pandas() -> None:
    program = (
        "import sys, scorecard.i18n\n"
        "print(sorted(m for m in sys.modules if m in {'pandas', 'numpy', 'decimal',"
        " 'scorecard.schema.findings', 'scorecard.schema.vocabulary', 'tomllib'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
