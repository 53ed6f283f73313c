"""darktable's script against a stand-in of darktable's Lua API, run by a real Lua."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lupa import lua54

from inpaint_studio.core.paths import resources_dir

SCRIPT = resources_dir() / "plugins" / "darktable" / "inpaint_studio.lua"


class Darktable:
    """Notes what the script does; `code` is the exit code of each command that it runs."""

    def __init__(self, lua: Any, home: Path) -> None:
        self.lua, self.home, self.code = lua, home, 0
        self.writes = True
        self.lines: list[str] = []
        self.imported: list[tuple[str, Any]] = []
        self.said: list[str] = []
        self.registered: tuple[Any, ...] = ()

    def execute(self, line: str) -> int:
        self.lines.append(line)
        if self.code == 0 and " '-o' " not in line and "edit" in line:
            (self.home / line.split("'")[-2]).touch()
        if self.code == 0 and " 'fill' " in line and self.writes:
            (self.home / line.split("'")[-2]).touch()
        return self.code

    def take(self, path: str) -> Any:
        def group_with(image: Any, leader: Any) -> None:
            self.imported.append((path, leader))

        return self.lua.table_from({"group_with": group_with})

    def module(self) -> Any:
        table = self.lua.table_from
        return table(
            {
                "control": table({"execute": self.execute}),
                "database": table({"import": self.take}),
                "new_widget": lambda kind: lambda about: about,
                "register_storage": self.register,
                "print": self.said.append,
                "print_error": self.said.append,
            }
        )

    def register(self, *given: Any) -> None:
        self.registered = given


@pytest.fixture
def darktable(tmp_path: Path) -> Darktable:
    """The script, loaded from a folder where `command.lua` names the program."""
    (tmp_path / SCRIPT.name).write_text(SCRIPT.read_text())
    (tmp_path / "command.lua").write_text('return { "/opt/in paint/python", "-m", "inpaint_studio" }')
    lua = lua54.LuaRuntime()
    made = Darktable(lua, tmp_path)
    lua.globals().package.loaded["darktable"] = made.module()
    lua.globals().dofile(str(tmp_path / SCRIPT.name))
    return made


def export(darktable: Darktable, tmp_path: Path, name: str = "it's.tif") -> Path:
    """Export one picture as darktable does; returns the exported file."""
    exported = tmp_path / "export" / name
    exported.parent.mkdir(exist_ok=True)
    exported.touch()
    _, _, store, finalize, *_ = darktable.registered
    image = darktable.lua.table_from(
        {"path": str(tmp_path), "filename": "photo.nef", "group_leader": "the original"}
    )
    extra = darktable.lua.table_from({})
    store(None, image, None, str(exported), 1, 1, True, extra)
    finalize(None, None, extra)
    return exported


COMMAND = "'/opt/in paint/python' '-m' 'inpaint_studio'"


def test_the_picture_is_edited_and_comes_back_beside_the_original(
    darktable: Darktable, tmp_path: Path
) -> None:
    exported = export(darktable, tmp_path)
    quoted = str(exported).replace("'", "'\\''")
    result = str(tmp_path / "photo-healed.tif")
    assert darktable.lines == [f"{COMMAND} 'edit' '--once' '{quoted}' '{result}'"]
    assert darktable.imported == [(result, "the original")]
    assert not exported.exists()
    (tmp_path / "photo-healed.tif").touch()
    export(darktable, tmp_path)
    assert darktable.imported[1][0] == str(tmp_path / "photo-healed-2.tif")


def test_damage_is_found_and_filled_without_a_window(darktable: Darktable, tmp_path: Path) -> None:
    darktable.registered[6].selected = 2
    exported = export(darktable, tmp_path, "a.png")
    mask, result = f"{exported}.damage.png", tmp_path / "photo-healed.png"
    assert darktable.lines == [
        f"{COMMAND} 'find' '{exported}' '-o' '{mask}'",
        f"{COMMAND} 'fill' '{exported}' '--mask' '{mask}' '-o' '{result}'",
    ]
    assert [path for path, _ in darktable.imported] == [str(result)]


def test_a_result_that_was_not_written_is_not_imported(darktable: Darktable, tmp_path: Path) -> None:
    darktable.registered[6].selected = 2
    darktable.writes = False
    export(darktable, tmp_path, "a.png")
    assert darktable.imported == []
    assert darktable.said[-1] == "Inpaint Studio failed on 1 picture"


# the raw status of wait(2) has the exit code in its upper byte
@pytest.mark.parametrize(("code", "failures"), [(3, 0), (3 << 8, 0), (1, 2), (1 << 8, 2)])
def test_without_a_result_nothing_is_imported(
    darktable: Darktable, tmp_path: Path, code: int, failures: int
) -> None:
    darktable.code = code
    exported = export(darktable, tmp_path)
    assert darktable.imported == []
    assert len(darktable.said) == failures
    assert not exported.exists()


def test_only_formats_that_keep_every_pixel_are_taken(darktable: Darktable) -> None:
    name, label, _, _, supported, *_ = darktable.registered
    assert (name, label) == ("inpaint_studio", "Inpaint Studio")
    formats = [darktable.lua.table_from({"extension": ending}) for ending in ("tif", "png", "jpg")]
    assert [supported(None, one) for one in formats] == [True, True, False]
