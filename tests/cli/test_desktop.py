"""`desktop install` and `desktop remove`: what is written, where, and that exactly that is removed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inpaint_studio.cli.desktop import entry, install
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.version import APP_ID
from tests.cli.studio import Studio
from tests.waiting import PATIENCE

UPDATES = install._UPDATES
pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="desktops of Linux")


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of data, with a desktop's own files in it; no program updates its caches."""
    folder = tmp_path / "user's data" / "share"
    (folder / "applications").mkdir(parents=True)
    (folder / "applications" / "other.desktop").write_text("other")
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    monkeypatch.setattr(install, "_UPDATES", ())
    return folder


@pytest.fixture(autouse=True)
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command that is installed, in a folder whose name needs every kind of escape."""
    path = tmp_path / 'odd "$name" 100% `\\' / "inpaint-studio"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    monkeypatch.setattr(entry, "program", lambda: path)
    monkeypatch.setattr(install, "program", lambda: path)
    return path


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def folders_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_dir()}


def test_what_is_written_is_said_and_exactly_that_is_removed(studio: Studio, share: Path) -> None:
    files, folders = files_in(share), folders_in(share)
    written = studio("desktop", "install", "--json").json["written"]
    assert set(files_in(share)) - set(files) == {str(Path(path).relative_to(share)) for path in written}
    assert f"applications/{APP_ID}.desktop" in files_in(share)
    assert f"icons/hicolor/48x48/apps/{APP_ID}.png" in files_in(share)
    assert studio("desktop", "remove", "--json").json == {"removed": written}
    assert (files_in(share), folders_in(share)) == (files, folders)
    assert studio("desktop", "remove").out == "Nothing to be removed.\n"


def test_the_types_of_files_are_known_until_they_are_removed(
    studio: Studio, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("update-mime-database") is None:
        pytest.skip("update-mime-database is not installed")
    monkeypatch.setattr(install, "_UPDATES", UPDATES)
    studio("desktop", "install")
    assert (share / "mime" / "application" / "x-inpaint-studio-film.xml").exists()
    studio("desktop", "remove")
    assert not (share / "mime" / "application" / "x-inpaint-studio-film.xml").exists()
    assert not (share / "icons").exists()


def test_a_second_install_replaces_the_first(studio: Studio, share: Path, program: Path) -> None:
    assert studio("desktop", "install").code == 0
    program.rename(program.with_name("inpaint-studio-2"))
    ran = studio("desktop", "install")
    assert (ran.code, ran.err) == (0, "")
    studio("desktop", "remove")
    assert list(files_in(share)) == ["applications/other.desktop"]


def test_files_of_others_are_not_replaced(studio: Studio, share: Path) -> None:
    own = share / "applications" / f"{APP_ID}.desktop"
    own.write_text("mine")
    assert "already exists" in studio.fails("desktop", "install")
    assert set(files_in(share)) == {"applications/other.desktop", f"applications/{APP_ID}.desktop"}
    assert own.read_text() == "mine"
    assert studio("desktop", "install", "--overwrite").code == 0
    assert own.read_text() != "mine"


def test_a_file_that_was_changed_since_is_kept(studio: Studio, share: Path) -> None:
    studio("desktop", "install")
    changed = share / "applications" / f"{APP_ID}.desktop"
    changed.write_text(changed.read_text().replace("Inpaint Studio", "My editor"))
    ran = studio("desktop", "remove")
    assert f"Kept, as they were changed since:\n  {changed}\n" in ran.out
    assert changed.exists()


def test_a_record_that_is_damaged_is_no_record(studio: Studio, share: Path, own_home: Path) -> None:
    (own_home / "data").mkdir(parents=True)
    for text in ("", "[]", '{"files": 3}', '{"files": {}, "folders": null}', "{" * 5000):
        (own_home / "data" / "desktop.json").write_text(text)
        assert studio("desktop", "remove").out == "Nothing to be removed.\n"


def test_the_entry_starts_the_program_wherever_it_is(studio: Studio, share: Path, program: Path) -> None:
    studio("desktop", "install")
    written = share / "applications" / f"{APP_ID}.desktop"
    lines = dict(line.partition("=")[::2] for line in written.read_text().splitlines())
    # what a desktop does: undo the escapes of strings, then those of quotes, then the codes of fields
    string = lines["Exec"].replace("\\\\", "\\")
    found = re.fullmatch(r'"((?:\\.|[^"\\`$])*)" edit %f', string)
    assert found, string
    assert re.sub(r"\\(.)", r"\1", found[1]).replace("%%", "%") == str(program)
    assert lines["TryExec"].replace("\\\\", "\\") == str(program)
    if shutil.which("desktop-file-validate"):
        checked = subprocess.run(["desktop-file-validate", written], capture_output=True, timeout=PATIENCE)
        assert (checked.returncode, checked.stdout) == (0, b"")


def test_a_relative_folder_of_data_is_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "somewhere")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert install.xdg_data() == tmp_path / ".local" / "share"


def test_other_systems_are_told(studio: Studio, share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(StudioError) as caught:
        install.install(overwrite=False, as_json=False)
    assert caught.value.code == "desktop-system"


class TestProgram:
    """Which file starts the program."""

    @pytest.fixture(autouse=True)
    def environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.undo()
        folder = tmp_path / "environment"
        folder.mkdir()
        (folder / "inpaint-studio").write_text("#!/bin/sh\n")
        (folder / "inpaint-studio").chmod(0o755)
        monkeypatch.delenv("APPIMAGE", raising=False)
        monkeypatch.setattr(sys, "executable", str(folder / "python"))
        monkeypatch.setenv("PATH", os.defpath)
        return folder

    def test_it_is_the_command_beside_python(self, environment: Path) -> None:
        assert entry.program() == environment / "inpaint-studio"

    def test_a_link_to_it_on_the_path_comes_first(
        self, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "inpaint-studio").symlink_to(environment / "inpaint-studio")
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        assert entry.program() == tmp_path / "bin" / "inpaint-studio"

    def test_an_appimage_is_started_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("APPIMAGE", "/opt/Inpaint.AppImage")
        assert entry.program() == Path("/opt/Inpaint.AppImage")

    def test_without_a_command_there_is_nothing_to_start(self, environment: Path) -> None:
        (environment / "inpaint-studio").unlink()
        with pytest.raises(StudioError) as caught:
            entry.program()
        assert caught.value.code == "desktop-program"
