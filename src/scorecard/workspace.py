"""A workspace: a folder with `scorecard.toml`, target books and reports.

Reads the settings and knows the folder layout; reads no workbook and writes nothing.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, cast
from zoneinfo import available_timezones

from scorecard.schema.bands import (
    GRADES,
    PRESETS,
    BandColourError,
    BandsError,
    BandTextError,
    policy_bands,
    policy_grades,
)
from scorecard.schema.errors import N_, NoWorkspaceError, SettingsError
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import COLOURS, Method, Status

SPREADSHEETS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"})
MARKED: Final = ".marked"
"""What stands between name and suffix of a marked copy: `钟楼高新园.marked.xlsx`."""
SETTINGS_FILE: Final = "scorecard.toml"
DEFAULT_TIMEZONE: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Settings and layout of one workspace.

    `as_of` is the pinned date, if the settings pin one; `palette` and `labels` override the
    colour (`#RRGGBB`) and the word of a status.  `sender` is who signs notices.
    """

    root: Path
    title: str
    language: str | None = None
    timezone: str = DEFAULT_TIMEZONE
    as_of: date | None = None
    policy: Policy = field(default_factory=Policy)
    palette: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""

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
        found = _spreadsheets(self.targets.glob("*")) if self.targets.is_dir() else []
        return [path for path in found if MARKED not in path.stem]

    def own_files(self) -> list[Path]:
        """The office's own files that targets are judged by: books, register, settings."""
        return [*self.books(), self.register, self.root / SETTINGS_FILE]

    def returns(self, *, copies: bool = False) -> list[Path]:
        """The returns of every quarter, by quarter and name; marked copies only where asked for."""
        found = _spreadsheets(self.reports.glob("*/returns/*")) if self.reports.is_dir() else []
        return [path for path in found if copies or MARKED not in path.stem]

    def quarter_folder(self, quarter: str) -> Path:
        """The folder a quarter's outputs are written to."""
        return self.reports / quarter

    def relative(self, path: Path) -> str:
        """The path as findings name it: relative to the workspace, with forward slashes."""
        resolved = real_path(path)
        root = real_path(self.root)
        if resolved.is_relative_to(root):
            return resolved.relative_to(root).as_posix()
        return path.name


def real_path(path: Path) -> Path:
    """The path with its links followed as far as they lead; links in a circle lead nowhere."""
    return Path(os.path.realpath(path))


def _spreadsheets(paths: Iterable[Path]) -> list[Path]:
    """Everything that a spreadsheet program saves, so that no file is passed over in silence."""
    return sorted(path for path in paths if path.suffix.lower() in SPREADSHEETS)


