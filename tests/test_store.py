"""Files are written whole or not at all, and only our own are ever removed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from scorecard.schema.errors import CannotWriteError, NotEmptyError
from scorecard.store import (
    built_aside,
    json_bytes,
    json_parts,
    published,
    settle,
    sha256,
    slug,
    sweep,
    temporary_name,
    unfinished,
    write_file,
    write_set,
)


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_set_names_the_hash_of_every_file_and_comes_last(tmp_path: Path) -> None:
    write_set(tmp_path, {"a.xlsx": b"a", "charts/b.png": b"b"}, {"schema": 1})
    document = json.loads((tmp_path / "scorecard.json").read_text(encoding="utf-8"))
    assert document == {
        "schema": 1,
        "outputs": {"a.xlsx": sha256(b"a"), "charts/b.png": sha256(b"b")},
    }
    assert published(tmp_path) == document["outputs"]


def test_only_files_the_last_set_named_are_removed(tmp_path: Path) -> None:
    write_set(tmp_path, {"charts/old.png": b"x", "a.xlsx": b"a"}, {})
    (tmp_path / "charts" / "own.png").write_bytes(b"somebody's")
    write_set(tmp_path, {"a.xlsx": b"new"}, {})
    kept = [n for n in names(tmp_path) if not n.startswith(".~")]
    assert kept == ["a.xlsx", "charts/own.png", "scorecard.json"]
    assert (tmp_path / "a.xlsx").read_bytes() == b"new"


def test_leftovers_of_a_killed_run_are_swept(tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    leftover = tmp_path / "charts" / ".~scorecard-1-abc.tmp"
    leftover.write_bytes(b"half")
    write_set(tmp_path, {"charts/b.png": b"b"}, {})
    assert not leftover.exists()


def test_what_another_run_writes_beside_it_is_left_alone(tmp_path: Path) -> None:
    """Forms and marked copies lie below a quarter's folder; their runs hold other locks."""
    form = tmp_path / "forms" / ".~scorecard-1-abc.tmp"
    form.parent.mkdir()
    form.write_bytes(b"half")
    write_set(tmp_path, {"charts/a.png": b"a"}, {})
    assert form.read_bytes() == b"half"


def test_leftovers_of_a_file_go_with_their_journals_and_no_others(tmp_path: Path) -> None:
    ours, other = (temporary_name(tmp_path / name) for name in ("refused.json", "other.json"))
    journal = ours.with_name(ours.name + "-journal")
    for path in (ours, journal, other):
        path.write_bytes(b"half")
    sweep([tmp_path / "refused.json", tmp_path / "nowhere" / "x"])
    assert list(tmp_path.iterdir()) == [other]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.mkdir()
    with pytest.raises(CannotWriteError):
        write_file(target, b"a")
    assert names(tmp_path) == []
    assert target.is_dir()


