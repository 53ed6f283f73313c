"""`telea` and `navier-stokes`: the results of OpenCV's in floating point, in bounded steps."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.geometry import Size
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.diffusion import marching as diffusion
from inpaint_studio.engines.diffusion.marching import NAVIER_STOKES, TELEA, Diffusion
from inpaint_studio.evaluation import hole_shapes, metrics

BOTH = pytest.mark.parametrize("engine", [TELEA, NAVIER_STOKES], ids=["telea", "navier-stokes"])
FLAGS = {"telea": cv2.INPAINT_TELEA, "navier-stokes": cv2.INPAINT_NS}
RADIUS = RunContext(params={"radius": 3})
SIXTEEN_BIT = 65535
NEIGHBOURS = 28  # pixels at most 3 px away


@pytest.fixture
def photo() -> np.ndarray:
    noise = np.random.default_rng(0).standard_normal((160, 200, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 4)
    return np.clip(0.5 + 0.15 * soft / soft.std(), 0, 1).astype(np.float32)


def box() -> np.ndarray:
    hole = np.zeros((160, 200), bool)
    hole[60:80, 100:130] = True
    return hole


def as_opencv_does(engine: Diffusion, photo: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """At 16 bit, which OpenCV takes in single channels only."""
    levels = np.rint(photo * SIXTEEN_BIT).astype(np.uint16)
    flag = FLAGS[engine.info.name]
    channels = [cv2.inpaint(levels[..., c].copy(), hole.view(np.uint8), 3, flag) for c in range(3)]
    return np.dstack(channels).astype(np.float32) / SIXTEEN_BIT


@BOTH
@pytest.mark.parametrize("shape", ["scratches", "dust", "box"])
def test_it_fills_much_as_opencv_does(engine: Diffusion, shape: str, photo: np.ndarray) -> None:
    rng, size = np.random.default_rng(1), Size(200, 160)
    hole = {
        "scratches": lambda: hole_shapes.scratches(size, rng),
        "dust": lambda: hole_shapes.dust(size, rng, share=0.005),
        "box": box,
    }[shape]()
    theirs = as_opencv_does(engine, photo, hole)
    ours = engine.fill(photo, hole, RADIUS)
    assert np.abs(ours - theirs)[hole].mean() < 3 / 255
    assert np.array_equal(ours[~hole], photo[~hole])


@BOTH
def test_a_photo_of_eight_bit_is_filled_better_than_by_opencvs_own_call(
    engine: Diffusion, photo: np.ndarray
) -> None:
    eight = np.rint(photo * 255).astype(np.uint8)
    gained = []
    for seed in range(4):
        hole = hole_shapes.scratches(Size(200, 160), np.random.default_rng(seed))
        theirs = cv2.inpaint(eight, hole.view(np.uint8), 3, FLAGS[engine.info.name]) / 255
        ours = engine.fill(eight / np.float32(255), hole, RADIUS)
        gained.append(metrics.psnr(photo, ours, hole) - metrics.psnr(photo, theirs, hole))
    assert np.mean(gained) > 0.1


def test_telea_makes_no_wide_hole_of_an_eight_bit_photo_brighter(photo: np.ndarray) -> None:
    """OpenCV's own call does, by some four levels."""
    hole = np.zeros((160, 200), bool)
    hole[40:120, 60:140] = True
    eight = np.rint(photo * 255).astype(np.uint8)
    filled = TELEA.fill(eight / np.float32(255), hole, RADIUS)[hole].mean() * 255
    assert abs(filled - 127.5) < 3
    assert cv2.inpaint(eight, hole.view(np.uint8), 3, cv2.INPAINT_TELEA)[hole].mean() > filled + 2


