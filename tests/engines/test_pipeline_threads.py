"""Many crops of a local engine: filled in several threads and tile by tile, with the same outcome."""

from __future__ import annotations

import threading

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.pipeline.run import PreviewImage
from inpaint_studio.engines.request import FillRequest
from tests.engines.spies import AS_FILLED, Spy, box, code_of, noise, run, talkative
from tests.waiting import pause

# --- several threads ---

MANY = box(
    Size(2500, 1500), *(Rect(x, y, 30, 30) for x in range(50, 2400, 300) for y in range(50, 1400, 300))
)
LARGE_PHOTO = Photo(noise(Size(2500, 1500)))


def blurring(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
    rng = np.random.default_rng(ctx.seed)
    ctx.report(0.5, lambda: image)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1 + rng.random()), np.float32)


def test_any_number_of_threads_gives_the_same_fill() -> None:
    fills = [
        run(Spy(blurring, reach=1.0), LARGE_PHOTO, MANY, threads=threads, join=JoinOptions())
        for threads in (1, 3)
    ]
    assert fills[0].rects == fills[1].rects
    assert len(fills[0].rects) > 3
    assert np.array_equal(*(fill.apply(LARGE_PHOTO) for fill in fills))


def test_only_local_engines_run_in_several_threads() -> None:
    used: set[int] = set()

    def noting(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        used.add(threading.get_ident())
        return image.copy()

    run(Spy(noting), LARGE_PHOTO, MANY, threads=3)
    assert used == {threading.get_ident()}
    run(Spy(noting, reach=1.0), LARGE_PHOTO, MANY, threads=3)
    assert len(used) > 1


def test_threads_report_through_the_one_that_asked() -> None:
    heard: list[float] = []
    askers: set[int] = set()

    def listen(fraction: float, preview: PreviewImage | None) -> None:
        askers.add(threading.get_ident())
        heard.append(fraction)

    def never() -> bool:
        askers.add(threading.get_ident())
        return False

    run(
        Spy(talkative, reach=1.0),
        LARGE_PHOTO,
        MANY,
        {"on_progress": listen, "is_cancelled": never},
        threads=3,
    )
    assert askers == {threading.get_ident()}
    assert heard == sorted(heard)
    assert (heard[0], heard[-1], heard.count(1)) == (0, 1, 1)


def test_a_cancel_reaches_all_threads() -> None:
    def endless(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        while True:
            pause()
            ctx.check()

    spy = Spy(endless, reach=1.0)
    with pytest.raises(Cancelled):
        run(spy, LARGE_PHOTO, MANY, {"is_cancelled": lambda: len(spy.calls) == 3}, threads=3)
    assert len(spy.calls) == 3


def test_an_error_in_one_thread_ends_the_others() -> None:
    spy = Spy(lambda image, hole, ctx: None, reach=1.0)

    def fails(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        if len(spy.calls) == 2:
            raise ZeroDivisionError
        while True:
            pause()
            ctx.check()

    spy.fills = fails
    assert code_of(lambda: run(spy, LARGE_PHOTO, MANY, threads=3)) == "engine-failed"


# --- tiles ---


@pytest.mark.parametrize("engine", ["biharmonic", "navier-stokes", "telea"])
def test_a_net_of_scratches_is_filled_in_tiles_as_at_once(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(5)
    soft = cv2.resize(rng.random((60, 100, 3)), (1600, 900), interpolation=cv2.INTER_CUBIC)
    photo = Photo(np.clip(255 * soft, 0, 255).astype(np.uint8))
    strokes = np.zeros((900, 1600), np.uint8)
    for width in range(2, 11):
        ends = [(int(x), int(y)) for x, y in rng.uniform(0, 1, (2, 2)) * (1600, 900)]
        cv2.line(strokes, *ends, 1, width)
    cv2.line(strokes, (5, 450), (1590, 440), 1, 6)
    mask = Mask.from_array(strokes > 0)
    request = FillRequest(photo, mask, engine, join=AS_FILLED, threads=1)
    tiled = pipeline.run(request)
    monkeypatch.setattr("inpaint_studio.engines.pipeline.parts.TILE", 100_000)
    at_once = pipeline.run(request)
    assert len(tiled.patches) > len(at_once.patches)
    assert np.abs(tiled.apply(photo).astype(int) - at_once.apply(photo)).max() <= 1
