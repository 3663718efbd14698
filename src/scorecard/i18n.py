"""Sentences, numbers and dates in the reader's language: the only place.

Words of closed vocabularies, findings and reasons carry both languages (`schema`).  Every other
sentence is written in English where it is said; its translation stands in
`locale/<language>/LC_MESSAGES`, one domain for each room.  Numbers are rounded half up, and only
here: of the shortest decimal text (`Decimal(repr(x))`), so that what is typed as 2.675 prints as
2.68.
"""

from __future__ import annotations

import gettext
import math
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scorecard.schema.errors import N_ as N_  # noqa: PLC0414  (whoever says something marks it)
from scorecard.schema.errors import Message, Name, ScorecardError

if TYPE_CHECKING:
    from decimal import Decimal

    from scorecard.schema.findings import Finding
    from scorecard.schema.period import Period
    from scorecard.schema.vocabulary import Word

# Decimals, periods, findings and reasons are loaded with the first sentence that needs them:
# `scorecard --help` needs none of them, and must start at once.

LANGUAGES: Final = ("zh", "en")
DOMAINS: Final = ("report", "cli", "forms")
LOCALE: Final = Path(__file__).parent / "locale"
"""Where the message catalogues stand."""

MISSING: Final = "–"
"""Stands in a sentence for a number that is not known."""
MOST_DECIMALS: Final = 4
"""Decimals printed at most where an indicator names no number of them."""
TIMES: Final = frozenset(
    {
        "period",
        "quarter",
        "before",
        "due",
        "baseline_period",
        "edition",
        "known_on",
        "date",
        "as_of",
    }
)
"""Parameters of sentences that hold a period or a day in its canonical spelling."""
WORDS: Final = frozenset(
    ["direction", "pathway", "measure", "reported_as", "goal_class", "method", "strength", "kind"]
)
"""Parameters of sentences that hold a word of a closed vocabulary by its id."""
BY_ID: Final = ("B3", "I", "T", "M")
"""Codes of findings about books: what was found there is a word's id, not what was typed."""
MOST_DIGITS: Final = 400
"""More digits than any float has before and behind its point when it is printed."""
LONGEST_CELL: Final = 80
"""Characters of a cell's text shown in a message."""

_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_DATES: Final[Mapping[str, str]] = {"zh": "{y}年{m}月{d}日", "en": "{d} {month} {y}"}
_PERIODS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "year": "{year}年",
        "half": "{year}年{half}半年",
        "quarter": "{year}年第{nth}季度",
        "month": "{y}年{m}月",
    },
    "en": {
        "year": "{year}",
        "half": "{year}-H{n}",
        "quarter": "{year}-Q{n}",
        "month": "{month} {y}",
    },
}
_FISCAL: Final[Mapping[str, str]] = {"zh": "{year}/{next:02d}财", "en": "FY{year}/{next:02d}"}

# ------------------------------------------------------------------------- numbers and dates


def rounded(value: float, decimals: int) -> Decimal:
    """The value rounded half up to so many decimals; never a negative zero.

    >>> rounded(2.675, 2), rounded(-0.04, 1)
    (Decimal('2.68'), Decimal('0.0'))
    """
    return _rounded(value, decimals, 0)


@lru_cache(maxsize=16384)
def _rounded(value: float, decimals: int, shift: int) -> Decimal:
    """The value times ten to the power of `shift`, rounded half up."""
    from decimal import ROUND_HALF_UP, Context, Decimal  # noqa: PLC0415  (see above)

    exact = Decimal(repr(float(value))).scaleb(shift)
    unit, every = Decimal(1).scaleb(-decimals), Context(prec=MOST_DIGITS)
    result = exact.quantize(unit, ROUND_HALF_UP, every)
    return result or abs(result)


