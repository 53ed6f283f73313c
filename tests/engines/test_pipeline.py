"""The pipeline from a request to a fill: crops, alpha, depth, progress, errors, nothing changed outside."""

from __future__ import annotations

import tracemalloc
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.pipeline.run import PreviewImage
from tests.engines.spies import Fills, Spy, box, code_of, noise, run, shade, talkative

SIZE = Size(200, 150)
PHOTO = Photo(noise(SIZE))
HOLE = Rect(50, 40, 20, 30)
MASK = box(SIZE, HOLE)


# --- what the engine sees ---


def test_the_engine_sees_the_hole_with_its_margin_in_unit_range() -> None:
    spy = Spy(shade(0.5), margin=10)
    fill = run(spy, PHOTO, MASK)
    image, hole, context = spy.calls[0]
    assert image.dtype == np.float32
    assert image.shape == (50, 40, 3)
    assert np.allclose(image, PHOTO.read(HOLE.grown(10)) / 255, atol=1e-6)
    assert np.array_equal(hole, MASK.read(HOLE.grown(10)) > 0)
    assert np.array_equal(context.wanted, hole)
    assert fill.rects == (HOLE,)


def test_every_unknown_pixel_of_the_crop_is_in_the_hole_but_only_its_own_are_wanted() -> None:
    size, large, small = Size(900, 900), Rect(200, 200, 400, 400), Rect(620, 380, 4, 4)
    spy = Spy(shade(0.5), margin=40)
    fill = run(spy, Photo(noise(size)), box(size, large, small, Rect(10, 10, 2, 2)))
    seen = [(hole.sum(), context.wanted.sum()) for _, hole, context in spy.calls]
    assert all(unknown >= wanted for unknown, wanted in seen)
    assert sum(wanted for _, wanted in seen) == large.area + small.area + 4
    assert fill.mask_pixels == large.area + small.area + 4


