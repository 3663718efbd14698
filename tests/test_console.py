"""What the command line does when the console, the disk or the user will not go along."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from scratch import scorecard as run

from scorecard import cli
from scorecard.cli import main


def ended(arguments: list[str], monkeypatch: pytest.MonkeyPatch, charset: str) -> tuple[int, bytes]:
    """The command in this process, its output in that character set."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=charset) for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with pytest.raises(SystemExit) as code:
        main(arguments)
    monkeypatch.undo()
    out.flush()
    err.flush()
    return int(code.value.code or 0), out.buffer.getvalue() + err.buffer.getvalue()


@pytest.mark.parametrize("charset", ["cp1252", "cp437", "big5"])
def test_a_console_that_lacks_our_signs_gets_what_it_can_show(
    charset: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ended(["--lang", "en", "status", "-C", str(root)], monkeypatch, charset)
    assert found[0] == 0, found[1]
    assert b"135.7" in found[1]


def crash() -> None:
    raise ZeroDivisionError


def stop() -> None:
    raise KeyboardInterrupt


def fill() -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [
        (crash, 70, "fault of the program"),
        (stop, 130, "Stopped."),
        (fill, 2, "the output: the drive is full."),
    ],
)
def test_exit_codes_tell_faults_of_data_from_everything_else(
    what: Callable[[], None], code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cli.scorecard.commands, "break", click.Command("break", callback=what))
    monkeypatch.setattr(cli, "_discard_output", lambda: None)
    found = ended(["--lang", "en", "break"], monkeypatch, "utf-8")
    assert found[0] == code
    assert said in found[1].decode()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("module", ["click", "tomllib", "pandas"])
def test_it_can_be_stopped_while_it_loads(module: str, root: Path, tmp_path: Path) -> None:
    """A module that sends Ctrl-C while it is imported: at once, or when the command loads."""
    stopped = "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(60)\n"
    (tmp_path / f"{module}.py").write_text(stopped, encoding="utf-8")
    places = [str(tmp_path), str(Path(cli.__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    for started in (["-m", "scorecard"], ["-c", "from scorecard.__main__ import main; main()"]):
        done = subprocess.run(
            [sys.executable, *started, "--lang", "en", "check", "-C", str(root)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))},
            check=False,
        )
        assert done.returncode == 130
        assert done.stderr.strip() in {"", "Stopped."}


def test_nul_and_endless_brackets_get_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, text = ended(["--lang", "en", "status", "-C", "a\0b"], monkeypatch, "utf-8")
    assert (code, "(NUL)" in text.decode()) == (2, True)
    (tmp_path / "scorecard.toml").write_text("x = " + "[" * 5000 + "]" * 5000, encoding="utf-8")
    code, text = ended(["--lang", "en", "status", "-C", str(tmp_path)], monkeypatch, "utf-8")
    assert code == 2
    assert b"Traceback" not in text
    assert b"scorecard.toml" in text


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
def test_loops_of_links_and_closed_streams(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    done = run("--lang", "en", "status", "-C", "a", folder=tmp_path)
    assert done.code == 2
    assert "Traceback" not in done.err
    command = [sys.executable, "-m", "scorecard", "--lang", "zh", "status", "-C", str(root)]
    western = os.environ | {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    shown = subprocess.run(command, capture_output=True, env=western, check=False)
    assert (shown.returncode, b"135.7" in shown.stdout) == (0, True)
    minus = "from scorecard.cli import _make_printable as m; m(); print('−3.2 ▸')"
    chinese = os.environ | {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    told = [sys.executable, "-c", minus]
    shown = subprocess.run(told, capture_output=True, env=chinese, check=True)
    assert shown.stdout.decode("gbk").split() == ["-3.2", "?"], "GBK has no minus"
    shut = subprocess.run(  # noqa: S602  (the shell closes the stream)
        f"'{sys.executable}' -m scorecard status -C '{root}' >&-", shell=True, check=False
    )
    assert shut.returncode == 0
    reader, writer = os.pipe()
    os.close(reader)
    gone = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (gone.returncode, gone.stderr) == (141, b"")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among files")
def test_nobody_waits_for_a_pipe_among_the_files(root: Path) -> None:
    pipes = [root / place for place in PIPES]
    for pipe in pipes:
        pipe.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(pipe)
    try:
        for command in ("status", "verify"):
            command_line = [sys.executable, "-m", "scorecard", command, "-C", str(root)]
            done = subprocess.run(command_line, capture_output=True, timeout=120, check=False)
            assert (done.returncode in {0, 1, 2}, b"Traceback" in done.stderr) == (True, False)
    finally:
        for pipe in pipes:
            pipe.unlink()


PIPES = (
    "targets/p.xlsx",
    "reports/2023-Q1/returns/p.xlsx",
    "reports/2023-Q1/scorecard.json",
    f"reports/archive/{'0' * 64}.xlsx",
    "reports/archive/published/p.json",
)
