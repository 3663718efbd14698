"""Messages: a message id and parameters become a sentence in the chosen language.

Errors, findings and reasons get their sentences here and nowhere else.

The English text is the message id; translations stand in `locale/<language>/LC_MESSAGES`, one
domain for each room of the house.  No other module looks a message up.
"""

from __future__ import annotations

import gettext
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scorecard.schema.errors import N_, Message, Name, ScorecardError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from scorecard.schema.finding import Finding

# The catalogue of findings and the printing of numbers are loaded when the first sentence needs
# them: `scorecard --help` needs neither, and must start at once.

LANGUAGES: Final = ("zh", "en")
DOMAINS: Final = ("reasons", "report", "cli", "forms")
LOCALE: Final = Path(__file__).parent / "locale"
"""Where the message catalogues stand."""

__all__ = [
    "DOMAINS",
    "LANGUAGES",
    "LOCALE",
    "N_",
    "FindingText",
    "Words",
    "language_from_environment",
]

MISSING: Final = "–"
"""Stands in a sentence for a number that is not known."""


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding in words: its title, what is wrong, what was expected, how to mend it."""

    title: str
    message: str
    expected: str
    hint: str


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = str(LOCALE)
    merged = gettext.NullTranslations()
    for domain in DOMAINS:
        merged.add_fallback(
            gettext.translation(domain, folder, languages=[language], fallback=True)
        )
    return merged


class Words:
    """The messages of one language.

    >>> Words("en").text("{n} of {m}", n=1, m=2)
    '1 of 2'
    """

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._messages = _catalogue(self.language)
        self._seen: dict[str, str] = {"": ""}

    def text(self, message: str, /, **params: Any) -> str:  # noqa: ANN401  (any printable value)
        """The message in this language with its placeholders filled."""
        translated = self._seen.get(message)
        if translated is None:
            translated = self._seen[message] = self._messages.gettext(message)
        return translated.format_map(_Known(params)) if params else translated

    def ngettext(self, one: str, many: str, n: int) -> str:
        """A count in words; `{n}` stands for it.

        >>> Words("en").ngettext("{n} file", "{n} files", 1)
        '1 file'
        """
        return self._messages.ngettext(one, many, n).format(n=n)

    def error(self, error: ScorecardError) -> tuple[str, str]:
        """Sentence and hint of an error that stops the run."""
        params = self._printed(error.params)
        return self.text(error.message, **params), self.text(error.hint, **params)

    def finding(self, finding: Finding) -> FindingText:
        """The finding in words; what stood in the cell is shown on one line, cut and cleaned."""
        from scorecard.schema.catalogue import catalogue  # noqa: PLC0415  (see above)
        from scorecard.schema.printing import plain  # noqa: PLC0415  (see above)

        spec, language = catalogue()[finding.code], self.language
        found = plain(finding.found) if finding.found else self.text(N_("(blank)"))
        params = _Known({"found": found, **self._printed(finding.params)})
        return FindingText(
            spec.title[language],
            spec.message[language].format_map(params),
            spec.expected[language].format_map(params),
            spec.hint[language].format_map(params),
        )

    def reason(self, code: str, params: Mapping[str, str], last: tuple[str, str] = ("", "")) -> str:
        """Why a target has its status; `last` is value and period of an older figure to be told.

        A target that is missed without a gap stands at a bound that does not count.
        """
        from scorecard.schema.reasons import LAST_KNOWN, sentence_of  # noqa: PLC0415  (see above)

        known = {name: value or MISSING for name, value in params.items()}
        sentence = self.text(sentence_of(code, params), **known)
        if not last[0]:
            return sentence
        told = self.text(LAST_KNOWN, value=last[0], period=last[1] or MISSING)
        return sentence + ("" if self.language == "zh" else " ") + told

    def label(self, labels: Mapping[str, str], key: str) -> str:
        """The label of an id of a fixed vocabulary; an unknown id as it is."""
        return self.text(labels[key]) if key in labels else key

    def date(self, day: date | None) -> str:
        """The day in this language; empty where there is none."""
        from scorecard.schema.printing import date_text  # noqa: PLC0415  (see above)

        return date_text(day, self.language)

    def period(self, text: str | None, fiscal_start: int = 1) -> str:
        """A period or date given as text, in this language; empty where there is none."""
        from scorecard.schema.printing import spelled_text  # noqa: PLC0415  (see above)

        return spelled_text(text, self.language, fiscal_start) if text else ""

    def points(self, value: float | None, decimals: int = 1) -> str:
        """A difference of shares in percentage points, with its sign: `+3.2 个百分点`."""
        from scorecard.schema.printing import signed_text  # noqa: PLC0415  (see above)

        number = signed_text(value, decimals)
        return number and self.text(N_("{points} points"), points=number)

    def percent(self, share: float | None, decimals: int = 1) -> str:
        """A share of one as per cent."""
        from scorecard.schema.printing import percent_text  # noqa: PLC0415  (see above)

        return percent_text(share, decimals)

    def listed(self, parts: list[str]) -> str:
        """Several words in a row, as this language separates them."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def _printed(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._said(value) for name, value in params.items()}

    def _said(self, value: Any) -> Any:  # noqa: ANN401  (any printable value)
        from scorecard.schema.printing import plain, printed  # noqa: PLC0415  (see above)

        if isinstance(value, Message):
            return self.text(value)
        if isinstance(value, Name):
            return plain(value.within(self.language), None)
        if isinstance(value, str):
            return plain(value, None)
        if isinstance(value, tuple | list):
            return self.listed([str(self._said(one)) for one in value])
        return printed(value, self.language)


class _Known(dict[str, Any]):
    """Parameters; an unknown placeholder stays as it is rather than stopping a report."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def language_from_environment(environment: Mapping[str, str] | None = None) -> str | None:
    """The language named by `LC_ALL`, `LC_MESSAGES` or `LANG`, if it is one of ours."""
    names = os.environ if environment is None else environment
    for key in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = names.get(key, "").partition("_")[0].partition(".")[0].lower()
        if value in LANGUAGES:
            return value
        if value:
            return None
    return None
