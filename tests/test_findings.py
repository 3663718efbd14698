"""The catalogue of findings: whole in both languages, and in step with the code."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from string import Formatter

import pytest

import scorecard
from scorecard.schema.findings import CodeSpec, catalogue, families, finding

CODE = re.compile(r"\b[A-Z][0-9]{3}\b")
TEXTS = [field.name for field in fields(CodeSpec) if field.name not in {"code", "severity"}]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def named_in_the_code() -> set[str]:
    package = Path(scorecard.__file__).parent
    return {
        code
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for code in CODE.findall(node.value)
    }


def test_every_code_of_the_catalogue_is_in_the_code_and_the_other_way_round() -> None:
    named = {code for code in named_in_the_code() if code[0] in families()}
    assert named == set(catalogue())


def test_every_code_belongs_to_a_family_and_stands_in_order() -> None:
    order = list(families())
    places = [(order.index(code[0]), code) for code in catalogue()]
    assert places == sorted(places)
    assert {code[0] for code in catalogue()} == set(order)


def test_the_tables_read_one_by_one_are_those_of_the_file() -> None:
    text = (Path(scorecard.__file__).parent / "schema" / "findings.toml").read_text("utf-8")
    whole = tomllib.loads(text)
    assert whole.pop("families") == families()
    assert whole == {
        code: {name: getattr(spec, name) for name in ("severity", *TEXTS)}
        for code, spec in catalogue().items()
    }


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_stands_in_both_languages_with_the_same_placeholders(name: str) -> None:
    for code, spec in catalogue().items():
        texts = getattr(spec, name)
        assert set(texts) == {"en", "zh"}, code
        assert all(texts.values()), code
        assert placeholders(texts["en"]) == placeholders(texts["zh"]), code
        plain = re.sub(r"\{\w+\}", "", texts["en"])
        assert re.search("[\u4e00-\u9fff]", texts["zh"]) or not re.search("[a-z]{3}", plain), code


def test_a_code_that_is_not_listed_is_a_bug() -> None:
    with pytest.raises(KeyError):
        finding("A999")