@BOTH
@pytest.mark.parametrize("radius", [1, 2, 7])
@pytest.mark.parametrize(
    "known",
    [
        np.s_[0, 0],
        np.s_[-1, 17],
        np.s_[20:22, 20:22],
        np.s_[:, 0],
        np.s_[::7, ::9],
    ],
    ids=["corner", "edge", "island", "side", "grid"],
)
def test_every_pixel_of_any_hole_gets_a_value_between_those_known(
    engine: Diffusion, radius: int, known: tuple[object, ...], photo: np.ndarray
) -> None:
    picture = photo[:40, :50]
    hole = np.ones((40, 50), bool)
    hole[known] = False
    given = picture[~hole]
    filled = engine.fill(picture, hole, RunContext(params={"radius": radius}))
    assert np.isfinite(filled).all()
    assert (filled >= given.min(0) - 1e-4).all()
    assert (filled <= given.max(0) + 1e-4).all()


@BOTH
@pytest.mark.parametrize("shape", [(1, 60), (60, 1), (2, 2)], ids=str)
def test_pictures_of_a_single_line_are_filled(engine: Diffusion, shape: tuple[int, int]) -> None:
    picture = np.full((*shape, 3), 0.25, np.float32)
    hole = np.ones(shape, bool)
    hole[0, 0] = False
    picture[hole] = 1
    assert engine.fill(picture, hole, RADIUS) == pytest.approx(0.25)


@BOTH
def test_what_lies_in_the_hole_is_not_looked_at(engine: Diffusion, photo: np.ndarray) -> None:
    hole = box()
    painted = photo.copy()
    painted[hole] = 1, 0, 0
    assert np.array_equal(engine.fill(photo, hole, RADIUS), engine.fill(painted, hole, RADIUS))


@BOTH
def test_channels_do_not_mix_and_grey_stays_grey(engine: Diffusion, photo: np.ndarray) -> None:
    hole = box()
    turned = np.ascontiguousarray(photo[..., ::-1])
    assert np.array_equal(engine.fill(turned, hole, RADIUS)[..., ::-1], engine.fill(photo, hole, RADIUS))
    grey = np.repeat(photo[..., :1], 3, axis=2)
    filled = engine.fill(grey, hole, RADIUS)
    assert np.array_equal(filled[..., 0], filled[..., 1])
    assert np.array_equal(filled[..., 0], filled[..., 2])


@BOTH
def test_the_layout_of_the_arrays_changes_nothing(engine: Diffusion, photo: np.ndarray) -> None:
    hole = box()
    expected = engine.fill(photo, hole, RADIUS)
    assert np.array_equal(engine.fill(np.asfortranarray(photo), np.asfortranarray(hole), RADIUS), expected)
    wide = np.repeat(photo, 2, axis=1)
    assert np.array_equal(engine.fill(wide[:, ::2], np.repeat(hole, 2, axis=1)[:, ::2], RADIUS), expected)


@BOTH
def test_the_radius_matters(engine: Diffusion, photo: np.ndarray) -> None:
    near, far = (engine.fill(photo, box(), RunContext(params={"radius": radius})) for radius in (1, 20))
    assert not np.array_equal(near, far)


@BOTH
def test_a_cancel_is_noticed_between_pieces_of_the_hole(
    engine: Diffusion, photo: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diffusion, "_LOOKS", 100 * NEIGHBOURS)
    fractions: list[float] = []

    def listen(fraction: float, preview: object) -> None:
        fractions.append(fraction)

    context = RunContext(on_progress=listen, is_cancelled=lambda: bool(fractions and fractions[-1] > 0))
    with pytest.raises(Cancelled):
        engine.fill(photo, box(), context)
    assert fractions == [0, pytest.approx(1 / 6)]  # of 600 pixels


@BOTH
def test_how_often_it_looks_for_a_cancel_changes_nothing(
    engine: Diffusion, photo: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = engine.fill(photo, box(), RADIUS)
    monkeypatch.setattr(diffusion, "_LOOKS", 7 * NEIGHBOURS)
    assert np.array_equal(engine.fill(photo, box(), RADIUS), whole)
