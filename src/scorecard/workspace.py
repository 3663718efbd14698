"""A workspace: a folder with `scorecard.toml`, target books and reports.

Reads the settings and knows the folder layout; reads no workbook and writes nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, cast
from zoneinfo import available_timezones

from scorecard.schema.band_presets import GRADES, PRESETS, policy_bands, policy_grades
from scorecard.schema.bands import BandColourError, BandsError, BandTextError
from scorecard.schema.colours import COLOURS
from scorecard.schema.errors import N_, NoWorkspaceError, SettingsError
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method, Status

SPREADSHEETS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"})
SETTINGS_FILE: Final = "scorecard.toml"
DEFAULT_TIMEZONE: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Settings and layout of one workspace.

    `as_of` is the pinned date, if the settings pin one; `palette` and `labels` override the
    colour (`#RRGGBB`) and the word of a status.
    """

    root: Path
    title: str
    language: str | None = None
    timezone: str = DEFAULT_TIMEZONE
    as_of: date | None = None
    policy: Policy = field(default_factory=Policy)
    palette: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def fiscal_start(self) -> int:
        """First month of the fiscal year, 1 to 12."""
        return self.policy.fiscal_start

    @property
    def targets(self) -> Path:
        """The folder of target books."""
        return self.root / "targets"

    @property
    def reports(self) -> Path:
        """The folder of quarterly reports."""
        return self.root / "reports"

    @property
    def ledger(self) -> Path:
        """The file of accepted figures."""
        return self.reports / "ledger.sqlite"

    @property
    def archive(self) -> Path:
        """The folder of the files that accepted figures came from."""
        return self.reports / "archive"

    @property
    def register(self) -> Path:
        """The office's list of projects; it need not be there."""
        return self.reports / "projects.xlsx"

    def books(self) -> list[Path]:
        """The target books, by name; what cannot be read among them is for the reader to report."""
        return _spreadsheets(self.targets.glob("*")) if self.targets.is_dir() else []

    def returns(self) -> list[Path]:
        """The returns of every quarter, by quarter and name; marked copies are not returns."""
        return _spreadsheets(self.reports.glob("*/returns/*")) if self.reports.is_dir() else []

    def quarter_folder(self, quarter: str) -> Path:
        """The folder a quarter's outputs are written to."""
        return self.reports / quarter

    def relative(self, path: Path) -> str:
        """The path as findings name it: relative to the workspace, with forward slashes."""
        resolved = path.resolve()
        root = self.root.resolve()
        if resolved.is_relative_to(root):
            return resolved.relative_to(root).as_posix()
        return path.name


def _spreadsheets(paths: Iterable[Path]) -> list[Path]:
    """Everything that a spreadsheet program saves, so that no file is passed over in silence."""
    return sorted(
        path
        for path in paths
        if path.suffix.lower() in SPREADSHEETS and not path.stem.endswith(".marked")
    )