def find_workspace(start: Path) -> Path:
    """The nearest folder, from `start` upwards, that holds a `scorecard.toml`.

    Raises `NoWorkspaceError`.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise NoWorkspaceError(path=str(start))


_LINE: Final = re.compile(r"at line (\d+)")
_NO_TOML: Final[Mapping[type[Exception], str]] = {
    UnicodeDecodeError: N_("other characters"),
    RecursionError: N_("brackets within brackets without end"),
    ValueError: N_("a number with thousands of digits"),
}


def load_workspace(root: Path) -> Workspace:
    """The workspace in this folder.

    Raises `NoWorkspaceError` without a `scorecard.toml`, and one `SettingsError` that carries
    every fault of the file in `others`.
    """
    try:
        settings = read_toml(root / SETTINGS_FILE)
    except FileNotFoundError as error:
        raise NoWorkspaceError(path=str(root)) from error
    return workspace_from(settings, root)


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file says.

    Raises `SettingsError` with the line that is none, and `OSError`.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        file, found = path.name, _NO_TOML.get(type(error), "")
        if isinstance(error, tomllib.TOMLDecodeError):  # without a line: at the end
            at, lines = _LINE.search(str(error)), text.rstrip().split("\n")
            number = int(at[1]) if at else len(lines)
            file, found = f"{path.name}:{number}", lines[number - 1].strip()
        expected = N_("a TOML file in UTF-8")
        raise SettingsError(file=file, key="TOML", found=found, expected=expected) from error


# ------------------------------------------------------------------ settings


@dataclass(frozen=True, slots=True)
class _Setting:
    """One key of `scorecard.toml`: its table, which values it takes, and how that is said.

    `field` is the field of `Policy` or `Workspace` that it fills, where that has another name.
    """

    key: str
    table: str
    valid: Callable[[Any], bool]
    expected: str
    field: str = ""

    @property
    def name(self) -> str:
        """The key with its table, as faults name it."""
        return f"{self.table}.{self.key}".lstrip(".")


def _number(key: str, table: str, low: float, high: float, field: str = "") -> _Setting:
    """A number within bounds; a whole one where the bounds are."""
    kinds = (int,) if isinstance(low, int) else (int, float)

    def valid(value: object) -> bool:
        number = isinstance(value, kinds) and not isinstance(value, bool)
        return number and low <= cast("float", value) <= high

    return _Setting(key, table, valid, f"{low:g} … {high:g}", field)


def _truth(key: str, table: str) -> _Setting:
    return _Setting(key, table, lambda value: isinstance(value, bool), N_("true or false"))


def _string(key: str, table: str = "") -> _Setting:
    return _Setting(key, table, lambda value: isinstance(value, str), N_("a text"))


def _word(key: str, *allowed: str) -> _Setting:
    return _Setting(key, "", lambda value: value in allowed, " | ".join(allowed))


def _is_timezone(value: object) -> bool:
    return isinstance(value, str) and value in available_timezones()


def _is_day(value: object) -> bool:
    return type(value) is date  # a time of day is no day


def _is_colour(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value) is not None


_STAGES: Final = ("started", "drafted", "reviewed")
"""Stages of a deliverable that the program has words for; the table `stages` takes others, too."""
_POLICY: Final = (
    _number("ahead", "thresholds", 0.0, 10.0),
    _number("on_track", "thresholds", 0.0, 10.0),
    _number("at_risk", "thresholds", 0.0, 10.0),
    _number("early_share", "thresholds", 0.0, 1.0),
    _number("early_points", "thresholds", 0.0, 100.0),
    _number("coverage_gate", "thresholds", 0.0, 1.0),
    _number("tolerance", "thresholds", 0.0, 1e-3),
    _number("rank_change", "thresholds", 0, 1000),
    _truth("renormalise", "thresholds"),
    _string("source", "thresholds"),
    _number("ahead_above", "schedule", -100.0, 100.0),
    _number("behind_by", "schedule", -1000.0, 0.0),
    _truth("relative", "schedule"),
    _number("full_mark", "score", 0.0, 1e6),
    _number("best_places", "score", 0, 1000),
    _truth("screening", "control_limits"),
    _number("reporting_days", "", 0, 366),
    _truth("judge_undated", ""),
    *(_number(stage, "stages", 0.0, 1.0) for stage in _STAGES),
    _number("fiscal_year_start", "", 1, 12, field="fiscal_start"),
    _word("method", *map(str, Method)),
)
"""The settings that shape the arithmetic."""
_WORKSPACE: Final = (
    _string("title"),
    _string("sender"),
    _word("language", "zh", "en"),
    _Setting("timezone", "", _is_timezone, "Asia/Shanghai"),
    _Setting("as_of", "", _is_day, N_("a date such as 2023-07-31, without quotes")),
)
_BY_STATUS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "palette": (_is_colour, N_("a colour such as #2E7D32")),
    "labels": (bool, N_("a word for the status")),
}
"""Tables with a text for each status: which are valid, and how that is said."""
_BANDS: Final[Mapping[str, tuple[str, Callable[[Policy], object], Iterable[str], str]]] = {
    "bands": (
        *("schedule", policy_bands, PRESETS),
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


def known_settings() -> list[str]:
    """Every key of `scorecard.toml`, for the reference pages."""
    bands = (f"{table}.{key}" for key, (table, *_) in _BANDS.items())
    return sorted({*(one.name for one in (*_POLICY, *_WORKSPACE)), *bands, *_BY_STATUS})


def workspace_from(settings: Mapping[str, Any], root: Path) -> Workspace:
    """A workspace from parsed settings; see `load_workspace` for the errors."""
    faults: list[SettingsError] = []
    policy = _policy(settings, faults)
    chosen = _chosen(settings, _WORKSPACE, faults)
    if not chosen.get("title"):
        chosen["title"] = root.resolve().name
    for key, (valid, expected) in _BY_STATUS.items():
        chosen[key] = _by_status(settings, key, valid, expected, faults)
    _find_unknown(settings, faults)
    if faults:
        first, *rest = faults
        first.others = tuple(rest)
        raise first
    return Workspace(root=root, policy=policy, **chosen)


def _fault(key: str, found: object, expected: str) -> SettingsError:
    return SettingsError(file=SETTINGS_FILE, key=key, found=str(found), expected=expected)


def _typed(settings: Mapping[str, Any], key: str, table: str) -> Any:  # noqa: ANN401  (TOML values)
    """What was typed; `None` where nothing was."""
    section = settings.get(table, {}) if table else settings
    return section.get(key) if isinstance(section, Mapping) else None


def _chosen(
    settings: Mapping[str, Any], known: Iterable[_Setting], faults: list[SettingsError]
) -> dict[str, Any]:
    """The valid values by field; of the others a fault each."""
    chosen: dict[str, Any] = {}
    for one in known:
        value = _typed(settings, one.key, one.table)
        if value is not None and one.valid(value):
            chosen[one.field or one.key] = value
        elif value is not None:
            faults.append(_fault(one.name, value, one.expected))
    return chosen


def _policy(settings: Mapping[str, Any], faults: list[SettingsError]) -> Policy:
    """The policy with everything that the settings choose."""
    chosen = _chosen(settings, _POLICY, faults)
    staged = settings.get("stages")
    words = staged if isinstance(staged, Mapping) else {}
    own = [_number(word, "stages", 0.0, 1.0) for word in words if word not in _STAGES]
    chosen["own_stages"] = tuple(_chosen(settings, own, faults).items())
    if "method" in chosen:
        chosen["method"] = Method(chosen["method"])
    if not chosen.get("source"):
        chosen.pop("source", None)
    policy = Policy(**chosen)
    if not policy.at_risk <= policy.on_track <= policy.ahead:
        typed = f"{policy.at_risk} / {policy.on_track} / {policy.ahead}"
        faults.append(_fault("thresholds", typed, N_("at_risk ≤ on_track ≤ ahead")))
    if policy.behind_by > min(policy.ahead_above, 0.0):
        faults.append(_fault("schedule.behind_by", policy.behind_by, N_("below ahead_above")))
    for name, (table, *_) in _BANDS.items():
        if (typed_bands := _typed(settings, name, table)) is not None:
            policy = _with_bands(policy, name, typed_bands, faults)
    return policy


def _with_bands(policy: Policy, name: str, typed: object, faults: list[SettingsError]) -> Policy:
    """The policy with bands from the settings: a preset's name, a text or a table.

    A table holds `status = "interval"` or `word = { status, colour, numbers }`.
    """
    table, check, presets, example = _BANDS[name]
    key = f"{table}.{name}"
    chosen: dict[str, Any] = {name: _band_text(typed)}
    banded = replace(policy, **chosen)
    try:
        check(banded)
    except BandsError as error:
        for one in error.faults:
            labels = " | ".join(dict.fromkeys(filter(None, one.labels)))
            found = f"{one.numbers} ({labels})" if labels else one.numbers
            faults.append(_fault(key, found, _BAND_FAULTS[one.kind]))
    except BandColourError as error:
        faults.append(_fault(key, error.found, " | ".join([*COLOURS, "#2E7D32"])))
    except BandTextError as error:
        faults.append(_fault(key, error.found or typed, " | ".join([*presets, example])))
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


def _by_status(
    settings: Mapping[str, Any],
    key: str,
    valid: Callable[[Any], bool],
    expected: str,
    faults: list[SettingsError],
) -> dict[str, str]:
    """A table of a text for each status."""
    texts = settings.get(key, {})
    if not isinstance(texts, Mapping):
        faults.append(_fault(key, texts, expected))
        return {}
    for name, text in texts.items():
        if name not in set(Status):
            faults.append(_fault(f"{key}.{name}", name, " | ".join(Status)))
        elif not isinstance(text, str) or not valid(text):
            faults.append(_fault(f"{key}.{name}", text, expected))
    return {str(name): str(text) for name, text in texts.items()}


def _find_unknown(settings: Mapping[str, Any], faults: list[SettingsError]) -> None:
    """A fault for each setting that nobody knows, and for what should be a table and is none."""
    keys: dict[str, set[str]] = {}
    for name in known_settings():
        table, _, key = name.rpartition(".")
        keys.setdefault(table, set()).add(key)
    for key, value in settings.items():
        if key not in {*keys, *keys[""]}:
            faults.append(_fault(key, key, N_("no such setting")))
        elif key in keys and isinstance(value, Mapping):
            unknown = sorted(set(value) - keys[key]) if key != "stages" else ()
            faults += [_fault(f"{key}.{one}", one, N_("no such setting")) for one in unknown]
        elif key in keys:
            faults.append(_fault(key, value, N_("a table")))