@pytest.mark.parametrize("name", ["../a", "/etc/a", "charts/../../a"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "reports"
    with pytest.raises(CannotWriteError):
        write_set(folder, {name: b"x"}, {})
    assert not (tmp_path / "a").exists()


def test_a_damaged_manifest_removes_nothing(tmp_path: Path) -> None:
    write_set(tmp_path, {"a.xlsx": b"a"}, {})
    (tmp_path / "scorecard.json").write_text("{", encoding="utf-8")
    write_set(tmp_path, {"b.xlsx": b"b"}, {})
    assert "a.xlsx" in names(tmp_path)


RENAME = Path.rename
OLD = {"a.xlsx": b"old", "charts/1.png": b"old", "charts/2.png": b"old"}
NEW = {"a.xlsx": b"new", "charts/1.png": b"new", "b.pdf": b"new"}


def seen(folder: Path) -> dict[str, bytes]:
    """What a person sees in the folder; the list is told by its hash of the workbook."""
    found = {n: (folder / n).read_bytes() for n in names(folder) if not n.startswith(".~")}
    if "scorecard.json" in found:
        found["scorecard.json"] = {sha256(b"old"): b"old", sha256(b"new"): b"new"}[
            published(folder)["a.xlsx"]
        ]
    return found


def test_killed_between_any_two_renames_a_set_is_never_mixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything lost: what was begun is finished, what was not leaves the old set."""
    sets = [{**one, "scorecard.json": one["a.xlsx"]} for one in (OLD, NEW)]
    finished = []
    for instant in range(40):
        folder = tmp_path / str(instant)
        write_set(folder, OLD, {})
        renames = iter(range(instant))

        def killed(path: Path, target: Path, *, left: Iterator[int] = renames) -> Path:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return RENAME(path, target)

        with monkeypatch.context() as patched:
            for name in ("rename", "replace"):
                patched.setattr(Path, name, killed)
            try:
                write_set(folder, NEW, {})
            except KeyboardInterrupt:
                assert set(seen(folder).values()) <= {b"old"} or (
                    set(seen(folder).values()) <= {b"new"}
                )
        waiting = unfinished(folder)
        assert settle(folder) == bool(waiting)
        assert seen(folder) in sets
        finished.append(seen(folder) == sets[1])
        assert not [p for p in folder.rglob(".~*") if not p.name.endswith("lock")] or not waiting
        write_set(folder, NEW, {})
        assert [p.name for p in folder.rglob(".~*")] == [".~scorecard-lock"]
    assert finished == sorted(finished)
    assert finished.count(False) == 1, "only before the new set was whole"


def test_a_file_that_another_program_holds_keeps_the_whole_old_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path, OLD, {})
    before = seen(tmp_path)

    def held(path: Path, target: Path) -> Path:
        if path == tmp_path / "charts" / "1.png":
            raise PermissionError(13, "held")
        return RENAME(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", held)
        with pytest.raises(CannotWriteError):
            write_set(tmp_path, NEW, {})
    assert seen(tmp_path) == before
    assert unfinished(tmp_path) == []


@given(st.text(max_size=200))
def test_a_slug_is_always_a_safe_file_name(name: str) -> None:
    safe = slug(name)
    assert 8 <= len(safe) <= 69
    assert all(c.isalnum() or c in "-_" or not c.isascii() for c in safe)
    assert not set(safe) & set('/\\:*?"<>|. \x00')
    assert slug(name) == safe


def test_names_that_look_alike_get_different_slugs() -> None:
    assert slug("a/b") != slug("a\\b")
    assert slug("甲" * 100) != slug("甲" * 101)


def test_a_long_slug_keeps_the_end_that_tells_what_it_is_of() -> None:
    name = "Northern Riverside New Materials and Advanced Machinery Zone 18 (made up)"
    assert "-jobs-" in slug(f"{name} jobs")
    assert len(slug(f"{name} jobs")) <= 60 + 9


def test_what_a_killed_run_was_building_is_removed_by_the_next_but_not_what_is_being_built(
    tmp_path: Path,
) -> None:
    target = tmp_path / "out"
    own = temporary_name(target).with_suffix("")
    killed, working = (
        own.with_name(own.name.replace(str(os.getpid()), number))
        for number in ("999999999", "999999998")
    )
    others = own.with_name(own.name.replace(own.name[-12:], "0" * 12))
    for left in (killed, working, others):
        left.mkdir()
        (left / "half").write_bytes(b"x")
    with FileLock(working / ".~scorecard-lock"), built_aside(target) as aside:
        (aside / "whole").write_bytes(b"y")
    assert names(target) == ["whole"]
    assert not killed.exists()
    assert (working / "half").exists()
    assert (others / "half").exists()


def test_what_comes_into_an_empty_folder_while_it_is_filled_stays_alone(tmp_path: Path) -> None:
    def build() -> None:
        with built_aside(tmp_path) as aside:
            (aside / "whole").write_bytes(b"y")
            (tmp_path / "whole").write_bytes(b"theirs")

    with pytest.raises(NotEmptyError):
        build()
    assert names(tmp_path) == ["whole"]
    assert (tmp_path / "whole").read_bytes() == b"theirs"


def test_an_empty_folder_is_filled_wholly_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename
    moved: list[Path] = []

    def full(self: Path, target: Path) -> Path:
        if self.parent.parent == tmp_path and len(moved) == 1:
            moved.append(target)
            raise OSError(28, "No space left on device")
        moved.append(target)
        return real(self, target)

    def build() -> None:
        with built_aside(tmp_path) as aside:
            for name in ("a", "b", "c"):
                (aside / name).write_bytes(b"y")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(CannotWriteError):
        build()
    assert len(moved) == 3  # one there, one refused, one back
    assert names(tmp_path) == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.text(max_size=5), _JSON, max_size=4))
def test_documents_are_written_as_the_standard_library_writes_them(
    document: dict[str, object],
) -> None:
    assert (
        json_bytes(document).decode() == json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    )
    told = {k: iter(v) if isinstance(v, list) else v for k, v in document.items()}
    assert b"".join(json_parts(told)) == json_bytes(document)


def test_no_number_that_is_none_is_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_bytes({"progress": [float("nan")]})
