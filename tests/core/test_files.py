"""A file is written completely or not at all, and nothing is left behind."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from inpaint_studio.core import files
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.files import atomic_write, exists, is_file, is_folder, sweep
from inpaint_studio.core.locks import locked
from tests.waiting import PATIENCE

posix = pytest.mark.skipif(os.name == "nt", reason="modes and links are those of POSIX")


def write(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    with atomic_write(path, overwrite=overwrite) as file:
        file.write(data)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "studio-home")


def test_the_file_is_there_when_the_block_ends_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    with atomic_write(path, overwrite=False) as file:
        file.write(b"12345")
        assert not path.exists()
    assert path.read_bytes() == b"12345"
    assert names(tmp_path) == ["a.bin"]


def test_what_exists_is_kept_unless_overwriting_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with pytest.raises(StudioError, match="already exists") as caught:
        write(path, b"new")
    assert caught.value.code == "file-exists"
    assert path.read_bytes() == b"old"
    write(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


def test_what_appears_in_the_meantime_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"

    def write_while_another_does() -> None:
        with atomic_write(path, overwrite=False) as file:
            file.write(b"ours")
            path.write_bytes(b"theirs")

    with pytest.raises(StudioError) as caught:
        write_while_another_does()
    assert caught.value.code == "file-exists"
    assert path.read_bytes() == b"theirs"
    assert names(tmp_path) == ["a.bin"]


def test_without_hard_links_the_file_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*paths: object) -> None:
        raise OSError(errno.EPERM, "no links on this disk")

    monkeypatch.setattr(os, "link", refuse)
    write(tmp_path / "a.bin", b"new")
    assert (tmp_path / "a.bin").read_bytes() == b"new"
    assert names(tmp_path) == ["a.bin"]


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit])
def test_any_exception_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, kind: type[BaseException]
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def break_off() -> None:
        with atomic_write(path, overwrite=True) as file:
            file.write(b"half of it")
            raise kind

    with pytest.raises(kind):
        break_off()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def full(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StudioError, match="the disk is full") as caught:
        write(tmp_path / "a.bin", b"new")
    assert caught.value.code == "disk-full"
    assert names(tmp_path) == []


@posix
def test_a_real_limit_on_the_size_of_files_leaves_nothing(tmp_path: Path) -> None:
    program = """
import resource, sys
from pathlib import Path
import numpy as np
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
photo = Photo(np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8))
for ending in ("png", "tif", "jpg", "webp", "bmp"):
    try:
        write_photo(Path(sys.argv[1]) / f"a.{ending}", photo)
    except StudioError as error:
        print(error.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout.split() == ["disk-full"] * 5, done.stderr
    assert names(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "no" / "a.bin", tmp_path / "file" / "a.bin"):
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(StudioError, match="there is no folder") as caught:
            write(path, b"")
        assert caught.value.code == "parent-missing"
        assert caught.value.values["folder"] == path.parent


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(StudioError) as caught:
        write(tmp_path / "a", b"", overwrite=True)
    assert caught.value.code == "file-is-folder"


@posix
def test_a_device_is_never_replaced() -> None:
    with pytest.raises(StudioError) as caught:
        write(Path("/dev/null"), b"", overwrite=True)
    assert caught.value.code == "file-special"
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_folder_that_may_not_be_written_to_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # tests may run as root, whom no mode keeps out, so the system's answer is played
    def refuse(path: object, *rest: object, **more: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(files.os, "open", refuse)
    with pytest.raises(StudioError, match="cannot be written: permission denied"):
        write(tmp_path / "a.bin", b"")


@posix
@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that nobody may write to")
def test_a_folder_that_nobody_may_write_to_says_so() -> None:
    with pytest.raises(StudioError) as caught:
        write(Path("/proc/self/a.bin"), b"")
    assert caught.value.code == "file-unwritable"


def test_a_write_protected_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    monkeypatch.setattr(files.os, "access", lambda *given: False)
    with pytest.raises(StudioError, match="write-protected"):
        write(path, b"new", overwrite=True)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("name", ["n" * 300, "a\0b"])
def test_an_impossible_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudioError) as caught:
        write(tmp_path / name, b"")
    assert caught.value.code == "file-unwritable"
    assert names(tmp_path) == []


def test_the_longest_possible_name_is_written(tmp_path: Path) -> None:
    write(tmp_path / ("n" * 255), b"1")
    assert (tmp_path / ("n" * 255)).read_bytes() == b"1"


@posix
def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "real.bin").write_bytes(b"old")
    link = tmp_path / "link.bin"
    link.symlink_to(tmp_path / "far" / "real.bin")
    write(link, b"new", overwrite=True)
    assert link.is_symlink()
    assert (tmp_path / "far" / "real.bin").read_bytes() == b"new"


