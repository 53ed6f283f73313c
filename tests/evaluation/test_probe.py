from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.evaluation.places import LONGEST, Probe, find_places
from inpaint_studio.evaluation.probe import failure, scored, trials
from inpaint_studio.evaluation.ranking import interval, verdict
from inpaint_studio.evaluation.summary import Row


def photo(width: int = 400, height: int = 300, dtype: type = np.uint8, channels: int = 3) -> Photo:
    """Sky above, rough ground below."""
    high = np.iinfo(dtype).max
    pixels = np.full((height, width, channels), high * 0.7)
    pixels[height // 2 :] = np.random.default_rng(0).uniform(
        0, high * 0.5, (height - height // 2, width, channels)
    )
    return Photo(pixels.astype(dtype))


def mask(size: Size, *rects: Rect) -> Mask:
    coverage = np.zeros((size.height, size.width), np.uint8)
    for rect in rects:
        coverage[rect.slices] = 255
    return Mask(coverage)


def where(probe: Probe, size: Size) -> list[np.ndarray]:
    """The moved shapes on the whole photo (for places that were not made smaller)."""
    found = []
    for place in probe.places:
        plane = np.zeros((size.height, size.width), bool)
        plane[place.rect.slices] = place.hole
        found.append(plane)
    return found


def test_places_overlap_neither_the_hole_nor_one_another() -> None:
    hole = mask(Size(400, 300), Rect(100, 200, 40, 30))
    probe = find_places(photo(), hole)
    assert len(probe.places) == 3
    assert not probe.part
    total = hole.hole.astype(int) + np.sum(where(probe, hole.size), axis=0)
    assert total.max() == 1
    assert all(place.hole.sum() == hole.area for place in probe.places)


@pytest.mark.parametrize(("top", "ground"), [(200, True), (40, False)])
def test_places_are_like_the_surroundings_of_the_hole(top: int, ground: bool) -> None:
    hole = mask(Size(400, 300), Rect(100, top, 30, 30))
    for plane in where(find_places(photo(), hole), hole.size):
        rows = np.nonzero(plane)[0]
        assert (rows.min() >= 145) if ground else (rows.max() <= 155)


def test_the_same_seed_finds_the_same_places_and_another_one_others() -> None:
    hole = mask(Size(400, 300), Rect(100, 200, 40, 30))
    first, again, other = (
        [place.rect for place in find_places(photo(), hole, seed=seed).places] for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_a_shape_that_fits_only_lying_down_is_turned() -> None:
    # what is opaque beside it is a strip of 60 rows
    upright = mask(Size(300, 120), Rect(0, 0, 14, 100))
    alpha = np.full((120, 300), 255, np.uint8)
    alpha[:60, 20:] = 0
    see_through = Photo(photo(300, 120).pixels, alpha)
    probe = find_places(see_through, upright, count=1)
    assert len(probe.places) == 1
    rows, columns = np.nonzero(probe.places[0].hole)
    assert np.ptp(columns) == 99
    assert np.ptp(rows) == 13


def test_a_shape_that_fits_nowhere_is_made_smaller() -> None:
    size = Size(200, 200)
    probe = find_places(photo(200, 200), mask(size, Rect(20, 20, 150, 150)))
    assert probe.places
    assert probe.size < 1
    assert not any((plane & mask(size, Rect(20, 20, 150, 150)).hole).any() for plane in where(probe, size))


def test_damage_all_over_is_tried_in_a_part() -> None:
    size = Size(400, 300)
    specks = [Rect(x, y, 3, 3) for x in range(5, 390, 40) for y in range(5, 290, 40)]
    probe = find_places(photo(), mask(size, *specks))
    assert probe.part
    assert len(probe.places) == 3
    for place in probe.places:
        assert place.mask.area > place.hole.sum()  # what is unknown there anyway stays unknown


def test_a_photo_that_is_all_hole_has_no_places() -> None:
    size = Size(60, 60)
    assert not find_places(photo(60, 60), mask(size, Rect(0, 0, 60, 60))).places
    assert not find_places(photo(60, 60), Mask.empty(size)).places
    assert not find_places(photo(1, 1), mask(Size(1, 1), Rect(0, 0, 1, 1))).places


def test_engines_never_see_the_answer() -> None:
    hole = mask(Size(400, 300), Rect(100, 200, 40, 30))
    for place in find_places(photo(), hole).places:
        question = place.question
        assert (question.pixels[~place.mask.hole] == place.truth.pixels[~place.mask.hole]).all()
        assert len(np.unique(question.pixels[place.hole].reshape(-1, 3), axis=0)) == 1


def test_places_of_a_large_photo_are_as_small_as_those_of_a_small_one() -> None:
    big = Photo(np.tile(photo(500, 500).pixels, (12, 16, 1)))  # 48 megapixels
    probe = find_places(big, mask(big.size, Rect(3000, 3000, 900, 700)))
    assert len(probe.places) == 3
    for place in probe.places:
        assert place.scale == pytest.approx(LONGEST / 900)
        assert max(place.truth.pixels.shape) <= 3 * LONGEST


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_what_gets_it_right_wins(dtype: type, channels: int) -> None:
    """On an even slope the smooth engine is right and the truth is known."""
    high = np.iinfo(dtype).max
    slope = np.linspace(0.2 * high, 0.8 * high, 300)[None, :, None]
    smooth = Photo(np.broadcast_to(slope, (200, 300, channels)).astype(dtype))
    hole = mask(smooth.size, Rect(100, 80, 24, 20))
    probe = find_places(smooth, hole)
    both = {"biharmonic": "cpu", "telea": "cpu"}
    rows = [scored(probe, trial, pipeline.run(trial.request)) for trial in trials(probe, both)]
    assert {row.photo for row in rows} == {"0", "1", "2"}
    told = verdict(rows)
    assert told.winner == "biharmonic"
    assert told.wins == 3


def row(place: int, engine: str, psnr: float, ssim: float = 0.5, **scores: float) -> Row:
    return Row(str(place), engine, 0.1, 1.0, {"hole_psnr": psnr, "ssim": ssim, **scores})


def test_engines_that_win_in_turns_leave_no_clear_winner() -> None:
    rows = [row(n, name, 20 + (n % 2 == (name == "a"))) for n in range(3) for name in ("a", "b")]
    told = verdict(rows)
    assert told.winner is None


def test_one_place_is_never_enough_to_be_sure() -> None:
    assert verdict([row(0, "a", 40, 0.9), row(0, "b", 20, 0.1)]).winner is None


def test_measures_that_disagree_leave_doubt() -> None:
    rows = [row(n, "a", 30, 0.2) for n in range(3)] + [row(n, "b", 20, 0.9) for n in range(3)]
    assert verdict(rows).winner is None


def test_a_small_perceptual_distance_is_good() -> None:
    rows = [
        row(n, name, 20, 0.5, stlpips=distance)
        for n in range(4)
        for name, distance in (("a", 0.1), ("b", 0.4))
    ]
    assert verdict(rows).standings[0].name == "a"


def test_an_engine_that_fails_loses_and_one_that_always_fails_is_left_out() -> None:
    probe = find_places(photo(), mask(Size(400, 300), Rect(100, 200, 40, 30)))
    broken = trials(probe, {"telea": "cpu"})
    rows = [row(n, "a", 20) for n in range(3)] + [row(n, "b", 22) for n in range(3)]
    rows += [failure(trial, StudioError("engine-nan", name="broken")) for trial in broken]
    told = verdict(rows)
    assert [one.name for one in told.standings] == ["b", "a"]
    assert verdict([failure(trial, StudioError("engine-nan", name="x")) for trial in broken]).standings == ()


def test_places_where_not_everybody_had_a_turn_do_not_count() -> None:
    told = verdict([row(0, "a", 20), row(0, "b", 30), row(1, "a", 99)])
    assert told.places == 1
    assert told.standings[0].name == "b"


def test_intervals_narrow_with_more_places() -> None:
    assert interval(1.0, 3) == (pytest.approx(0.646, abs=0.01), 1.0)
    assert interval(1.0, 30)[0] > interval(1.0, 3)[0]
    assert interval(0.5, 0) == (0.0, 1.0)
