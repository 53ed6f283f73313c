"""TIFF: depths, kinds, compressions, layouts, byte orders and orientations in all combinations.

A sample of all combinations: each file is confirmed by tifffile, read, compared with what plain rules
make of its samples, written, and read again.
"""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
import pytest
import tifffile

from inpaint_studio.core.photo_io import read_photo
from tests.core.photo_files import assert_same, saved
from tests.tiff_files import Combination, matrix, wanted

SEED, COUNT = 12, 220


EVERY = list(matrix())
SAMPLE = random.Random(SEED).sample(EVERY, COUNT)


def _name(one: Combination) -> str:
    words = [one.kind.name, str(one.depth), one.compression, f"predictor {one.predictor}"]
    words += ["planar"] if one.planar else []
    words += ["tiles"] if one.tiled else ["strips"]
    words += ["big"] if one.big else []
    return ", ".join([*words, one.order, str(one.orientation)])


@pytest.mark.parametrize("one", SAMPLE, ids=_name)
def test_it_is_read_as_plain_rules_say_and_written_back(tmp_path: Path, one: Combination) -> None:
    data, samples, palette = one.made(SEED + SAMPLE.index(one))
    stored = tifffile.imread(io.BytesIO(data))
    if one.planar:
        stored = np.moveaxis(stored, 0, -1)
    np.testing.assert_array_equal(stored.reshape(samples.shape), samples)
    (tmp_path / "a.tif").write_bytes(data)
    photo = read_photo(tmp_path / "a.tif")
    pixels, alpha = wanted(one, samples, palette)
    assert photo.dtype == pixels.dtype
    np.testing.assert_array_equal(photo.pixels, pixels)
    assert photo.has_alpha == (alpha is not None)
    if photo.alpha is not None:
        np.testing.assert_array_equal(photo.alpha, alpha)
    again = saved(tmp_path, photo, ".tif")
    assert_same(read_photo(again), photo)
    both = photo.pixels if photo.alpha is None else np.dstack([photo.pixels, photo.alpha])
    np.testing.assert_array_equal(tifffile.imread(again).reshape(both.shape), both)


def test_the_sample_has_something_of_everything() -> None:
    for axis in (
        "kind",
        "depth",
        "compression",
        "predictor",
        "planar",
        "tiled",
        "orientation",
        "order",
        "big",
    ):
        assert {getattr(one, axis) for one in SAMPLE} == {getattr(one, axis) for one in EVERY}, axis