@posix
def test_a_link_to_nothing_makes_the_file_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "link.bin").symlink_to(tmp_path / "real.bin")
    write(tmp_path / "link.bin", b"new")
    assert (tmp_path / "real.bin").read_bytes() == b"new"


@posix
def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(StudioError) as caught:
        write(tmp_path / "a", b"", overwrite=True)
    assert caught.value.code == "file-unwritable"


@posix
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_the_mode_of_a_replaced_file_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    path.chmod(mode)
    write(path, b"new", overwrite=True)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
def test_a_new_file_gets_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "a.bin", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == 0o640


def test_an_error_of_another_file_is_not_blamed_on_this_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "a.bin", overwrite=False):
        (tmp_path / "elsewhere.bin").open("rb")
    assert names(tmp_path) == []


def test_what_a_killed_program_was_writing_is_swept_out_by_the_next_write(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, signal, sys\n"
        "from inpaint_studio.core.files import atomic_write\n"
        "with atomic_write(pathlib.Path(sys.argv[1]) / 'a.bin', overwrite=True) as file:\n"
        "    file.write(b'half')\n"
        "    file.flush()\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    (left,) = names(tmp_path)
    assert left.startswith(".inpaint-")
    write(tmp_path / "b.bin", b"whole")
    assert names(tmp_path) == ["b.bin"]


@posix
def test_a_sweep_spares_what_is_being_written_and_what_is_not_ours(tmp_path: Path) -> None:
    others = [".inpaint-notes.tmp", ".inpaint-0123456789ab.tmp.bak", "x.inpaint-0123456789ab.tmp"]
    for name in others:
        (tmp_path / name).write_bytes(b"mine")
    (tmp_path / ".inpaint-00000000000a.tmp").symlink_to(tmp_path / others[0])
    (tmp_path / ".inpaint-00000000000b.tmp").mkdir()
    (tmp_path / ".inpaint-00000000000c.tmp").write_bytes(b"left by a program that died")
    with atomic_write(tmp_path / "a.bin", overwrite=True) as file:
        file.write(b"whole")
        sweep(tmp_path)
    kept = [".inpaint-00000000000a.tmp", ".inpaint-00000000000b.tmp", *others]
    assert names(tmp_path) == sorted([*kept, "a.bin"])
    assert (tmp_path / "a.bin").read_bytes() == b"whole"


@posix
def test_a_temporary_file_that_was_swept_as_it_was_made_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def lock(descriptor: int) -> bool:
        tried.append(descriptor)
        if len(tried) == 1:  # somebody who sweeps is quicker
            for path in tmp_path.glob(".inpaint-*"):
                path.unlink()
        return locked(descriptor)

    monkeypatch.setattr(files, "locked", lock)
    write(tmp_path / "a.bin", b"whole")
    assert len(tried) == 2
    assert names(tmp_path) == ["a.bin"]


def test_a_name_that_no_file_can_have_is_not_there(tmp_path: Path) -> None:
    for name in ("x" * 300, "a\0b"):
        assert not exists(tmp_path / name)
        assert not is_file(tmp_path / name)
        assert not is_folder(tmp_path / name)
    assert exists(tmp_path)
    assert is_folder(tmp_path)
