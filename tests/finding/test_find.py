"""From a photo to findings, with a network that can be checked by hand in place of the trained one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.photo import Photo
from inpaint_studio.finding import find as finding
from inpaint_studio.finding import network
from inpaint_studio.finding.find import find


@pytest.fixture
def white_is_damage(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """A network that calls white pixels damage; returns the sizes that it was given."""
    sizes = []

    def look(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        sizes.append(picture.shape[:2])
        height, width = picture.shape[:2]
        assert height % network.MULTIPLE == width % network.MULTIPLE == 0
        kinds = np.full((len(KINDS), height // 4, width // 4), 1 / len(KINDS), np.float32)
        kinds[1] = 0.5
        return (picture.min(2) > 250).astype(np.float32), kinds

    monkeypatch.setattr(network, "look", look)
    return sizes


def photo(pixels: Any) -> Photo:
    return Photo(pixels=np.asarray(pixels))


def test_every_white_pixel_is_marked_whatever_tile_it_lies_in(
    white_is_damage: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "TILE", 50)
    rng = np.random.default_rng(2)
    pixels = rng.integers(0, 200, (131, 173, 3)).astype(np.uint8)
    white = rng.random((131, 173)) < 0.02
    pixels[white] = 255
    found = find(photo(pixels))
    np.testing.assert_array_equal(found.mask(found.shown()).hole, white)
    assert {mark.kind for mark in found.marks} == {"hair"}
    assert len(white_is_damage) == 12


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (33, 5), (64, 64)])
def test_photos_of_any_size(white_is_damage: Any, size: tuple[int, int]) -> None:
    found = find(photo(np.full((*size, 3), 255, np.uint8)))
    assert found.size.area == size[0] * size[1]
    assert found.mask(found.shown()).area == size[0] * size[1]


def test_grey_and_sixteen_bit(white_is_damage: Any) -> None:
    grey = np.zeros((40, 50, 1), np.uint16)
    grey[10:14, 20:25] = 65535
    found = find(photo(grey))
    assert found.mask(found.shown()).area == 20


def test_large_photos_are_also_looked_at_in_smaller_sizes(
    white_is_damage: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_SMALL_SIDE", 100)
    pixels = np.zeros((300, 380, 3), np.uint8)
    pixels[80:160, 100:200] = 255
    found = find(photo(pixels))
    assert len(white_is_damage) == 3
    assert found.mask(found.shown()).hole[80:160, 100:200].all()
    assert len(found.shown()) == 1


def test_progress_rises_to_the_end_and_cancelling_stops(
    white_is_damage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "TILE", 32)
    heard: list[float] = []
    picture = photo(np.zeros((100, 100, 3), np.uint8))
    find(picture, on_progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(1)
    before = len(white_is_damage)
    with pytest.raises(Cancelled):
        find(picture, is_cancelled=lambda: len(white_is_damage) >= before + 2)
    assert len(white_is_damage) == before + 2


def test_without_the_network_the_error_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(network.shipped.paths, "checkpoints_dir", lambda: tmp_path)
    monkeypatch.setattr(network.shipped.paths, "data_dir", lambda: tmp_path)
    picture = photo(np.zeros((10, 10, 3), np.uint8))
    with pytest.raises(StudioError) as missing:
        find(picture)
    assert missing.value.code == "weights-missing"
    for ending in ("onnx", "safetensors"):
        (tmp_path / f"finder.{ending}").write_bytes(b"not a network")
    with pytest.raises(StudioError) as broken:
        find(picture)
    assert broken.value.code == "weights-broken"
