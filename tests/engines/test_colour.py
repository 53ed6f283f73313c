"""Engines trained on sRGB see sRGB, and the photo keeps its own colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.pipeline.colour import PROFILE_UNREADABLE
from inpaint_studio.engines.pipeline.icc import conversion
from tests.engines.spies import Spy, box, noise, run
from tests.profiles import P3, SRGB, SRGB_CURVE, gamma, matrix_profile

SIZE = Size(60, 50)
HOLE = Rect(20, 20, 12, 9)
MASK = box(SIZE, HOLE)
WIDE = matrix_profile(P3, SRGB_CURVE)


def copy(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
    return image.copy()


def srgb_of(pixels: np.ndarray) -> np.ndarray:
    found = conversion(WIDE)
    assert found is not None
    return found.to_srgb(pixels.astype(np.float32) / np.iinfo(pixels.dtype).max)


def soft(dtype: Any) -> np.ndarray:
    """Colours that both spaces have."""
    return (noise(SIZE, dtype=dtype) // 4 + np.iinfo(dtype).max // 3).astype(dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_engine_sees_srgb_and_the_fill_returns_to_the_photo_s_colours(dtype: Any) -> None:
    spy = Spy(copy, margin=100, colour="srgb")
    photo = Photo(soft(dtype), icc=WIDE)
    fill = run(spy, photo, MASK)
    assert np.abs(spy.calls[0][0] - srgb_of(photo.pixels)).max() < 1e-6
    assert not spy.calls[0][0].flags.writeable
    # the engine returned what it saw, so in the photo's own colours that is the photo again
    assert np.array_equal(fill.apply(photo), photo.pixels)
    assert fill.notes == ()


def test_other_engines_see_the_photo_s_own_values() -> None:
    spy = Spy(copy)
    photo = Photo(soft(np.uint8), icc=WIDE)
    run(spy, photo, MASK)
    assert np.allclose(spy.calls[0][0] * 255, photo.pixels[10:39, 10:42], atol=1e-3)


def test_the_guide_is_converted_too() -> None:
    spy = Spy(copy, margin=100, colour="srgb", uses_guide=True)
    photo = Photo(soft(np.uint8), icc=WIDE)
    run(spy, photo, MASK, guide=photo.pixels)
    assert np.array_equal(spy.calls[0][2].guide, spy.calls[0][0])  # type: ignore[arg-type]


def test_previews_are_in_the_photo_s_colours() -> None:
    def tell(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        ctx.report(0.5, lambda: image)
        return image.copy()

    seen: list[Any] = []
    photo = Photo(soft(np.uint8), icc=WIDE)
    listen = {"on_progress": lambda fraction, preview: seen.append(preview)}
    run(Spy(tell, margin=100, colour="srgb"), photo, MASK, listen)
    previews = [each for each in seen if each is not None]
    assert previews
    assert np.abs(previews[0].pixels.astype(int) - photo.pixels).max() <= 1


@pytest.mark.parametrize("icc", [None, matrix_profile(SRGB, SRGB_CURVE)])
def test_nothing_happens_without_a_profile_or_with_that_of_srgb(icc: bytes | None) -> None:
    spy = Spy(copy, margin=100, colour="srgb")
    photo = Photo(soft(np.uint8), icc=icc)
    assert run(spy, photo, MASK).notes == ()
    assert np.allclose(spy.calls[0][0] * 255, photo.pixels, atol=1e-3)


def test_a_broken_profile_is_told_once_and_changes_nothing() -> None:
    spy = Spy(copy, margin=2, colour="srgb")
    large = Size(600, 400)
    photo = Photo(noise(large), icc=WIDE[:300])
    fill = run(spy, photo, box(large, Rect(2, 2, 5, 5), Rect(545, 338, 9, 5)))
    assert len(spy.calls) == 2
    assert fill.notes == (PROFILE_UNREADABLE,)


def test_a_grey_photo_is_filled_as_it_is() -> None:
    spy = Spy(copy, margin=100, colour="srgb")
    photo = Photo(noise(SIZE, channels=1), icc=matrix_profile(P3, gamma(2.2)))
    fill = run(spy, photo, MASK)
    assert np.array_equal(fill.apply(photo), photo.pixels)
    assert fill.notes == ()


def test_a_document_has_the_profile_of_its_photo() -> None:
    spy = Spy(copy, margin=100, colour="srgb")
    photo = Photo(soft(np.uint16), icc=WIDE)
    run(spy, Document.of(photo), MASK)  # type: ignore[arg-type]
    assert np.abs(spy.calls[0][0] - srgb_of(photo.pixels)).max() < 1e-6
