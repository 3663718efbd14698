"""What several tests share: LibreOffice, the Chinese font, and repeatable property tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

ROOT: Final = Path(__file__).resolve().parent.parent

# The same examples on every machine and in every run; `thorough` (`make slow`) looks for new ones.
settings.register_profile(
    "repeatable", max_examples=25, derandomize=True, deadline=None, print_blob=True
)
settings.register_profile("thorough", max_examples=400, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# 0 = always recalculate.  Otherwise LibreOffice shows the values that we stored ourselves.
ALWAYS_RECALCULATE: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
FONTS: Final = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{fonts}</dir>
<cachedir>{cache}</cachedir>
</fontconfig>
"""


HEAVY = {
    *("test_answers", "test_attack", "test_corrections_loop", "test_departments", "test_drafting"),
    *("test_from_table", "test_groups", "test_init", "test_kept", "test_made_up_tables"),
    *("test_notice", "test_old_formats", "test_people", "test_plain_table", "test_render"),
    *("test_strangers_tables", "test_user_stories", "test_verdicts_told", "test_verify"),
    "test_year",
}
"""Long suites: `make test` runs every sixth of their tests, `make heavy` the others."""
KEPT = 6


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the heavy part of long suites, and put files with slow tests first.

    So no process is left alone with them at the end.  The year is lived as a whole or not at all.
    """
    counts: Counter[Path] = Counter()
    for item in items:
        if item.path.stem in HEAVY:
            counts[item.path] += 1
            if item.path.stem == "test_year" or counts[item.path] % KEPT != 1:
                item.add_marker(pytest.mark.heavy)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile and a font cache of its own."""

    program: str
    profile: Path
    environment: dict[str, str]

    def convert(self, files: Sequence[Path], to: str, folder: Path) -> list[Path]:
        """Each file in another format (`xlsx`, `pdf`, `csv`), recalculated, in `folder`."""
        command = [
            self.program,
            f"-env:UserInstallation={self.profile.as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
            str(folder),
            *map(str, files),
        ]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=180, check=False
        )
        written = [folder / f"{path.stem}.{to.partition(':')[0]}" for path in files]
        absent = [path.name for path in written if not path.exists()]
        assert not absent, f"not converted: {absent}\n{done.stdout}{done.stderr}"
        return written


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository, which is a workspace too."""
    return ROOT


@pytest.fixture(scope="session")
def noto_font() -> Path:
    """The font file for Chinese that comes with the install."""
    path = Path(str(distribution("zhplot").locate_file("zhplot/fonts/NotoSansSC-Regular.ttf")))
    assert path.is_file()
    return path


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, noto_font: Path) -> Office:
    """LibreOffice; where it is not installed the test is skipped, or fails in CI."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("REQUIRE_OFFICE") == "1":
            pytest.fail("REQUIRE_OFFICE=1, and there is no soffice on the path")
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("office")
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    fonts = folder / "fonts.conf"
    fonts.write_text(
        FONTS.format(fonts=noto_font.parent, cache=folder / "font-cache"), encoding="utf-8"
    )
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": str(folder)}
    return Office(program, folder / "profile", environment)
