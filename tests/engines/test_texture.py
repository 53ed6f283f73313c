"""Texture from a sample: its seam, its histogram, its lattice."""

from __future__ import annotations

import tracemalloc

import cv2
import numpy as np
import pytest

from inpaint_studio.core.arrays import FloatPixels
from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Size
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.synthesis.texture import Texture, _fit, textured


def pebbles(side: int = 96) -> FloatPixels:
    """Coloured blobs of a few pixels, without any order, darker towards the bottom right."""
    rng = np.random.default_rng(1)
    noise = np.dstack([cv2.GaussianBlur(rng.normal(0, 1, (side, side)), (0, 0), 3) for _ in range(3)])
    ramp = np.add(*np.mgrid[:side, :side]) / (2 * side) - 0.5
    return np.clip(0.5 + 1.2 * noise - 0.2 * ramp[..., None], 0, 1).astype(np.float32)


def wall(height: int, width: int) -> FloatPixels:
    """Bricks of 24 x 12 px, each course shifted by half a brick."""
    rng = np.random.default_rng(0)
    picture = np.full((height, width, 3), 0.8, np.float32)
    for row in range(height // 12 + 1):
        for column in range(-1, width // 24 + 1):
            x, y = column * 24 + (row % 2) * 12, row * 12
            colour = np.array([0.6, 0.3, 0.2]) * rng.uniform(0.8, 1.15)
            picture[y + 1 : y + 11, max(0, x + 1) : max(0, x + 23)] = colour
    return np.clip(picture + rng.normal(0, 0.02, (height, width, 1)), 0, 1).astype(np.float32)


def made(
    sample: FloatPixels, size: tuple[int, int], *, tile: bool = False, seed: int = 0, threads: int = 1
) -> Texture:
    return textured(sample, Size(*size), tile=tile, ctx=RunContext(seed=seed, threads=threads))


def steps_at_seams(picture: FloatPixels) -> tuple[float, float]:
    """The mean steps over the joint of the right to the left edge and the bottom to the top, each in units of
    the largest between two columns or rows inside."""
    across = np.abs(np.diff(picture, axis=1)).mean(axis=(0, 2))
    down = np.abs(np.diff(picture, axis=0)).mean(axis=(1, 2))
    right, below = np.abs(picture[:, 0] - picture[:, -1]).mean(), np.abs(picture[0] - picture[-1]).mean()
    return float(right / across.max()), float(below / down.max())


def test_a_tile_joins_itself_as_it_joins_inside() -> None:
    sample = pebbles()
    tile = made(sample, (120, 100), tile=True).pixels
    assert tile.shape == (100, 120, 3)
    assert max(steps_at_seams(tile)) <= 1
    # the sample's own edges don't fit, nor do those of a texture that is no tile
    assert min(steps_at_seams(sample)) > 2
    assert min(steps_at_seams(made(sample, (120, 100)).pixels)) > 2


def test_the_histogram_is_kept() -> None:
    sample = pebbles()
    texture = made(sample, (150, 130)).pixels
    at = np.linspace(0.05, 0.95, 19)
    for channel in range(3):
        ours, theirs = (np.quantile(one[..., channel], at) for one in (texture, sample))
        assert np.abs(ours - theirs).max() < 0.06


def test_it_is_no_plain_repetition_of_the_sample() -> None:
    sample = pebbles()
    texture = made(sample, (200, 100)).pixels
    grey = texture.mean(axis=2) - texture.mean()
    period = sample.shape[1]
    alike = np.corrcoef(grey[:, :-period].ravel(), grey[:, period:].ravel())[0, 1]
    assert alike < 0.5


def test_bricks_keep_their_lattice() -> None:
    texture = made(wall(84, 120), (192, 96))
    assert texture.steps is not None
    grey = texture.pixels.mean(axis=2)
    courses = (grey - grey.mean()).mean(axis=1)
    spectrum = np.abs(np.fft.rfft(courses))
    assert spectrum.argmax() == 96 // 12  # level joints, each 12 px, over the whole height
    shifted = grey[12:, 12:], grey[:-12, :-12]  # one course down and half a brick along
    assert np.corrcoef(shifted[0].ravel(), shifted[1].ravel())[0, 1] > 0.6


def test_a_tile_of_bricks_has_whole_courses() -> None:
    texture = made(wall(84, 120), (125, 98), tile=True)
    assert texture.fits
    assert texture.stretched[0] == pytest.approx(125 / 120, abs=0.01)
    assert texture.stretched[1] == pytest.approx(98 / 96, abs=0.01)
    grey = texture.pixels.mean(axis=2)
    spectrum = np.abs(np.fft.rfft((grey - grey.mean()).mean(axis=1)))
    assert spectrum.argmax() == 8


def test_the_seed_decides_and_not_the_number_of_threads() -> None:
    sample = pebbles(64)
    first = made(sample, (80, 70), seed=4).pixels
    assert np.array_equal(first, made(sample, (80, 70), seed=4, threads=2).pixels)
    assert not np.array_equal(first, made(sample, (80, 70), seed=5).pixels)


def test_a_small_sample_is_refused_and_a_small_texture_made() -> None:
    with pytest.raises(StudioError) as caught:
        made(pebbles(20), (50, 50))
    assert caught.value.code == "sample-small"
    assert made(pebbles(40), (16, 20), tile=True).pixels.shape == (20, 16, 3)


def test_a_run_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        textured(pebbles(), Size(90, 90), tile=True, ctx=RunContext(is_cancelled=lambda: True))


def test_how_a_tile_is_fitted_takes_little_memory_at_any_size() -> None:
    steps = np.array([[8.0, 0.0], [4.0, 6.0]])
    tracemalloc.start()
    assert _fit(steps, Size(40_000, 24)) == (True, (1.0, 1.0))
    fits, (across, down) = _fit(steps, Size(20_100, 25))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert fits
    assert (20_100 / across / 8) % 1 == pytest.approx(0, abs=1e-9)
    assert down == pytest.approx(25 / 24)
    assert peak < 20_000_000