@lru_cache(maxsize=16384)
def number_text(value: float | None, decimals: int | None = None) -> str:
    """The number with thousands separators; empty where it is undefined.

    Without `decimals` as many as the number has, four at most, none of them a trailing zero.

    >>> number_text(1357000.5, 1), number_text(135.70), number_text(None)
    ('1,357,000.5', '135.7', '')
    """
    if value is None or not math.isfinite(value):
        return ""
    if decimals is not None:
        return f"{rounded(value, decimals):,f}"
    text = f"{rounded(value, MOST_DECIMALS):,f}"
    return text.rstrip("0").rstrip(".")


def signed_text(value: float | None, decimals: int | None = None) -> str:
    """The number with its sign, a minus and no hyphen; zero has none.

    >>> signed_text(3.15, 1), signed_text(-3.15, 1), signed_text(-0.01, 1)
    ('+3.2', '−3.2', '0.0')
    """
    text = number_text(value, decimals)
    if text.startswith("-"):
        return f"−{text[1:]}"
    return text if not text.strip("0.,") else f"+{text}"


def percent_text(share: float | None, decimals: int = 1) -> str:
    """A share of one as per cent.

    >>> percent_text(0.8125)
    '81.3%'
    """
    if share is None or not math.isfinite(share):
        return ""
    return f"{_rounded(share, decimals, 2):,f}%"


def settled(value: float | None) -> float | None:
    """Without the noise of floating-point arithmetic behind the twelfth digit."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.12g}")


def coverage_text(share: float | None) -> str:
    """A coverage as per cent: never 100 % or 0 % for what only rounds to it.

    >>> coverage_text(0.875), coverage_text(0.9971), coverage_text(1.0), coverage_text(0.0004)
    ('88%', '99.7%', '100%', '0.0%')
    """
    text = percent_text(share, 0)
    if share is None or share in {0.0, 1.0} or text not in {"0%", "100%"}:
        return text
    return percent_text(share, 1) if percent_text(share, 1) != "100.0%" else "> 99.9%"


def date_text(day: date | None, language: str) -> str:
    """The day in the language's short form; empty where there is none.

    >>> date_text(date(2022, 1, 31), "zh"), date_text(date(2022, 1, 31), "en")
    ('2022年1月31日', '31 Jan 2022')
    """
    if day is None:
        return ""
    return _DATES[language].format(y=day.year, m=day.month, d=day.day, month=_MONTHS[day.month - 1])


def period_text(period: Period, language: str) -> str:
    """The period in the language's own form; fiscal years name both calendar years.

    >>> from scorecard.schema.period import parse_period
    >>> period_text(parse_period("2021-Q4").period, "zh")
    '2021年第四季度'
    >>> period_text(parse_period("2026-Q1", fiscal_start=4).period, "en")
    'FY2026/27-Q1'
    """
    if period.kind == "day":
        return date_text(period.end_date, language)
    year = f"{period.fiscal_year}"
    if period.fiscal_start != 1:
        following = (period.fiscal_year + 1) % 100
        year = _FISCAL[language].format(year=period.fiscal_year, next=following)
    nth = (period.start - period.year_start) // period.months + 1
    return _PERIODS[language][period.kind].format(
        year=year,
        y=period.start // 12,
        m=period.start % 12 + 1,
        month=_MONTHS[period.start % 12],
        n=nth,
        nth="一二三四"[nth - 1] if period.kind == "quarter" else "",
        half="上下"[nth - 1] if period.kind == "half" else "",
    )


@lru_cache(maxsize=4096)
def spelled_text(text: str, language: str, fiscal_start: int = 1) -> str:
    """A period or date given as text, in the language's form; the text itself if it is neither.

    >>> spelled_text("2021", "zh"), spelled_text("2022-01-31", "zh"), spelled_text("soon", "zh")
    ('2021年', '2022年1月31日', 'soon')
    """
    from scorecard.schema.period import PeriodError, parse_period  # noqa: PLC0415  (see above)

    try:
        return period_text(parse_period(text, fiscal_start).period, language)
    except PeriodError:
        return text


def plain(text: str, limit: int | None = LONGEST_CELL) -> str:
    """Text from a cell fit for one line: control and format characters gone, cut at `limit`.

    >>> plain("18" + chr(27) + "[31m projects")
    '18 [31m projects'
    """
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    clean = " ".join(text.split())
    if limit is None or len(clean) <= limit:
        return clean
    return clean[: limit - 1] + "…"


# ---------------------------------------------------------------------------------- sentences


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding in words: its title, what is wrong, what was expected, how to mend it."""

    title: str
    message: str
    expected: str
    hint: str


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    merged = gettext.NullTranslations()
    for domain in DOMAINS:
        found = gettext.translation(domain, str(LOCALE), languages=[language], fallback=True)
        merged.add_fallback(found)
    return merged


