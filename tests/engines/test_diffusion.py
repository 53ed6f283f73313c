"""OpenCV's diffusion, at 8 and at 16 bit."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core import hole_shapes, metrics
from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.geometry import Size
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.diffusion import NAVIER_STOKES, TELEA, OpenCVDiffusion

BOTH = pytest.mark.parametrize("engine", [TELEA, NAVIER_STOKES], ids=["telea", "navier-stokes"])


@pytest.fixture
def photo() -> np.ndarray:
    noise = np.random.default_rng(0).standard_normal((160, 200, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 4)
    return np.clip(0.5 + 0.15 * soft / soft.std(), 0, 1).astype(np.float32)


@BOTH
def test_each_channel_is_filled_as_opencv_fills_it_at_sixteen_bit(
    engine: OpenCVDiffusion, photo: np.ndarray
) -> None:
    hole = hole_shapes.dust(Size(200, 160), np.random.default_rng(1), share=0.005)
    hole[60:80, 100:130] = True
    levels = np.rint(photo * 65535).astype(np.uint16)
    at_once = np.dstack(
        [cv2.inpaint(levels[..., c].copy(), hole.view(np.uint8), 3, engine.flag) for c in range(3)]
    )
    filled = engine.fill(photo, hole, RunContext(params={"radius": 3}))
    assert np.abs(filled[hole] - at_once[hole] / 65535).max() < 1e-4


def test_navier_stokes_takes_photos_of_eight_bit_as_they_are(photo: np.ndarray) -> None:
    hole = hole_shapes.scratches(Size(200, 160), np.random.default_rng(1))
    eight = np.rint(photo * 255).astype(np.uint8)
    expected = cv2.inpaint(eight, hole.view(np.uint8), 3, cv2.INPAINT_NS)
    filled = NAVIER_STOKES.fill(eight / np.float32(255), hole, RunContext(params={"radius": 3}))
    assert np.array_equal(np.rint(filled * 255)[hole], expected[hole])


@BOTH
def test_sixteen_bit_serves_at_least_as_well_as_eight(engine: OpenCVDiffusion, photo: np.ndarray) -> None:
    hole = hole_shapes.scratches(Size(200, 160), np.random.default_rng(1))
    eight = cv2.inpaint(np.rint(photo * 255).astype(np.uint8), hole.view(np.uint8), 3, engine.flag) / 255
    filled = engine.fill(photo, hole, RunContext(params={"radius": 3}))
    assert metrics.psnr(photo, filled, hole) >= metrics.psnr(photo, eight, hole)


def test_telea_makes_no_wide_hole_of_an_eight_bit_photo_brighter(photo: np.ndarray) -> None:
    """At 8 bit OpenCV's own call does, by some four levels."""
    hole = np.zeros((160, 200), bool)
    hole[40:120, 60:140] = True
    eight = np.rint(photo * 255).astype(np.uint8)
    filled = TELEA.fill(eight / np.float32(255), hole, RunContext(params={"radius": 3}))[hole].mean() * 255
    assert abs(filled - 127.5) < 3
    assert cv2.inpaint(eight, hole.view(np.uint8), 3, cv2.INPAINT_TELEA)[hole].mean() > filled + 2


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_the_number_of_threads_changes_nothing(threads: int, photo: np.ndarray) -> None:
    hole = hole_shapes.scratches(Size(200, 160), np.random.default_rng(1))
    one, many = (TELEA.fill(photo, hole, RunContext(threads=count)) for count in (1, threads))
    assert np.array_equal(one, many)


@BOTH
def test_the_radius_matters(engine: OpenCVDiffusion, photo: np.ndarray) -> None:
    hole = np.zeros((160, 200), bool)
    hole[60:80, 100:130] = True
    near, far = (engine.fill(photo, hole, RunContext(params={"radius": radius})) for radius in (1, 20))
    assert not np.array_equal(near, far)


@BOTH
def test_a_cancel_is_noticed_between_the_channels(engine: OpenCVDiffusion, photo: np.ndarray) -> None:
    hole = np.zeros((160, 200), bool)
    hole[10:12, 10:20] = hole[100:102, 100:110] = True
    fractions: list[float] = []

    def listen(fraction: float, preview: object) -> None:
        fractions.append(fraction)

    context = RunContext(on_progress=listen, is_cancelled=lambda: bool(fractions and fractions[-1] > 0))
    with pytest.raises(Cancelled):
        engine.fill(photo, hole, context)
    assert 0 < fractions[-1] < 1