def find_workspace(start: Path) -> Path:
    """The nearest folder, from `start` upwards, that holds a `scorecard.toml`.

    Raises `NoWorkspaceError`.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise NoWorkspaceError(path=str(start))


def load_workspace(root: Path) -> Workspace:
    """The workspace in this folder.

    Raises `NoWorkspaceError` without a `scorecard.toml`, and one `SettingsError` that carries
    every fault of the file in `others`.
    """
    path = root / SETTINGS_FILE
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise NoWorkspaceError(path=str(root)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            file=SETTINGS_FILE, key="TOML", found=str(error), expected=N_("a TOML file in UTF-8")
        ) from error
    return workspace_from(settings, root)


def workspace_from(settings: Mapping[str, Any], root: Path) -> Workspace:
    """A workspace from parsed settings; see `load_workspace` for the errors."""
    reader = _Reader(settings)
    policy = _policy(reader)
    workspace = Workspace(
        root=root,
        title=reader.string("title") or root.resolve().name,
        language=reader.choice("language", ("zh", "en")),
        timezone=reader.take("timezone", _is_timezone, "Asia/Shanghai") or DEFAULT_TIMEZONE,
        as_of=reader.take("as_of", _is_day, N_("a date such as 2023-07-31, without quotes")),
        policy=policy,
        palette=reader.by_status("palette", _is_colour, N_("a colour such as #2E7D32")),
        labels=reader.by_status("labels", bool, N_("a word for the status")),
    )
    reader.finish()
    return workspace


_NUMBERS: Final[Mapping[str, tuple[str, float, float]]] = {
    "ahead": ("thresholds", 0.0, 10.0),
    "on_track": ("thresholds", 0.0, 10.0),
    "at_risk": ("thresholds", 0.0, 10.0),
    "early_share": ("thresholds", 0.0, 1.0),
    "early_points": ("thresholds", 0.0, 100.0),
    "coverage_gate": ("thresholds", 0.0, 1.0),
    "tolerance": ("thresholds", 0.0, 1e-3),
    "rank_change": ("thresholds", 0, 1000),
    "ahead_above": ("schedule", -100.0, 100.0),
    "behind_by": ("schedule", -1000.0, 0.0),
    "reporting_days": ("", 0, 366),
    "best_places": ("score", 0, 1000),
}
"""Table, least and largest value of each number; whole numbers where the bounds are."""
_TRUTHS: Final[Mapping[str, str]] = {
    "relative": "schedule",
    "renormalise": "thresholds",
    "screening": "control_limits",
}
"""The table of each yes or no."""
_BANDS: Final[Mapping[str, tuple[str, Callable[[Policy], object], Iterable[str], str]]] = {
    "bands": (
        "schedule",
        policy_bands,
        PRESETS,
        "on_track: >= 0; at_risk: [-10, 0); off_track: < -10",
    ),
    "grades": ("score", policy_grades, GRADES, "A: >= 85; B: [60, 85); C: < 60"),
}
"""Table of each set of bands, what reads them, the presets known, an example of one typed."""
_BAND_FAULTS: Final[Mapping[str, str]] = {
    "gap": N_("bands that hold every number: these stand in none"),
    "overlap": N_("bands that hold every number once: these stand in two"),
    "empty": N_("bands that hold at least one number"),
}


def _policy(reader: _Reader) -> Policy:
    """The policy with everything that the settings choose."""
    chosen: dict[str, Any] = {
        key: reader.number(key, table, low, high) for key, (table, low, high) in _NUMBERS.items()
    }
    for key, table in _TRUTHS.items():
        chosen[key] = reader.take(
            key, lambda value: isinstance(value, bool), N_("true or false"), table
        )
    method = reader.choice("method", tuple(map(str, Method)))
    chosen |= {
        "source": reader.string("source", "thresholds") or None,
        "method": None if method is None else Method(method),
        "fiscal_start": reader.number("fiscal_year_start", "", 1, 12),
    }
    policy = Policy(**{key: value for key, value in chosen.items() if value is not None})
    if not policy.at_risk <= policy.on_track <= policy.ahead:
        typed = f"{policy.at_risk} / {policy.on_track} / {policy.ahead}"
        reader.fault("thresholds", typed, N_("at_risk ≤ on_track ≤ ahead"))
    if policy.behind_by > min(policy.ahead_above, 0.0):
        reader.fault("schedule.behind_by", str(policy.behind_by), N_("below ahead_above"))
    for name in _BANDS:
        policy = _with_bands(reader, policy, name)
    return policy


def _with_bands(reader: _Reader, policy: Policy, name: str) -> Policy:
    """The policy with bands from the settings: a preset's name, a text or a table.

    A table holds `status = "interval"` or `word = { status, colour, numbers }`.
    """
    table, check, presets, example = _BANDS[name]
    typed = reader.raw(name, table)
    if typed is None:
        return policy
    key = f"{table}.{name}"
    chosen: dict[str, Any] = {name: _band_text(typed)}
    banded = replace(policy, **chosen)
    try:
        check(banded)
    except BandsError as error:
        for one in error.faults:
            labels = " | ".join(dict.fromkeys(filter(None, one.labels)))
            found = f"{one.numbers} ({labels})" if labels else str(one.numbers)
            reader.fault(key, found, _BAND_FAULTS[one.kind])
    except BandColourError as error:
        reader.fault(key, error.found, " | ".join([*COLOURS, "#2E7D32"]))
    except BandTextError as error:
        reader.fault(key, error.found or str(typed), " | ".join([*presets, example]))
    else:
        return banded
    return policy


def _band_text(typed: object) -> str:
    """The bands as one text, however they are typed; what is no text stays to be refused."""
    if not isinstance(typed, Mapping):
        return typed.strip() if isinstance(typed, str) and typed.strip() else repr(typed)
    bands = []
    for word, band in typed.items():
        facts = band if isinstance(band, Mapping) else {"numbers": band}
        told = ", ".join(str(facts[key]) for key in ("status", "colour") if key in facts)
        bands.append(f"{word}{f' ({told})' if told else ''}: {facts.get('numbers', '')}")
    return "; ".join(bands)


def _is_timezone(value: object) -> bool:
    return isinstance(value, str) and value in available_timezones()


def _is_day(value: object) -> bool:
    return type(value) is date  # a time of day is no day


def _is_colour(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value) is not None


class _Reader:
    """Takes settings one by one, keeps every fault, and knows what nobody asked for."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        self.asked: dict[str, set[str]] = {"": set()}
        self.faults: list[SettingsError] = []

    def fault(self, key: str, found: str, expected: str) -> None:
        self.faults.append(
            SettingsError(file=SETTINGS_FILE, key=key, found=found, expected=expected)
        )

    def raw(self, key: str, table: str) -> Any:  # noqa: ANN401  (TOML values of any type)
        self.asked[""].add(table or key)
        self.asked.setdefault(table, set()).add(key)
        section = self.settings.get(table, {}) if table else self.settings
        return section.get(key) if isinstance(section, Mapping) else None

    def take(self, key: str, valid: Callable[[Any], bool], expected: str, table: str = "") -> Any:  # noqa: ANN401  (as above)
        """The value; `None` where there is none, or where it is no valid one: that is a fault."""
        value = self.raw(key, table)
        if value is None or valid(value):
            return value
        self.fault(f"{table}.{key}".lstrip("."), str(value), expected)
        return None

    def string(self, key: str, table: str = "") -> str | None:
        text: str | None = self.take(key, lambda v: isinstance(v, str), N_("a text"), table)
        return text

    def number(self, key: str, table: str, low: float, high: float) -> float | None:
        """A number within bounds; a whole one where the bounds are."""
        kind = int if isinstance(low, int) else float
        kinds = (int,) if kind is int else (int, float)

        def valid(value: object) -> bool:
            is_number = isinstance(value, kinds) and not isinstance(value, bool)
            return is_number and low <= cast("float", value) <= high

        value = self.take(key, valid, f"{low:g} … {high:g}", table)
        return None if value is None else kind(value)

    def choice(self, key: str, allowed: tuple[str, ...]) -> str | None:
        word: str | None = self.take(key, lambda v: v in allowed, " | ".join(allowed))
        return word

    def by_status(self, key: str, valid: Callable[[object], bool], expected: str) -> dict[str, str]:
        """A table of a text for each status."""
        values = self.raw(key, "")
        if not isinstance(values, Mapping):
            if values is not None:
                self.fault(key, str(values), expected)
            return {}
        for name, value in values.items():
            if name not in set(Status):
                self.fault(f"{key}.{name}", name, " | ".join(Status))
            elif not isinstance(value, str) or not valid(value):
                self.fault(f"{key}.{name}", str(value), expected)
        return {str(k): str(v) for k, v in values.items()}

    def finish(self) -> None:
        """Raise the first of all faults with the others, settings nobody knows among them."""
        for key, value in self.settings.items():
            if key not in self.asked[""]:
                self.fault(key, key, N_("no such setting"))
            elif isinstance(value, Mapping) and key in self.asked:
                for inner in sorted(set(value) - self.asked[key]):
                    self.fault(f"{key}.{inner}", inner, N_("no such setting"))
            elif key in self.asked and key and not isinstance(value, Mapping):
                self.fault(key, str(value), N_("a table"))
        if self.faults:
            first, *rest = self.faults
            first.others = tuple(rest)
            raise first


def known_settings() -> list[str]:
    """Every key of `scorecard.toml`, for the reference pages."""
    reader = _Reader({})
    _policy(reader)
    tables = [f"{t}.{k}" if t else k for t, keys in reader.asked.items() for k in sorted(keys)]
    own = [f.name for f in fields(Workspace) if f.name not in {"root", "policy"}]
    return sorted({*own, *tables} - {"thresholds", "schedule", "score", "control_limits"})