class Words:
    """What is said in one language.

    >>> Words("en").text("{n} of {m}", n=1, m=2)
    '1 of 2'
    """

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._messages = _catalogue(self.language)
        self._seen: dict[str, str] = {"": ""}

    def text(self, message: str, /, **params: Any) -> str:  # noqa: ANN401  (any printable value)
        """The message in this language with its placeholders filled; a `Name` has its own two.

        >>> Words("en").text("{n} file{n:|s}", n=1), Words("en").text("{n} file{n:|s}", n=2)
        ('1 file', '2 files')
        """
        if isinstance(message, Name):
            translated = message.within(self.language)
        elif message in self._seen:
            translated = self._seen[message]
        else:
            translated = self._seen[message] = self._messages.gettext(message)
        return _filled(translated, params) if params else translated

    def label(self, vocabulary: type[Word], word: str | None) -> str:
        """How reports name a word of a closed vocabulary; an unknown id as it is.

        >>> from scorecard.schema.vocabulary import Measure
        >>> Words("zh").label(Measure, "flow"), Words("zh").label(Measure, None)
        ('流量', '')
        """
        known = vocabulary.lookup(word)
        return self.text(known.said) if known is not None else word or ""

    def error(self, error: ScorecardError) -> tuple[str, str]:
        """Sentence and hint of an error that stops the run."""
        params = self._printed(error.params)
        return self.text(error.message, **params), self.text(error.hint, **params)

    def finding(self, finding: Finding) -> FindingText:
        """The finding in words; what stood in the cell is shown on one line, cut and cleaned."""
        from scorecard.schema.findings import spec_of  # noqa: PLC0415  (see above)

        spec, language = spec_of(finding.code), self.language
        found = plain(finding.found) if finding.found else self.text(N_("(blank)"))
        if finding.code.startswith(BY_ID):
            found = self._word(found)
        params = _Known({"found": found, **self._printed(finding.params)})
        return FindingText(
            spec.title[language],
            spec.message[language].format_map(params),
            spec.expected[language].format_map(params),
            spec.hint[language].format_map(params),
        )

    def _word(self, value: Any) -> Any:  # noqa: ANN401  (any parameter)
        """A word of a closed vocabulary as this language has it; anything else as it is."""
        from scorecard.schema import vocabulary as v  # noqa: PLC0415  (see above)

        if not isinstance(value, str) or not value.isascii() or not value.islower():
            return value
        kinds = (v.Direction, v.Pathway, v.Measure, v.Basis, v.Strength, v.GoalClass, v.Method)
        known = (kind.lookup(value) for kind in (*kinds, v.ParentKind, v.NumberOrigin))
        return next((self.text(word.said) for word in known if word is not None), value)

    def reason(self, code: str, params: Mapping[str, str], last: tuple[str, str] = ("", "")) -> str:
        """Why a target has its status; `last` is value and period of an older figure to be told."""
        from scorecard.schema.vocabulary import Reason, last_known  # noqa: PLC0415  (see above)

        known = {name: value or MISSING for name, value in params.items()}
        told = [self.text(Reason(code).sentence(params), **known)]
        if last[0]:
            told.append(self.text(last_known(), value=last[0], period=last[1] or MISSING))
        return self.sentences(*told)

    def date(self, day: date | None) -> str:
        """The day in this language; empty where there is none."""
        return date_text(day, self.language)

    def period(self, text: str | None, fiscal_start: int = 1) -> str:
        """A period or date given as text, in this language; empty where there is none."""
        return spelled_text(text, self.language, fiscal_start) if text else ""

    def points(self, value: float | None, decimals: int = 1) -> str:
        """A difference of shares in percentage points, with its sign: `+3.2个百分点`."""
        number = signed_text(value, decimals)
        return number and self.text(N_("{points} points"), points=number)

    def sentences(self, *told: str) -> str:
        """Sentences after one another, without blank ones; Chinese ones have no space between."""
        return ("" if self.language == "zh" else " ").join(filter(None, told))

    def listed(self, parts: list[str]) -> str:
        """Several words in a row, as this language separates them."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def promised(self, action: str, *who: str) -> str:
        """A measure with who carries it out by when, in brackets: `add a line (Wang, 30 Sept)`.

        Empty where nothing was promised; words that are empty are left out.
        """
        told = self.listed([part for part in who if part])
        if not (action and told):
            return action
        return f"{action}（{told}）" if self.language == "zh" else f"{action} ({told})"

    def _printed(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters as they are printed: times and words of ours by their names."""
        printed = {}
        for name, value in params.items():
            if name in TIMES and type(value) is str:
                printed[name] = self.period(value)
            elif name == "column" and type(value) is str:
                printed[name] = self._header(value)
            else:
                printed[name] = self._said(self._word(value) if name in WORDS else value)
        return printed

    def _header(self, column: str) -> str:
        """The header of a column of the target book by its id; anything else as it is."""
        from scorecard.schema.sheets import BOOK  # noqa: PLC0415  (see above)

        known = (c for layout in BOOK.values() for c in layout.columns if c.id == column)
        return next((c.name.within(self.language) for c in known), column)

    def _said(self, value: Any) -> Any:  # noqa: ANN401, PLR0911  (any printable value)
        """A parameter as it is printed: a name, a text, a list, a day, a period, a number."""
        from scorecard.schema.period import Period  # noqa: PLC0415  (see above)

        match value:
            case Message():
                return self.text(value)
            case Name():
                return plain(value.within(self.language), None)
            case str():
                return plain(value, None)
            case [str() as when, float() as amount]:
                said = self._said(when) if isinstance(when, Name) else self.period(when)
                return f"{said} {number_text(amount)}"
            case tuple() | list():
                return self.listed([str(self._said(one)) for one in value])
            case datetime():
                return date_text(value.date(), self.language)
            case date():
                return date_text(value, self.language)
            case Period():
                return period_text(value, self.language)
            case int() | float() if not isinstance(value, bool):
                return number_text(value)
        return value


class _Known(dict[str, Any]):
    """Parameters; an unknown placeholder stays as it is rather than stopping a report."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


_COUNTED: Final = r"\{(\w+):((?:[^{}|]|\{\w+\})*)\|((?:[^{}]|\{\w+\})*)\}"
"""A word that follows a count: `file{n:|s}` is the first where `n` is 1, else the second."""


def _filled(message: str, params: Mapping[str, Any]) -> str:
    if "|" in message:
        message = re.sub(
            _COUNTED, lambda m: m[2] if str(params.get(m[1])) == "1" else m[3], message
        )
    return message.format_map(_Known(params))


def language_from_environment() -> str | None:
    """The language named by `LC_ALL`, `LC_MESSAGES` or `LANG`, if it is one of ours."""
    for key in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(key, "").partition("_")[0].partition(".")[0].lower()
        if value in LANGUAGES:
            return value
        if value:
            return None
    return None
