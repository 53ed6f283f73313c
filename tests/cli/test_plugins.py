"""`inpaint-studio plugins`: what is written where, and taken away again."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from inpaint_studio.cli.desktop.entry import program
from inpaint_studio.cli.plugins import programs
from inpaint_studio.cli.plugins.install import start_words
from inpaint_studio.core.paths import resources_dir
from tests.cli.studio import Studio

LUARC = b'require "tools/script_manager"\r\n-- caf\xe9\r\n'
"""In another encoding, and with the line ends of Windows."""


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a user who has GIMP 2.10 and 3.0, Krita and darktable."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)
    for name in ("GIMP2_DIRECTORY", "GIMP3_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("config/GIMP/2.10", "config/GIMP/3.0", "config/GIMP/2.8", "config/darktable", "data/krita"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "config/darktable/luarc").write_bytes(LUARC)
    return tmp_path


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_gimp_gets_the_plug_in_of_each_version(studio: Studio, homes: Path) -> None:
    ran = studio("plugins", "install", "gimp")
    assert ran.code == 0, ran.err
    gimp = homes / "config" / "GIMP"
    runner = "2.10/plug-ins/inpaint-studio-run/"
    three = "3.0/plug-ins/inpaint-studio/"
    assert files_in(gimp) == {
        "2.10/scripts/inpaint-studio.scm",
        *(runner + name for name in ("inpaint-studio-run", "inpaint_studio_command.py", "command.json")),
        *(three + name for name in ("inpaint-studio.py", "inpaint_studio_command.py", "command.json")),
    }
    assert all(str(gimp / name) in ran.out for name in files_in(gimp))
    for name in (f"{runner}inpaint-studio-run", f"{three}inpaint-studio.py"):
        assert (gimp / name).stat().st_mode & stat.S_IXUSR
    # GIMP 2.10's runs with our Python, GIMP 3's with the one that has GIMP's modules
    assert (gimp / runner / "inpaint-studio-run").read_text().splitlines()[0] == f"#!{sys.executable}"
    assert (gimp / three / "inpaint-studio.py").read_text().splitlines()[0] == "#!/usr/bin/env python3"
    words = json.loads((gimp / runner / "command.json").read_text())
    assert words == start_words()


def test_darktable_s_own_script_gets_one_line_and_loses_it_again(studio: Studio, homes: Path) -> None:
    luarc = homes / "config/darktable/luarc"
    for _ in range(2):
        assert studio("plugins", "install", "darktable").code == 0
        assert luarc.read_bytes() == LUARC + b'require "inpaint_studio/inpaint_studio"\n'
    assert studio("plugins", "remove", "darktable").code == 0
    assert luarc.read_bytes() == LUARC
    assert files_in(homes / "config/darktable") == {"luarc"}


def test_darktable_s_own_script_is_removed_if_there_was_none(studio: Studio, homes: Path) -> None:
    folder = homes / "config/darktable"
    (folder / "luarc").unlink()
    assert studio("plugins", "install", "darktable").code == 0
    (folder / "luarc").write_text("")  # the user took the line out
    found = {row["name"]: row["installed"] for row in studio("plugins", "list", "--json").json["plugins"]}
    assert not found["darktable"]
    assert studio("plugins", "install", "darktable").code == 0
    assert studio("plugins", "remove", "darktable").code == 0
    assert files_in(folder) == set()


def test_a_folder_that_a_variable_names_needs_no_version_in_its_name(
    studio: Studio, homes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIMP2_DIRECTORY", str(homes / "mine"))
    rows = studio("plugins", "list", "--json").json["plugins"]
    assert [(row["name"], row["folder"]) for row in rows[:2]] == [
        ("GIMP 2.10", str(homes / "mine")),
        ("GIMP 3", str(homes / "config/GIMP/3.0")),
    ]


def test_what_is_installed_is_listed_and_removed(studio: Studio, homes: Path) -> None:
    before = files_in(homes)

    def listed() -> dict[str, bool]:
        return {row["name"]: row["installed"] for row in studio("plugins", "list", "--json").json["plugins"]}

    assert listed() == {"GIMP 2.10": False, "GIMP 3": False, "Krita": False, "darktable": False}
    for name in ("gimp", "krita", "darktable"):
        assert studio("plugins", "install", name).code == 0
    assert set(listed().values()) == {True}
    assert "not installed" not in studio("plugins", "list").out
    cache = homes / "data/krita/pykrita/inpaint_studio/__pycache__"
    cache.mkdir()
    (cache / "extension.pyc").touch()  # Krita has run it
    for name in ("gimp", "krita", "darktable"):
        assert studio("plugins", "remove", name).code == 0
    assert files_in(homes) == before
    assert not cache.parent.exists()
    assert "not installed" in studio("plugins", "remove", "krita").out


def test_everything_that_ships_is_installed_by_some_program(homes: Path) -> None:
    plugins = resources_dir() / "plugins"
    shipped = {name for name in files_in(plugins) if "__pycache__" not in name}
    found = programs.found_targets()
    assert {file.source for one in found for file in one.plugin.files} == shipped


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["photoshop"], "There are plug-ins for gimp, krita, darktable"),
        (["gimp", "--folder", "{here}/elsewhere"], "no folder of a known version of GIMP"),
    ],
)
def test_what_has_no_plug_in_is_one_line(studio: Studio, tmp_path: Path, words: list[str], said: str) -> None:
    assert said in studio.fails("plugins", "install", *[word.format(here=tmp_path) for word in words])


def test_a_program_that_is_not_found_is_one_line(studio: Studio, homes: Path) -> None:
    (homes / "data/krita").rename(homes / "data/elsewhere")
    assert "Start krita once" in studio.fails("plugins", "install", "krita")


def test_the_program_is_started_by_its_own_command_or_else_by_its_module(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert start_words() == [str(program())]
    monkeypatch.delenv("APPIMAGE", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))  # no command beside it
    assert start_words() == [str(tmp_path / "python"), "-m", "inpaint_studio"]
