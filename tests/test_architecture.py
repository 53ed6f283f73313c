"""The tool that draws the packages reads the imports as Python does, and draws what can be read."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from tools import architecture, package_imports

KNOWN = ["core", "core.mask", "core.photo_io", "core.photo_io.png", "engines", "engines.base"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from ..core.mask import Mask", {"core.mask"}),
        ("from ..core import mask, photo_io", {"core.mask", "core.photo_io"}),
        ("from . import base", {"engines.base"}),
        ("from .base import Engine", {"engines.base"}),
        ("from inpaint_studio.core.photo_io import png", {"core.photo_io.png"}),
        ("import numpy\nfrom numpy import linalg", set()),
        ("def later():\n    from .base import Engine", {"engines.base"}),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .base import Engine", set()),
    ],
)
def test_it_finds_what_a_module_imports_when_it_runs(line: str, found: set[str]) -> None:
    assert package_imports.imports_of("engines.gan", line, KNOWN) == found


def test_imports_count_for_the_boxes_that_the_modules_are_in() -> None:
    imports = Counter({("core.photo_io.png", "core.mask"): 1, ("engines.base", "core.mask"): 2})
    assert package_imports.between(imports, ["core", "engines"]) == {("engines", "core"): 2}


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    assert package_imports.needed([("a", "b"), ("b", "c"), ("a", "c")]) == {("a", "b"), ("b", "c")}


def test_the_lightest_arrow_of_a_circle_is_the_one_that_points_backward() -> None:
    arrows = Counter({("a", "b"): 5, ("b", "c"): 4, ("c", "a"): 1})
    assert package_imports.backward(arrows) == {("c", "a")}


def test_arrows_lead_to_the_right_and_boxes_without_any_come_last() -> None:
    assert package_imports.columns(["c", "a", "d", "b"], [("a", "b"), ("b", "c")]) == [
        ["a"],
        ["b"],
        ["c"],
        ["d"],
    ]


def test_every_package_and_sub_package_is_drawn() -> None:
    picture = ET.fromstring(architecture.Picture().svg())
    words = {text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")}
    packages = [name for name, path in package_imports.modules().items() if path.stem == "__init__"]
    shown = {name.rpartition(".")[2] for name in packages if 0 < len(name.split(".")) <= 2 and name}
    assert shown <= words


def test_every_box_lies_within_its_card_and_every_card_within_the_picture() -> None:
    picture = architecture.Picture()
    root = ET.fromstring(picture.svg())
    chips = [rect for rect in root.iter() if rect.get("class") == "chip"]
    assert chips
    for chip in chips:
        left, top = float(chip.get("x", 0)), float(chip.get("y", 0))
        right, bottom = left + float(chip.get("width", 0)), top + float(chip.get("height", 0))
        assert any(
            card.x < left and right < card.right and card.y < top and bottom < card.bottom
            for card in picture.cards.values()
        )
    assert max(card.right for card in picture.cards.values()) < picture.width
