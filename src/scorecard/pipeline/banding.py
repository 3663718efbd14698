"""A policy made of nothing but bands: a preset, a text, or a file of settings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from scorecard.model.band_presets import PRESETS
from scorecard.model.errors import BadBandsError, SettingsError
from scorecard.model.policy import Policy
from scorecard.model.status import Method
from scorecard.workspace import workspace_from

TABLE: Final = "schedule"
_KEYS: Final = ("bands", "relative", "ahead_above", "behind_by")


def bands_policy(typed: str) -> Policy:
    """The policy that judges by `schedule` with the bands that were named.

    `typed` is a preset's name (`银川`), bands as text (`on_track: >= 0; ...`), or a TOML file with
    `bands`, `relative`, `ahead_above` or `behind_by`, alone or in its table `[schedule]` (a
    `scorecard.toml` is one).  A preset's name comes before a file of that name.

    Raises `BadBandsError` with every fault, the numbers that fall between bands among them.
    """
    path = Path(typed)
    from_file = typed.strip() not in PRESETS and path.suffix.lower() == ".toml"
    name = path.name if from_file else "--bands"
    settings = _settings(path) if from_file else {"bands": typed}
    try:
        policy = workspace_from({TABLE: settings}, Path()).policy
    except SettingsError as error:
        faults = [BadBandsError(**{**e.params, "file": name}) for e in (error, *error.others)]
        faults[0].others = tuple(faults[1:])
        raise faults[0] from error
    return replace(policy, method=Method.SCHEDULE)


def _settings(path: Path) -> Mapping[str, Any]:
    """What the file says about bands; the rest of a `scorecard.toml` is left alone."""
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = error.strerror if isinstance(error, OSError) else str(error)
        raise _unusable(path, "TOML", str(found)) from error
    section = document.get(TABLE, document)
    known = {key: section[key] for key in _KEYS if isinstance(section, Mapping) and key in section}
    if not known:
        raise _unusable(path, f"{TABLE}.bands", "–")
    return known


def _unusable(path: Path, key: str, found: str) -> BadBandsError:
    expected = " | ".join(
        [*PRESETS, 'bands = "on_track: >= 0; at_risk: [-10, 0); off_track: < -10"']
    )
    return BadBandsError(file=path.name, key=key, found=found, expected=expected)
