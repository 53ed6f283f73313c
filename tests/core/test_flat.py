"""Invented texture is removed where everything around the hole is flat, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.texture.flat import flatten

HEIGHT, WIDTH = 140, 180
HOLE = np.zeros((HEIGHT, WIDTH), bool)
HOLE[50:90, 60:120] = True
LEVEL = np.float32(1 / 255)


def plane(grey: float = 0.5, slope: float = 0.0) -> np.ndarray:
    columns = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :, None]
    return np.asarray(grey + slope * columns * np.ones((HEIGHT, WIDTH, 3), np.float32))


def noise(levels: float, seed: int = 0) -> np.ndarray:
    white = np.random.default_rng(seed).standard_normal((HEIGHT, WIDTH, 3)).astype(np.float32)
    return white * np.float32(levels) * LEVEL


def flattened(photo: np.ndarray, fill: np.ndarray, hole: np.ndarray = HOLE) -> np.ndarray:
    joined = np.where(hole[..., None], fill, photo)
    flatten(joined, ~hole, hole)
    assert np.array_equal(joined[~hole], photo[~hole])
    return joined


@pytest.mark.parametrize("grain", [0, 1, 2], ids="grain {}".format)
@pytest.mark.parametrize("slope", [0.0, 0.2], ids="slope {}".format)
def test_texture_goes_from_a_hole_in_flat_surroundings(grain: float, slope: float) -> None:
    photo = plane(slope=slope) + noise(grain)
    filled = flattened(photo, photo + noise(18, 1))
    assert (filled - plane(slope=slope))[HOLE].std() < (1.6 * grain + 1) * LEVEL


def test_a_thing_made_up_in_a_clear_sky_goes_too() -> None:
    fill = plane()
    fill[60:80, 80:100] = 0.1
    assert np.abs(flattened(plane(), fill) - plane())[HOLE].max() < 3 * LEVEL


def test_a_fill_no_rougher_than_its_surroundings_stays_bit_for_bit() -> None:
    fill = plane() + noise(1, 1)
    assert np.array_equal(flattened(plane() + noise(1), fill)[HOLE], fill[HOLE])


@pytest.mark.parametrize(
    "thing",
    [np.s_[:, 40:45], np.s_[95:100, 70:75], np.s_[44:45, :]],
    ids=["a pole", "a spot", "a wire"],
)
def test_where_anything_is_to_be_seen_around_the_hole_the_fill_stays(thing: tuple[slice, slice]) -> None:
    photo = plane()
    photo[thing] = 0.3
    fill = photo + noise(18, 1)
    assert np.array_equal(flattened(photo, fill)[HOLE], fill[HOLE])


def test_one_speck_of_dust_makes_no_texture() -> None:
    photo = plane()
    photo[95, 70] = 0.9
    assert flattened(photo, photo + noise(18, 1))[HOLE].std() < 2 * LEVEL


def test_each_hole_is_judged_by_its_own_surroundings() -> None:
    both = HOLE.copy()
    both[5:20, 5:20] = True
    photo = plane()
    photo[:24, :30] += noise(30)[:24, :30]
    fill = photo + noise(18, 1)
    filled = flattened(photo, fill, both)
    assert np.array_equal(filled[5:20, 5:20], fill[5:20, 5:20])
    assert filled[HOLE].std() < 2 * LEVEL


def test_a_hole_that_reaches_the_edge_of_the_photo_gets_no_colour_that_its_ring_lacks() -> None:
    hole = np.zeros((HEIGHT, WIDTH), bool)
    hole[:, 30:] = True
    photo = plane() + 30 * LEVEL * np.minimum(np.arange(WIDTH, dtype=np.float32)[None, :, None] / 30, 1)
    filled = flattened(photo, photo + noise(18, 1), hole)
    assert np.abs(filled - photo)[hole].max() < 12 * LEVEL


def test_with_hardly_anything_around_it_the_fill_stays() -> None:
    hole = np.ones((HEIGHT, WIDTH), bool)
    hole[0, :5] = False
    fill = plane() + noise(18, 1)
    assert np.array_equal(flattened(plane(), fill, hole)[hole], fill[hole])
