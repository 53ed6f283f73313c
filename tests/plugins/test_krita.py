"""Krita's plug-in against a stand-in of Krita's API: what goes over, and what comes back."""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from inpaint_studio.core.paths import resources_dir
from inpaint_studio.core.photo_io import read_photo
from tests.plugins import fake_krita as krita
from tests.plugins.studio import run_here
from tests.profiles import srgb_profile

HEIGHT, WIDTH = 30, 40
PLUGINS = resources_dir() / "plugins"


@pytest.fixture
def exchange(tmp_path: Path, seen: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The part of the plug-in without a window, as it is installed."""
    home = tmp_path / "inpaint_studio_krita"
    home.mkdir()
    for source in ("krita/inpaint_studio/exchange.py", "common/inpaint_studio_command.py"):
        (home / Path(source).name).write_text((PLUGINS / source).read_text())
    package = types.ModuleType(home.name)
    package.__path__ = [str(home)]
    monkeypatch.setitem(sys.modules, home.name, package)
    monkeypatch.setitem(sys.modules, "krita", krita.module())
    monkeypatch.setitem(krita.PROFILES, "Wide", srgb_profile())
    krita.Krita.documents.clear()
    made = import_module(f"{home.name}.exchange")
    monkeypatch.setattr(made, "run", run_here)
    yield made
    for name in [name for name in sys.modules if name.startswith(home.name)]:
        sys.modules.pop(name)


def document_of(model: str, depth: str, profile: str = "Wide") -> krita.Document:
    """A document with two layers and a selection; the lower layer is the one to work on."""
    made = krita.Document(WIDTH, HEIGHT, model, depth, profile)
    for number in range(2):
        node = krita.Node(made, f"layer {number}")
        values = np.random.default_rng(number).random(made.shape)
        values[..., -1] = 1
        node.pixels = krita.converted(values.astype(np.float32), depth)
        made.root.nodes.append(node)
    selected = np.zeros((HEIGHT, WIDTH), np.uint8)
    selected[10:20, 12:22], selected[9, 12:22] = 255, 90
    made.setSelection(krita.Selection(selected))
    return made


@pytest.mark.parametrize(
    ("model", "depth", "profile", "dtype"),
    [
        ("RGBA", "U8", "sRGB built-in", np.uint8),
        ("RGBA", "U16", "Wide", np.uint16),
        ("RGBA", "F32", "Wide", np.uint16),
        ("GRAYA", "U16", "sRGB built-in", np.uint16),
    ],
)
def test_the_selection_is_filled_on_a_new_layer(
    exchange: Any, seen: Path, model: str, depth: str, profile: str, dtype: Any
) -> None:
    document = document_of(model, depth, profile)
    layer = document.root.nodes[0]
    assert exchange.exchanged(document, layer, "low-rank") == (0, "")
    assert [node.name() for node in document.root.nodes] == ["layer 0", "Filled by Inpaint Studio", "layer 1"]
    new = document.root.nodes[1]
    assert document.active is new
    picture, mask = read_photo(seen / "picture.tif"), read_photo(seen / "mask.png").pixels[..., 0]
    assert picture.dtype == dtype
    assert picture.icc == krita.PROFILES[profile]
    selection = document.selection()
    assert selection is not None
    assert np.array_equal(mask, selection.values)
    top = 1 if depth == "F32" else np.iinfo(new.pixels.dtype).max
    assert (new.pixels[mask > 0] == top).all()
    changed = np.abs(new.pixels.astype(float) - layer.pixels)[mask == 0].max()
    assert changed <= (1 / 65535 if depth == "F32" else 0)
    assert not any(one.is_open for one in krita.Krita.documents)  # nothing is left open
    assert document.depth == depth


def test_the_editor_gets_the_selection_as_its_mask_or_none(exchange: Any, seen: Path) -> None:
    document = document_of("RGBA", "U8")
    assert exchange.exchanged(document, document.root.nodes[1], None) == (0, "")
    assert "--mask" in json.loads((seen / "words.json").read_text())
    document.setSelection(None)
    assert exchange.exchanged(document, document.root.nodes[1], None) == (0, "")
    assert json.loads((seen / "words.json").read_text())[:2] == ["edit", "--once"]
    assert "--mask" not in json.loads((seen / "words.json").read_text())
    assert len(document.root.nodes) == 4


def test_what_cannot_be_exchanged_is_said(exchange: Any, seen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of("RGBA", "U8")
    document.model = "CMYKA"
    assert "RGB and greyscale" in exchange.exchanged(document, document.root.nodes[0], "auto")[1]
    document.model = "RGBA"
    document.setSelection(None)
    assert exchange.exchanged(document, document.root.nodes[0], "auto") == (2, "Select what to fill first.")
    monkeypatch.setattr(document.root.nodes[0], "kind", "transparencymask")
    for layer in (None, document.root.nodes[0]):
        assert exchange.exchanged(document, layer, None) == (2, "Choose a layer.")
    monkeypatch.setattr(document.root.nodes[0], "kind", "paintlayer")
    monkeypatch.setenv("STUDIO_CODE", "3")
    assert exchange.exchanged(document, document.root.nodes[0], None)[0] == 3
    assert len(document.root.nodes) == 2


def test_the_commands_of_the_menu_are_those_of_the_extension() -> None:
    actions = ElementTree.parse(PLUGINS / "krita" / "inpaint_studio.action")
    code = (PLUGINS / "krita" / "inpaint_studio" / "extension.py").read_text()
    for action in actions.iter("Action"):
        assert f'("{action.get("name")}", "{action.findtext("text")}"' in code
