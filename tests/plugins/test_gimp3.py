"""GIMP 3's plug-in against a stand-in of GIMP's API: what goes over, what comes back, and where."""

from __future__ import annotations

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.core.paths import resources_dir
from inpaint_studio.core.photo_io import read_photo
from tests.plugins import fake_gimp as gimp
from tests.plugins.studio import run_here
from tests.profiles import srgb_profile

HEIGHT, WIDTH = 30, 40


@pytest.fixture
def module(tmp_path: Path, seen: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The plug-in as it is installed, with the stand-ins of GIMP and of the program."""
    plugins = resources_dir() / "plugins"
    for source in ("gimp3/inpaint-studio.py", "common/inpaint_studio_command.py"):
        (tmp_path / Path(source).name).write_text((plugins / source).read_text())
    for name, value in gimp.modules().items():
        monkeypatch.setitem(sys.modules, name, value)
    monkeypatch.delitem(sys.modules, "inpaint_studio_command", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    spec = spec_from_file_location("inpaint_studio_gimp3", tmp_path / "inpaint-studio.py")
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    monkeypatch.setattr(made, "run", run_here)
    return made


def image_of(precision: gimp.Precision, channels: int, *, alpha: bool = False) -> gimp.Image:
    """An image with one layer that is smaller than the canvas and shifted, in a group, half opaque."""
    kind = gimp.ImageBaseType.GRAY if channels == 1 else gimp.ImageBaseType.RGB
    image = gimp.Image(
        WIDTH + 10, HEIGHT + 10, kind, precision, profile=srgb_profile() if channels == 3 else None
    )
    values = np.random.default_rng(4).random((HEIGHT, WIDTH, channels + alpha))
    deep = int(precision) // 100
    pixels = {1: values * 255, 2: values * 65535, 6: values}[deep]
    layer = gimp.Layer(pixels.astype(gimp._dtype(precision)), alpha, offsets=(5, 3), opacity=40.0)
    layer.mode, layer.mask, layer.parent = gimp.LayerMode.MULTIPLY, object(), "group"
    image.layers.append(layer)
    selection = np.zeros((HEIGHT + 10, WIDTH + 10), np.uint8)
    selection[10:20, 12:22] = 255
    selection[9, 12:22] = 90
    image.selection = selection
    return image


def run(module: Any, image: gimp.Image, name: str, engine: str = "auto") -> tuple[Any, Any]:
    procedure = gimp.ImageProcedure(name)
    config = type("Config", (), {"get_property": lambda self, key: engine})()
    made = module.InpaintStudio()
    return made.run_procedure(  # type: ignore[no-any-return]
        procedure, gimp.RunMode.NONINTERACTIVE, image, image.layers[:1], config, None
    )


@pytest.mark.parametrize(
    ("precision", "channels", "alpha", "dtype"),
    [
        (gimp.Precision.U8_NON_LINEAR, 3, False, np.uint8),
        (gimp.Precision.U16_NON_LINEAR, 3, True, np.uint16),
        (gimp.Precision.U16_NON_LINEAR, 1, False, np.uint16),
        (gimp.Precision.FLOAT_NON_LINEAR, 3, False, np.uint16),
    ],
)
def test_the_selection_is_filled_on_a_new_layer(
    module: Any, seen: Path, precision: gimp.Precision, channels: int, alpha: bool, dtype: Any
) -> None:
    image = image_of(precision, channels, alpha=alpha)
    layer = image.layers[0]
    status, error = run(module, image, module.FILL, "exemplar")
    assert (status, error) == (gimp.PDBStatusType.SUCCESS, None)
    new, below = image.layers
    assert below is layer
    # the layer keeps what is its own; the new one lies in the same group at the same place
    assert (layer.opacity, layer.mode, layer.mask is None) == (40.0, gimp.LayerMode.MULTIPLY, False)
    assert (new.name, new.parent, new.offsets) == ("Filled by Inpaint Studio", "group", (5, 3))
    assert new.opacity == 100
    picture = read_photo(seen / "picture.tif")
    assert picture.dtype == dtype
    assert picture.icc == image.profile
    mask = read_photo(seen / "mask.tif").pixels[..., 0]
    assert image.selection is not None
    assert np.array_equal(mask, image.selection[3 : 3 + HEIGHT, 5 : 5 + WIDTH])
    top = 1 if layer.pixels.dtype == np.float32 else np.iinfo(layer.pixels.dtype).max
    assert (new.pixels[mask > 0][:, :channels] == top).all()
    changed = np.abs(new.pixels.astype(float) - layer.pixels)[mask == 0].max()
    assert changed <= (1 / 65535 if layer.pixels.dtype == np.float32 else 0)
    assert image.undo_depth == 0
    assert image.channels == []
    words = json.loads((seen / "words.json").read_text())
    assert words[-3:] == ["--engine", "exemplar", "--soft"]
    assert not Path(words[1]).exists()  # the files that are exchanged are removed


def test_the_editor_gets_the_selection_as_its_mask_or_none(module: Any, seen: Path) -> None:
    image = image_of(gimp.Precision.U8_NON_LINEAR, 3)
    assert run(module, image, module.EDIT)[0] is gimp.PDBStatusType.SUCCESS
    words = json.loads((seen / "words.json").read_text())
    assert words[:2] == ["edit", "--once"]
    assert words[4] == "--mask"
    assert image.layers[0].name == "Edited in Inpaint Studio"
    image.selection = None
    assert run(module, image, module.EDIT)[0] is gimp.PDBStatusType.SUCCESS
    assert "--mask" not in json.loads((seen / "words.json").read_text())


@pytest.mark.parametrize(
    ("code", "status"), [("3", gimp.PDBStatusType.CANCEL), ("1", gimp.PDBStatusType.EXECUTION_ERROR)]
)
def test_without_a_result_the_image_stays(
    module: Any, monkeypatch: pytest.MonkeyPatch, code: str, status: Any
) -> None:
    monkeypatch.setenv("STUDIO_CODE", code)
    image = image_of(gimp.Precision.U8_NON_LINEAR, 3)
    ended, error = run(module, image, module.EDIT)
    assert ended is status
    assert str(error) == ("None" if code == "3" else "The mask marks nothing.")
    assert len(image.layers) == 1
    assert image.undo_depth == 0


@pytest.mark.parametrize("gone", ["layer", "image"])
def test_what_was_edited_is_not_lost_if_the_layer_is_gone(
    module: Any, seen: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    image = image_of(gimp.Precision.U8_NON_LINEAR, 3)
    before = image.layers[0]
    monkeypatch.setattr(gimp.Display, "shown", [])

    def meanwhile(words: list[str], *rest: Any) -> tuple[int, str]:
        (image if gone == "image" else before).is_deleted = True
        image.layers.clear()
        return run_here(words)

    monkeypatch.setattr(module, "run", meanwhile)
    assert run(module, image, module.EDIT)[0] is gimp.PDBStatusType.SUCCESS
    (new,) = image.layers if gone == "layer" else gimp.Display.shown[0].layers
    assert np.array_equal(new.pixels, 255 - before.pixels)
    assert (new.offsets, new.parent) == ((5, 3) if gone == "layer" else (0, 0), None)


def test_a_mask_or_channel_is_no_layer(module: Any, seen: Path) -> None:
    image = image_of(gimp.Precision.U8_NON_LINEAR, 3)
    made = module.InpaintStudio()
    procedure = gimp.ImageProcedure(module.EDIT)
    status, error = made.run_procedure(procedure, gimp.RunMode.NONINTERACTIVE, image, [object()], None, None)
    assert (status, str(error)) == (gimp.PDBStatusType.CALLING_ERROR, "Choose one layer.")
    assert not (seen / "words.json").exists()


def test_without_a_selection_there_is_nothing_to_fill(module: Any, seen: Path) -> None:
    image = image_of(gimp.Precision.U8_NON_LINEAR, 3)
    image.selection = None
    status, error = run(module, image, module.FILL)
    assert status is gimp.PDBStatusType.EXECUTION_ERROR
    assert str(error) == "Select what to fill first."
    assert not (seen / "words.json").exists()


def test_both_commands_are_described(module: Any) -> None:
    plug_in = module.InpaintStudio()
    for name in plug_in.do_query_procedures():
        made = plug_in.do_create_procedure(name)
        assert made.set["add_menu_path"] == ("<Image>/Filters/Inpaint Studio",)
        assert made.set["set_image_types"] == ("RGB*, GRAY*",)
        assert ("add_choice_argument" in made.set) == (name == module.FILL)
