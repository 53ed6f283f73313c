"""Style transfer: what goes where, what stays, and that it can be repeated and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from inpaint_studio.core.arrays import Bytes, FloatPixels
from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.pipeline.run import run
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import Fill, FillRequest
from inpaint_studio.engines.synthesis.engine import read_painting
from inpaint_studio.engines.synthesis.style import Style, restyled
from tests.profiles import P3, gamma, matrix_profile

SIDE = 96


def strokes(dark: str, bright: str) -> Bytes:
    """A painting: its dark left half has upright or level strokes ("|" or "-"), so has its bright right."""
    rows, columns = np.mgrid[:SIDE, : 2 * SIDE]
    left = columns < SIDE
    along = np.where(left, columns if dark == "|" else rows, columns if bright == "|" else rows)
    levels = np.where(left, 60, 190) + 25 * np.sin(along * 2 * np.pi / 6)
    return np.repeat(levels[..., None], 3, axis=2).astype(np.uint8)


def halves() -> Bytes:
    """A photo, bright on the left and dark on the right, with a little noise."""
    rng = np.random.default_rng(3)
    levels = np.where(np.arange(SIDE) < SIDE // 2, 190, 60)[None] + rng.normal(0, 3, (SIDE, SIDE))
    return np.repeat(np.clip(levels, 0, 255)[..., None], 3, axis=2).astype(np.uint8)


def upright(part: Bytes) -> float:
    """The share of upright strokes among all: of the gradient's energy, that across the columns."""
    grey = part[..., 0].astype(np.float32)
    across, down = np.square(np.diff(grey, axis=1)).sum(), np.square(np.diff(grey, axis=0)).sum()
    return float(across / (across + down))


@pytest.fixture
def painting(tmp_path: Path) -> Path:
    path = tmp_path / "painting.png"
    write_photo(path, Photo(strokes("|", "-")))
    return path


def painted(photo: Photo, painting: Path, mask: Mask | None = None, seed: int = 0, **params: object) -> Fill:
    request = FillRequest(
        photo,
        Mask.full(photo.size) if mask is None else mask,
        "style",
        {"painting": str(painting), **params},  # type: ignore[dict-item]
        seed,
        threads=1,
    )
    return run(request)


@pytest.mark.parametrize(("dark", "bright"), [("|", "-"), ("-", "|")])
def test_each_part_gets_the_strokes_of_its_tone(tmp_path: Path, dark: str, bright: str) -> None:
    path = tmp_path / "other.png"
    write_photo(path, Photo(strokes(dark, bright)))
    photo = Photo(halves())
    made = painted(photo, path, strength=1.0).apply(photo)
    inner = slice(8, -8)
    on_bright, on_dark = made[inner, 8 : SIDE // 2 - 8], made[inner, SIDE // 2 + 8 : -8]
    assert on_bright.mean() > on_dark.mean() + 80  # the content is still there
    assert (upright(on_dark) > 0.8) == (dark == "|")
    assert (upright(on_dark) < 0.2) == (dark == "-")
    assert (upright(on_bright) > 0.8) == (bright == "|")
    assert (upright(on_bright) < 0.2) == (bright == "-")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_strength_of_0_is_the_photo(painting: Path, dtype: type) -> None:
    levels = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (40, 50, 3), endpoint=True)
    photo = Photo(levels.astype(dtype))
    fill = painted(photo, painting, strength=0.0)
    assert fill.patches
    assert np.array_equal(fill.apply(photo), photo.pixels)


def test_a_strength_of_0_keeps_colours_that_srgb_lacks(painting: Path) -> None:
    levels = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)
    photo = Photo(levels, icc=matrix_profile(P3, gamma(2.2)))
    assert np.array_equal(painted(photo, painting, strength=0.0).apply(photo), levels)
    assert not np.array_equal(painted(photo, painting, strength=0.2).apply(photo), levels)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 17), (200, 2)])
def test_tiny_and_narrow_photos_are_painted(painting: Path, height: int, width: int) -> None:
    photo = Photo(np.full((height, width, 3), 90, np.uint8))
    assert painted(photo, painting).apply(photo).shape == (height, width, 3)


def test_only_what_is_masked_is_painted(painting: Path) -> None:
    photo = Photo(halves())
    coverage = np.zeros((SIDE, SIDE), np.uint8)
    coverage[20:60, 30:70] = 255
    made = painted(photo, painting, Mask(coverage)).apply(photo)
    assert np.array_equal(made[coverage == 0], photo.pixels[coverage == 0])
    changed = (made != photo.pixels).any(axis=2)[coverage > 0]
    assert changed.mean() > 0.9


