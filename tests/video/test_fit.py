"""What other frames show is taken, and what was invented carried on, only where it fits around the hole."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.video import filling
from inpaint_studio.video.filling import Settings
from inpaint_studio.video.filling.fit import bound_of, misfit_of
from tests.video.test_filling import HEIGHT, WIDTH, box, painted, psnr, texture

QUICK = Settings(engine="telea", reach=8, batch=12)
LINE = box(30, 34, 50, 4)


def passing(seed: int, count: int = 12) -> list[np.ndarray]:
    """A bright object, 50 px wide, that passes from left to right before a dark background."""
    back = texture(seed)[:, :WIDTH] // 2
    thing = texture(seed + 50) // 2 + 90
    frames = []
    for i in range(count):
        frame, left = back.copy(), 5 * i - 30
        begin, end = max(0, left), min(WIDTH, left + 50)
        frame[10:-4, begin:end] = thing[10:-4, begin - left : end - left]
        frames.append(frame)
    return frames


def time_code() -> np.ndarray:
    drawn = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.putText(drawn, "0:12 PRE", (6, 44), cv2.FONT_HERSHEY_DUPLEX, 0.7, 255, 2)
    return np.where(drawn > 60, np.uint8(255), np.uint8(0))


def test_what_passes_behind_a_time_code_is_not_filled_with_what_was_there_before() -> None:
    frames = passing(1)
    masks = [time_code()] * len(frames)
    found = list(filling.fill(painted(frames, masks), masks, QUICK))
    assert psnr(frames, found, masks) > 24  # 20.4 without the bound


@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_what_fits_is_within_the_bound_and_what_does_not_is_beyond(noise: float) -> None:
    rng = np.random.default_rng(1)
    here = (texture(5)[:, :WIDTH] / 255).astype(np.float32)
    known = LINE == 0
    again = (here + rng.normal(0, noise, here.shape)).astype(np.float32)
    elsewhere = (texture(6)[:, :WIDTH] / 255).astype(np.float32)
    bound = bound_of(here, known)
    assert (misfit_of(here, again, known) <= bound).all()
    assert (misfit_of(here, elsewhere, known) > bound).mean() > 0.9
    even = np.full_like(here, 0.4)
    grain = (even + rng.normal(0, 0.02, even.shape)).astype(np.float32)
    assert (misfit_of(even, grain, known) <= bound_of(even, known)).all(), "grain is none"
