"""Writes docs/gallery.md: every output of the example workspace, its picture and its command.

Run as `python tools/gallery.py`.  Charts come as they are; pages of the book and sheets of the
workbook are pictured by poppler and LibreOffice, where those are installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from scorecard.report.charts.kinds import KINDS

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "gallery.md"
FOLDER: Final = ROOT / "docs" / "gallery"
QUARTER: Final = "2025-Q4"
RENDER: Final = ("render", QUARTER)
NOTICE: Final = "<!-- Written by `make gallery` from the example workspace. -->"
DPI: Final = "72"
FONTS: Final = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{fonts}</dir>
<match target="pattern"><test name="family"><string>Calibri</string></test>
<edit name="family" mode="assign" binding="same"><string>Noto Sans SC</string></edit></match>
<match target="pattern"><test name="family"><string>Microsoft YaHei</string></test>
<edit name="family" mode="assign" binding="same"><string>Noto Sans SC</string></edit></match>
<cachedir>{cache}</cachedir>
</fontconfig>
"""


KIND: Final = {kind.id: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the example: its picture here, its kind, what its file's name starts and holds.

    `told` says what it shows, where that is not what all of its kind show.
    """

    name: str
    kind: str
    starts: str
    holds: str
    title: str
    told: str = ""


CHARTS: Final = (
    Chart("heatmap", "heat", "", "", "Heat map"),
    Chart("progress", "bullets", "", "云桥", "Progress bars"),
    Chart("trajectory", "trajectory", "云桥", "-research-", "Trajectory"),
    Chart(
        "accumulated",
        "trajectory",
        "云桥",
        "-jobs-",
        "Single quarters and their total",
        "Quarters as bars, what they add up to as a line, a restated figure with what it was.",
    ),
    Chart(
        "cap",
        "trajectory",
        "云桥",
        "-accidents-",
        "A cap",
        "What is allowed so far as a line; the zones lie above it.",
    ),
    Chart(
        "quarters",
        "trajectory",
        "河湾",
        "-deals-",
        "Single quarters from two totals",
        "Totals alone were reported; what each quarter brought is computed, and hollow.",
    ),
    Chart(
        "stages",
        "trajectory",
        "云桥",
        "-pilot-plant-",
        "Stages",
        "Something to be delivered: a cell for each stretch, the darker the further.",
    ),
    Chart(
        "rank",
        "trajectory",
        "云桥",
        "-zone-rank-",
        "Rank",
        "Best at the top, out of how many, two dated targets as steps.",
    ),
)


def run(folder: Path, *arguments: str) -> str:
    """What the program prints; run in a folder as a user would."""
    done = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "scorecard", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "100", "NO_COLOR": "1"},
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr.decode()}")
    return done.stdout.decode()


def example(folder: Path) -> Path:
    """The example workspace, new."""
    run(folder, "init", "example", "--lang", "zh")
    return folder / "example"


def charts(workspace: Path) -> dict[str, bytes]:
    """The charts of the gallery, drawn now: file name to PNG."""
    run(workspace, *RENDER, "--only", "charts")
    return charts_in(workspace / "reports" / QUARTER / "charts")


def charts_in(folder: Path) -> dict[str, bytes]:
    """Those of the charts in a folder that stand in the gallery: file name to PNG."""
    drawn = sorted(folder.glob("*.png"))
    return {
        f"{chart.name}.png": next(
            path
            for path in drawn
            if path.name.startswith(KIND[chart.kind].file + chart.starts)
            and chart.holds in path.name
        ).read_bytes()
        for chart in CHARTS
    }


TARGETS: Final = "明细"
"""The sheet that lists them, in the example's language: it stands at the foot of its pages."""


def pages(workspace: Path) -> dict[str, bytes]:
    """Pictures of the book and the workbook; those that can be made here."""
    run(workspace, *RENDER, "--only", "xlsx,pdf")
    made = workspace / "reports" / QUARTER
    found = {"slide.png": (made / "slide.png").read_bytes()}
    if shutil.which("pdftoppm") is None:
        return found
    for name, page in (("book-cover", 1), ("book-page", 5)):
        found[f"{name}.png"] = _pictured(made / "scorecard.pdf", page)
    if shutil.which("soffice") is not None:
        printed = _printed(made / "scorecard.xlsx", workspace.parent)
        found["workbook-overview.png"] = _pictured(printed, 1)
        found["workbook-targets.png"] = _pictured(printed, _page_of(printed, TARGETS))
    return found


def _page_of(document: Path, sheet: str) -> int:
    """The first page with the name of this sheet on a line of its own."""
    command = ["pdftotext", str(document), "-"]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  (fixed words)
    pages = done.stdout.decode().split("\f")
    return next(number for number, text in enumerate(pages, start=1) if sheet in text.splitlines())


def _pictured(document: Path, page: int) -> bytes:
    number = str(page)
    command = ["pdftoppm", "-r", DPI, "-f", number, "-l", number, "-png", str(document)]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  (fixed words)
    return done.stdout


def _printed(workbook: Path, scratch: Path) -> Path:
    """The workbook as LibreOffice prints it, with our face."""
    fonts = Path(str(distribution("zhplot").locate_file("zhplot/fonts")))
    settings = scratch / "fonts.conf"
    settings.write_text(FONTS.format(fonts=fonts, cache=scratch / "fonts"), encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation={(scratch / 'office').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(scratch), str(workbook)]
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings)}
    subprocess.run(  # noqa: S603  (fixed words)
        command, capture_output=True, check=True, env=environment
    )
    return scratch / "scorecard.pdf"


def page_text(workspace: Path) -> str:
    """The page itself."""
    return "\n".join([*_head(), *_outputs(), *_terminal(workspace)]) + "\n"


def _head() -> Iterator[str]:
    yield NOTICE
    yield "# Gallery"
    yield ""
    yield "Everything below comes from the example workspace (fictional throughout, 虚构示例):"
    yield ""
    yield "```console"
    yield "$ scorecard init example --lang zh && cd example"
    yield "```"


def _outputs() -> Iterator[str]:
    command = f"scorecard render {QUARTER} --only"
    yield from _shown("Workbook: overview", f"{command} xlsx", "workbook-overview")
    yield from _shown("Workbook: targets", f"{command} xlsx", "workbook-targets")
    yield from _shown("Book: cover", f"{command} pdf", "book-cover")
    yield from _shown("Book: a responsible unit", f"{command} pdf", "book-page")
    yield from _shown("Slide", f"{command} pdf", "slide", "Its title is the message.")
    for chart in CHARTS:
        told = chart.told or KIND[chart.kind].shows
        yield from _shown(chart.title, f"{command} charts", chart.name, told)


def _shown(title: str, command: str, picture: str, told: str = "") -> Iterator[str]:
    yield from ("", f"## {title}", "")
    if told:
        yield from (told, "")
    yield from ("```console", f"$ {command}", "```", "", f"![{title}](gallery/{picture}.png)")


def _terminal(workspace: Path) -> Iterator[str]:
    """What two commands print."""
    for title, arguments in (
        ("Status in the terminal", ("status",)),
        ("Explain", ("explain", "YQ-JOBS-2025")),
    ):
        printed = run(workspace, *arguments).rstrip().splitlines()
        yield from ("", f"## {title}", "", "```console", f"$ scorecard {' '.join(arguments)}")
        yield from (line.rstrip() for line in printed)
        yield "```"


def main() -> int:
    """Write the page and its pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        workspace = example(Path(scratch))
        text = page_text(workspace)
        for name, data in {**charts(workspace), **pages(workspace)}.items():
            (FOLDER / name).write_bytes(data)
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