def test_grey_is_repeated_for_the_engine_and_averaged_back() -> None:
    def coloured(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        assert np.array_equal(image[..., 0], image[..., 2])
        return np.broadcast_to(np.float32([0.0, 0.4, 0.8]), image.shape)

    photo = Photo(noise(SIZE, 1))
    result = run(Spy(coloured), photo, MASK).apply(photo)
    assert result.shape == (150, 200, 1)
    assert np.all(result[HOLE.slices] == 102)


def test_sixteen_bit_stays_sixteen_bit() -> None:
    photo = Photo(noise(SIZE, 3, np.uint16))
    result = run(Spy(shade(12345 / 65535)), photo, MASK).apply(photo)
    assert result.dtype == np.uint16
    assert np.all(result[HOLE.slices] == 12345)


def transposed(array: np.ndarray) -> np.ndarray:
    return np.asfortranarray(array)


def flipped(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array[::-1])[::-1]


def one_of_two(array: np.ndarray) -> np.ndarray:
    return np.repeat(array, 2, axis=1)[:, ::2]


@pytest.mark.parametrize("laid", [transposed, flipped, one_of_two])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_how_arrays_lie_in_memory_changes_nothing(laid: Any, dtype: Any, channels: int) -> None:
    pixels = noise(SIZE, channels, dtype)
    alpha = np.full(pixels.shape[:2], np.iinfo(dtype).max, dtype)
    alpha[:, :60] //= 2

    def filled(photo: Photo, engine: Fills, mask: Mask) -> tuple[np.ndarray, np.ndarray | None]:
        fill = run(Spy(engine), photo, mask)
        return fill.apply(photo), fill.apply_alpha(photo)

    def blurred(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        return cv2.blur(image, (5, 5))

    expected = filled(Photo(pixels, alpha), blurred, MASK)
    odd = Photo(laid(pixels), laid(alpha)), lambda *seen: laid(blurred(*seen)), Mask(laid(MASK.coverage))
    for ours, theirs in zip(filled(*odd), expected, strict=True):
        assert np.array_equal(ours, theirs)


def test_a_photo_may_repeat_one_row_of_memory() -> None:
    row = noise(Size(200, 1))
    photo = Photo(np.broadcast_to(row, (150, 200, 3)))
    assert np.all(run(Spy(shade(0.4)), photo, MASK).apply(photo)[HOLE.slices] == 102)


def test_guide_and_sources_are_cropped_like_the_photo() -> None:
    spy = Spy(shade(0.5), uses_guide=True, uses_sources=True)
    guide = noise(SIZE)
    sources = Mask.from_array(np.indices((150, 200))[1] < 75)
    run(spy, PHOTO, MASK, guide=guide, sources=sources)
    _, hole, context = spy.calls[0]
    here = HOLE.grown(10).slices
    assert np.allclose(context.guide, guide[here] / 255, atol=1e-6)
    assert np.array_equal(context.sources, (sources.hole[here]) & ~hole)


def test_sources_far_away_are_brought_into_the_crop() -> None:
    spy = Spy(shade(0.5), uses_sources=True)
    fill = run(spy, PHOTO, MASK, sources=box(SIZE, Rect(150, 100, 40, 40)))
    _, _, context = spy.calls[0]
    assert context.sources.sum() == 1600
    assert fill.rects == (HOLE,)


def test_a_guide_that_the_engine_does_not_use_is_said() -> None:
    fill = run(Spy(shade(0.5)), PHOTO, MASK, guide=noise(SIZE), sources=MASK)
    assert fill.notes == ("Spy does not use a guide.", "Spy does not use a source mask.")


def test_the_seed_reaches_the_engine_and_differs_between_crops() -> None:
    spy = Spy(shade(0.5), margin=2)
    mask = box(SIZE, Rect(5, 5, 8, 8), Rect(180, 130, 8, 8))
    for seed in (1, 1, 2):
        run(spy, PHOTO, mask, seed=seed)
    seeds = [context.seed for _, _, context in spy.calls]
    assert seeds[:2] == seeds[2:4]
    assert len(set(seeds)) == 4


# --- alpha ---


def test_transparent_pixels_are_unknown_to_the_engine() -> None:
    alpha = np.full((150, 200), 255, np.uint8)
    alpha[:, 60:] = 0
    spy = Spy(shade(0.5))
    run(spy, Photo(PHOTO.pixels, alpha), MASK)
    image, hole, context = spy.calls[0]
    assert image.shape[2] == 3
    assert np.array_equal(hole[:, 20:], np.ones((50, 20), bool))
    assert np.array_equal(context.wanted, MASK.read(HOLE.grown(10)) > 0)


def test_where_all_around_is_transparent_its_colours_serve() -> None:
    alpha = np.zeros((150, 200), np.uint8)
    alpha[:, 150:] = 255
    spy = Spy(shade(0.5))
    run(spy, Photo(PHOTO.pixels, alpha), MASK)
    assert np.array_equal(spy.calls[0][1], MASK.read(HOLE.grown(10)) > 0)


def test_a_mask_over_all_that_is_not_transparent_is_an_error() -> None:
    alpha = np.zeros((150, 200), np.uint8)
    alpha[HOLE.slices] = 255
    assert code_of(lambda: run(Spy(shade(0.5)), Photo(PHOTO.pixels, alpha), MASK)) == "mask-full"


def test_constant_alpha_around_the_hole_fills_it() -> None:
    alpha = np.full((150, 200), 255, np.uint8)
    alpha[HOLE.slices] = 7
    photo = Photo(PHOTO.pixels, alpha)
    filled = run(Spy(shade(0.5)), photo, MASK).apply_alpha(photo)
    assert np.all(filled == 255)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_changing_alpha_is_carried_into_the_hole(dtype: Any) -> None:
    top = np.iinfo(dtype).max
    ramp = np.broadcast_to(np.linspace(0.3, 1, 200) * top, (150, 200)).astype(dtype)
    spoiled = np.where(MASK.hole, 0, ramp).astype(dtype)
    photo = Photo(noise(SIZE, 3, dtype), spoiled)
    filled = run(Spy(shade(0.5)), photo, MASK).apply_alpha(photo)
    assert np.array_equal(filled[~MASK.hole], ramp[~MASK.hole])
    assert np.abs(filled.astype(float) - ramp)[MASK.hole].max() < 0.05 * top


# --- blending ---


@given(coverage=st.integers(0, 255), old=st.integers(0, 65535), new=st.integers(0, 65535), deep=st.booleans())
def test_coverage_blends_fill_and_photo_in_the_photo_s_own_depth(
    coverage: int, old: int, new: int, deep: bool
) -> None:
    dtype = np.uint16 if deep else np.uint8
    top = int(np.iinfo(dtype).max)
    old, new = old % (top + 1), new % (top + 1)
    pixels = np.full((9, 9, 3), old, dtype)
    values = np.zeros((9, 9), np.uint8)
    values[4, 4] = coverage
    photo = Photo(pixels)
    result = run(Spy(shade(new / top)), photo, Mask(values)).apply(photo)
    wanted = new * coverage / 255 + old * (1 - coverage / 255)
    assert abs(float(result[4, 4, 0]) - wanted) <= 0.51
    result[4, 4] = old
    assert np.array_equal(result, pixels)


@given(seed=st.integers(0, 999), share=st.floats(0.0, 0.9))
def test_outside_the_mask_nothing_changes_and_inside_everything_is_filled_once(
    seed: int, share: float
) -> None:
    rng = np.random.default_rng(seed)
    hole = cv2.GaussianBlur(rng.random((60, 90)), (0, 0), 0.1 + 2 * rng.random()) < share
    hole[0, 0] = False
    photo = Photo(np.full((60, 90, 3), 10, np.uint8))
    fill = run(Spy(shade(1.0), margin=1 + seed % 20), photo, Mask.from_array(hole))
    result = fill.apply(photo)
    assert np.all(result[hole] == 255)
    assert np.all(result[~hole] == 10)
    times = np.zeros((60, 90), int)
    for patch in fill.patches:
        times[patch.rect.slices] += patch.coverage > 0
    assert np.array_equal(times, hole.astype(int))


# --- cost ---


def test_a_scratch_in_a_large_photo_costs_what_the_scratch_does() -> None:
    size = Size(6000, 4000)
    photo, mask = Photo(np.zeros((4000, 6000, 3), np.uint8)), box(size, Rect(2000, 1500, 300, 3))
    assert mask.digest
    assert mask.bounds
    spy = Spy(lambda image, hole, ctx: image.copy())
    tracemalloc.start()
    try:
        run(spy, photo, mask)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5e6
    assert spy.calls[0][0].size < 30_000


def test_thousands_of_specks_are_few_calls() -> None:
    spy = Spy(shade(0.5))
    hole = np.random.default_rng(0).random((1000, 1000)) < 0.005
    fill = run(spy, Photo(noise(Size(1000, 1000))), Mask.from_array(hole))
    assert len(spy.calls) == len(fill.patches) <= 64
    assert sum(int((patch.coverage > 0).sum()) for patch in fill.patches) == hole.sum()


# --- progress and cancel ---

FAR_APART = box(Size(900, 700), Rect(20, 20, 60, 60), Rect(700, 500, 150, 150))
WIDE_PHOTO = Photo(noise(Size(900, 700)))


def test_progress_rises_from_zero_to_one_over_all_crops() -> None:
    heard: list[float] = []
    run(Spy(talkative), WIDE_PHOTO, FAR_APART, {"on_progress": lambda f, preview: heard.append(f)})
    assert heard[0] == 0
    assert heard[-1] == 1
    assert heard.count(1) == 1
    assert heard == sorted(heard)
    assert len(set(heard)) >= 5


def test_an_empty_mask_is_done_at_once() -> None:
    heard: list[float] = []
    spy = Spy(talkative)
    fill = run(spy, PHOTO, Mask.empty(SIZE), {"on_progress": lambda f, preview: heard.append(f)})
    assert (fill.patches, fill.mask_pixels, spy.calls) == ((), 0, [])
    assert heard[-1] == 1


def test_previews_are_small_and_show_the_fill_in_its_place() -> None:
    size, hole = Size(1600, 900), Rect(200, 200, 1200, 500)
    seen: list[PreviewImage] = []

    def listen(fraction: float, preview: PreviewImage | None) -> None:
        if preview is not None:
            seen.append(preview)

    def painting(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        ctx.report(0.5, np.ones((90, 160, 3), np.float32))
        return image.copy()

    photo = Photo(np.zeros((900, 1600, 3), np.uint8))
    run(Spy(painting, margin=100), photo, box(size, hole), {"on_progress": listen})
    preview = seen[0]
    assert preview.rect == hole.grown(100)
    assert preview.pixels.dtype == np.uint8
    assert max(preview.pixels.shape) == 512
    height, width = preview.pixels.shape[:2]
    assert np.all(preview.pixels[height // 2, width // 2] == 255)
    assert np.all(preview.pixels[2, 2] == 0)


def test_previews_are_made_only_when_somebody_looks_and_not_too_often() -> None:
    made = 0

    def eager(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        def preview() -> np.ndarray:
            nonlocal made
            made += 1
            return image

        for step in range(2000):
            ctx.report(step / 2000, preview)
        return image.copy()

    run(Spy(eager), PHOTO, MASK)
    assert made == 0
    run(Spy(eager), PHOTO, MASK, {"on_progress": lambda fraction, preview: None})
    assert 1 <= made < 100


def test_a_cancel_between_crops_or_within_one_ends_the_fill() -> None:
    spy = Spy(talkative)
    with pytest.raises(Cancelled):
        run(spy, WIDE_PHOTO, FAR_APART, {"is_cancelled": lambda: len(spy.calls) == 1})
    assert len(spy.calls) == 1
    with pytest.raises(Cancelled):
        run(Spy(talkative), PHOTO, MASK, {"is_cancelled": lambda: True})


# --- errors ---


def raising(error: BaseException) -> Fills:
    def fills(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        raise error

    return fills


@pytest.mark.parametrize(
    ("fills", "code"),
    [
        (lambda image, hole, ctx: image[1:], "engine-shape"),
        (lambda image, hole, ctx: image[..., 0], "engine-shape"),
        (lambda image, hole, ctx: None, "engine-shape"),
        (lambda image, hole, ctx: (image * 255).astype(np.uint8), "engine-shape"),
        (lambda image, hole, ctx: np.where(hole[..., None], np.nan, image), "engine-nan"),
        (lambda image, hole, ctx: np.where(hole[..., None], np.inf, image), "engine-nan"),
        (raising(ZeroDivisionError("by nought")), "engine-failed"),
        (raising(MemoryError()), "out-of-memory"),
        (raising(StudioError("mask-full")), "mask-full"),
    ],
)
def test_what_an_engine_does_wrong_is_told_in_the_user_s_words(fills: Fills, code: str) -> None:
    assert code_of(lambda: run(Spy(fills), PHOTO, MASK)) == code


def test_numbers_outside_the_range_are_clipped() -> None:
    assert np.all(run(Spy(shade(7.0)), PHOTO, MASK).apply(PHOTO)[HOLE.slices] == 255)


def test_what_an_engine_holds_outside_the_hole_may_be_anything() -> None:
    def wild(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        return np.where(hole[..., None], np.float32(0.4), np.full_like(image, np.nan))

    result = run(Spy(wild), PHOTO, MASK, join=JoinOptions()).apply(PHOTO)
    assert np.array_equal(result[~MASK.hole], PHOTO.pixels[~MASK.hole])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"mask": Mask.empty(Size(150, 200))}, "mask-size"),
        ({"mask": Mask.full(SIZE)}, "mask-full"),
        ({"guide": np.zeros((9, 9, 3), np.uint8)}, "guide-size"),
        ({"sources": Mask.full(Size(9, 9))}, "sources-size"),
        ({"sources": Mask.empty(SIZE)}, "sources-empty"),
        ({"sources": MASK}, "sources-empty"),
        ({"params": {"speed": 1}}, "param-unknown"),
    ],
)
def test_requests_that_make_no_sense_are_refused(change: dict[str, Any], code: str) -> None:
    spy = Spy(shade(0.5), uses_guide=True, uses_sources=True)
    mask = change.pop("mask", MASK) if "mask" in change else MASK
    assert code_of(lambda: run(spy, PHOTO, mask, **change)) == code
    assert spy.calls == []


def test_the_fill_tells_where_it_came_from() -> None:
    fill = run(Spy(shade(0.5)), PHOTO, MASK, seed=5, threads=2)
    assert (fill.engine, fill.seed, fill.threads, fill.device) == ("spy", 5, 2, "cpu")
    assert fill.mask_hash == MASK.digest
    assert fill.mask_pixels == HOLE.area
    assert fill.version
    assert fill.seconds > 0


def test_a_hole_too_wide_for_its_engine_is_told_with_both_widths() -> None:
    still = Spy(shade(0.5), widest=15)
    photo = Photo(noise(SIZE))
    assert run(still, photo, box(SIZE, Rect(10, 5, 80, 15))).notes == ()
    (note,) = run(still, photo, box(SIZE, Rect(10, 5, 80, 31))).notes
    assert note == "Spy is meant for holes up to 15 px across; this one is 31 px."


def test_what_an_engine_notes_is_told_once() -> None:
    def fills(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        for _ in range(3):
            ctx.note("The weather was bad.")
        return image.copy()

    fill = run(Spy(fills), Photo(noise(SIZE)), box(SIZE, Rect(10, 5, 8, 8)))
    assert fill.notes == ("The weather was bad.",)