def test_transparency_stays(painting: Path) -> None:
    alpha = np.full((SIDE, SIDE), 255, np.uint8)
    alpha[:, :30] = 0
    alpha[:, 30:50] = 90
    photo = Photo(halves(), alpha)
    assert np.array_equal(painted(photo, painting).apply_alpha(photo), alpha)


def test_the_seed_decides_and_not_the_number_of_threads() -> None:
    photo = halves().astype(np.float32) / 255
    style = Style(strokes("|", "-").astype(np.float32) / 255)
    everything = np.ones((SIDE, SIDE), bool)

    def made(seed: int, threads: int) -> FloatPixels:
        return restyled(photo, everything, style, RunContext(seed=seed, threads=threads))

    first = made(5, 1)
    assert np.array_equal(first, made(5, 2))
    assert not np.array_equal(first, made(6, 1))


def test_the_photos_colours_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "red.png"
    red = strokes("|", "-").copy()
    red[..., 1:] //= 3
    write_photo(path, Photo(red))
    blue = halves().copy()
    blue[..., :2] //= 2
    photo = Photo(blue)
    own = painted(photo, path, colours="photo").apply(photo)
    theirs = painted(photo, path, colours="painting").apply(photo)

    def chroma(pixels: np.ndarray) -> np.ndarray:
        return cv2.cvtColor(pixels, cv2.COLOR_RGB2Lab)[..., 1:].astype(float).reshape(-1, 2).mean(axis=0)

    assert np.abs(chroma(own) - chroma(blue)).max() < 4
    assert np.abs(chroma(theirs) - chroma(red)).max() < 6


def test_a_painting_is_used_evenly() -> None:
    """A flat photo fits every place of a flat painting equally badly: it must not repeat one of them."""
    rng = np.random.default_rng(2)
    painting = np.clip(rng.normal(0.5, 0.1, (64, 64, 1)), 0, 1).repeat(3, axis=2).astype(np.float32)
    photo = np.full((128, 128, 3), 0.5, np.float32)
    made = restyled(photo, np.ones((128, 128), bool), Style(painting, 1.0), RunContext(threads=1))
    spread = made[..., 0].std() / painting[..., 0].std()
    assert 0.7 < spread < 1.3  # neither washed out nor one speck again and again


def test_a_run_can_be_stopped(painting: Path) -> None:
    reports: Iterator[bool] = iter([False] * 3 + [True] * 1000)
    request = FillRequest(
        Photo(halves()), Mask.full(Photo(halves()).size), "style", {"painting": str(painting)}, threads=1
    )
    with pytest.raises(Cancelled):
        run(request, is_cancelled=lambda: next(reports))


def test_progress_rises_to_1_with_previews_of_the_photos_shape(painting: Path) -> None:
    seen: list[float] = []
    request = FillRequest(
        Photo(halves()), Mask.full(Photo(halves()).size), "style", {"painting": str(painting)}, threads=1
    )
    run(request, on_progress=lambda share, preview: seen.append(share))
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert len(seen) > 8


def test_what_is_wrong_is_said(painting: Path, tmp_path: Path) -> None:
    photo = Photo(halves())
    small = tmp_path / "small.png"
    write_photo(small, Photo(np.zeros((20, 40, 3), np.uint8)))
    for params, code in (
        ({"painting": ""}, "painting-missing"),
        ({"painting": str(tmp_path / "none.png")}, "file-missing"),
        ({"painting": str(small)}, "painting-small"),
        ({"painting": str(painting), "strength": 2}, "param-value"),
    ):
        with pytest.raises(StudioError) as caught:
            run(FillRequest(photo, Mask.full(photo.size), "style", params))
        assert caught.value.code == code


def test_a_painting_that_would_be_too_large_is_enlarged_less(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    write_photo(path, Photo(np.zeros((2000, 1000, 3), np.uint8)))
    notes: list[str] = []
    ctx = RunContext(on_note=notes.append)
    assert read_painting(str(path), 1.0, ctx).shape == (2000, 1000, 3)
    assert not notes
    assert read_painting(str(path), 4.0, ctx).shape == (4000, 2000, 3)
    assert "2 times" in notes[0]


def test_it_is_not_among_the_engines_that_fill_holes() -> None:
    assert "style" in REGISTRY.names()
    assert "style" not in [entry.name for entry in REGISTRY.entries()]
    photo = Photo(halves())
    with pytest.raises(StudioError) as caught:
        run(FillRequest(photo, Mask.full(photo.size), "exemplar"))
    assert caught.value.code == "mask-full"
