"""The contract of every engine, ours and third-party ones, called directly and through the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.base import Engine, RunContext
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import Fill, FillRequest
from tests.twins import install_twin
from tests.without_torch import HAS_TORCH

OURS = {
    "auto",
    "telea",
    "navier-stokes",
    "biharmonic",
    "exemplar",
    "sparse",
    "low-rank",
    "autoencoder",
    "deep-prior",
}
TWINS = {"migan"}
"""Third-party models, of which a tiny twin is installed here."""
NAMES = [
    entry.name
    for entry in REGISTRY.entries()
    if entry.name in TWINS or (entry.available and entry.name in REGISTRY.fixed_names())
]
ENGINES = [name for name in NAMES if name in TWINS or isinstance(REGISTRY.get(name), Engine)]

MIDDLE = Rect(30, 20, 14, 12)


@pytest.fixture(scope="module")
def twins_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with twins installed, the same for all tests, so that they stay loaded."""
    return tmp_path_factory.mktemp("twins")


@pytest.fixture(autouse=True)
def twin(request: pytest.FixtureRequest, twins_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = getattr(request.node, "callspec", None)
    if spec is not None and spec.params.get("name") in TWINS:
        monkeypatch.setenv("INPAINT_STUDIO_HOME", str(twins_home))
        install_twin(spec.params["name"], twins_home)


def picture(height: int = 60, width: int = 80, channels: int = 3, dtype: Any = np.uint8) -> np.ndarray:
    """Soft noise with some slope: (H, W, channels)."""
    noise = np.random.default_rng(0).standard_normal((height, width, channels))
    soft = cv2.GaussianBlur(noise, (0, 0), 1.5).reshape(height, width, channels)
    slope = np.linspace(0.2, 0.6, width)[None, :, None]
    top = np.iinfo(dtype).max
    return np.asarray(np.clip((slope + 0.1 * soft / (soft.std() + 1e-9)) * top, 0, top).astype(dtype))


def box(height: int = 60, width: int = 80, rect: Rect = MIDDLE) -> np.ndarray:
    hole = np.zeros((height, width), bool)
    hole[rect.slices] = True
    return hole


def quick(name: str) -> Mapping[str, Any]:
    return REGISTRY.get(name).info.quick_params


def context(name: str, **changes: Any) -> RunContext:
    info = REGISTRY.get(name).info
    return replace(RunContext(seed=3, params=info.parse_params(info.quick_params)), **changes)


def crop_of(name: str) -> tuple[Engine, np.ndarray, np.ndarray]:
    engine = REGISTRY.get(name)
    assert isinstance(engine, Engine)
    return engine, np.ascontiguousarray(picture() / 255, np.float32), box()


def run(name: str, photo: Photo, mask: Mask, **rest: Any) -> Fill:
    return pipeline.run(FillRequest(photo, mask, name, quick(name), seed=3, threads=1), **rest)


def test_all_our_engines_are_available() -> None:
    wanted = OURS if HAS_TORCH else OURS - {"deep-prior"}
    reasons = {entry.name: entry.reason for entry in REGISTRY.entries() if not entry.available}
    assert {name: reasons.get(name, "") for name in wanted} == dict.fromkeys(wanted, "")
    assert set(NAMES) >= wanted


@pytest.mark.parametrize("name", NAMES)
def test_it_describes_itself(name: str) -> None:
    info = REGISTRY.get(name).info
    assert info.name == name
    assert info.label
    assert info.summary.endswith(".")
    assert set(info.parse_params(info.quick_params)) == {param.name for param in info.params}
    for param in info.params:
        assert param.parse(param.default) == param.default
        assert param.label


@pytest.mark.parametrize("name", ENGINES)
def test_its_margin_is_a_sensible_number_of_pixels(name: str) -> None:
    info = REGISTRY.get(name).info
    for hole in (Rect(0, 0, 1, 1), Rect(50, 60, 300, 4), Rect(10, 10, 1000, 1000)):
        margin = info.margin(hole, Size(6000, 4000), info.parse_params({}))
        assert isinstance(margin, int)
        assert 1 <= margin <= 6000


@pytest.mark.parametrize("name", ENGINES)
def test_it_returns_a_finite_picture_of_the_same_shape(name: str) -> None:
    engine, image, hole = crop_of(name)
    filled = engine.fill(image, hole, context(name))
    assert filled.shape == image.shape
    assert filled.dtype == np.float32
    assert np.isfinite(filled).all()
    assert np.abs(filled[hole] - image[hole].mean()).max() < 0.6
    assert filled is not image


@pytest.mark.parametrize("name", ENGINES)
def test_it_never_writes_to_its_input(name: str) -> None:
    engine, image, hole = crop_of(name)
    image.flags.writeable = hole.flags.writeable = False
    before = image.copy()
    engine.fill(image, hole, context(name))
    assert np.array_equal(image, before)


@pytest.mark.parametrize("name", ENGINES)
def test_the_same_seed_gives_the_same_fill(name: str) -> None:
    engine, image, hole = crop_of(name)
    first, again = (engine.fill(image, hole, context(name)) for _ in range(2))
    assert np.array_equal(first, again)


@pytest.mark.parametrize("name", ENGINES)
def test_what_lies_in_the_hole_does_not_matter(name: str) -> None:
    engine, image, hole = crop_of(name)
    other = np.where(hole[..., None], np.float32(1) - image, image)
    first, second = (engine.fill(each, hole, context(name)) for each in (image, other))
    assert np.array_equal(first[hole], second[hole])


@pytest.mark.parametrize("name", ENGINES)
def test_it_fills_what_is_wanted_when_the_rest_of_the_hole_is_not(name: str) -> None:
    engine, image, hole = crop_of(name)
    wanted = hole.copy()
    hole = hole | box(rect=Rect(2, 2, 9, 5))
    image[hole] = 1
    filled = engine.fill(image, hole, context(name, wanted=wanted))
    assert np.abs(filled[wanted] - image[~hole].mean()).max() < 0.6


@pytest.mark.parametrize("name", ENGINES)
def test_its_progress_rises_to_one(name: str) -> None:
    engine, image, hole = crop_of(name)
    heard: list[float] = []
    engine.fill(image, hole, context(name, on_progress=lambda fraction, preview: heard.append(fraction)))
    assert heard == sorted(heard)
    assert heard[-1] == 1


@pytest.mark.parametrize("name", ENGINES)
def test_its_previews_are_pictures(name: str) -> None:
    engine, image, hole = crop_of(name)
    seen: list[np.ndarray] = []

    def look(fraction: float, preview: Any) -> None:
        if preview is not None:
            seen.append(preview() if callable(preview) else preview)

    engine.fill(image, hole, context(name, on_progress=look))
    assert seen
    assert all(each.ndim == 3 and each.shape[2] == 3 and np.isfinite(each).all() for each in seen)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("after", [0, 1])
def test_it_stops_when_it_is_cancelled(name: str, after: int) -> None:
    engine, image, hole = crop_of(name)
    asked = 0

    def is_cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(Cancelled):
        engine.fill(image, hole, context(name, is_cancelled=is_cancelled))
    assert asked == after + 1


@pytest.mark.parametrize("name", NAMES)
def test_a_large_fill_does_nothing_more_once_it_is_cancelled(name: str) -> None:
    photo, mask = Photo(picture(700, 700)), Mask.from_array(box(700, 700, Rect(100, 100, 500, 500)))
    asked: list[int] = []

    def is_cancelled() -> bool:
        asked.append(1)
        return len(asked) >= 3

    with pytest.raises(Cancelled):
        run(name, photo, mask, is_cancelled=is_cancelled)
    assert len(asked) == 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("channels", "dtype", "alpha"),
    [
        (1, np.uint8, False),
        (3, np.uint8, False),
        (3, np.uint8, True),
        (1, np.uint16, True),
        (3, np.uint16, False),
    ],
    ids=["grey", "RGB", "RGBA", "grey alpha 16 bit", "RGB 16 bit"],
)
def test_it_fills_photos_of_every_kind(name: str, channels: int, dtype: Any, alpha: bool) -> None:
    pixels = picture(channels=channels, dtype=dtype)
    top = np.iinfo(dtype).max
    shade = None
    if alpha:
        shade = np.full((60, 80), top, dtype)
        shade[:, 40:] = 0
    photo, hole = Photo(pixels, shade), box()
    spoiled = Photo(np.where(hole[..., None], top, pixels).astype(dtype), shade)
    fill = run(name, spoiled, Mask.from_array(hole))
    result = fill.apply(spoiled)
    assert result.dtype == dtype
    assert result.shape == pixels.shape
    assert np.array_equal(result[~hole], photo.pixels[~hole])
    assert abs(float(result[hole].mean()) - float(pixels[hole].mean())) < 0.15 * top
    changed = fill.apply_alpha(spoiled)
    if shade is None:
        assert changed is None
    else:
        assert np.array_equal(changed[~hole], shade[~hole])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "hole",
    [
        box(60, 80, Rect(0, 25, 10, 10)),
        box(60, 80, Rect(70, 25, 10, 10)),
        box(60, 80, Rect(30, 0, 10, 10)),
        box(60, 80, Rect(30, 50, 10, 10)),
        box(60, 80, Rect(0, 20, 80, 6)),
        ~box(60, 80, Rect(20, 15, 40, 30)),
        ~box(60, 80, Rect(0, 0, 1, 1)),
        box(8, 5000, Rect(200, 2, 4500, 4)),
        box(5000, 8, Rect(2, 2400, 6, 40)),
        box(1, 40, Rect(10, 0, 5, 1)),
        box(2, 2, Rect(0, 0, 1, 1)),
    ],
    ids=[
        "left",
        "right",
        "top",
        "bottom",
        "across",
        "frame",
        "all but one",
        "8x5000",
        "5000x8",
        "row",
        "2x2",
    ],
)
def test_it_fills_holes_wherever_they_lie(name: str, hole: np.ndarray) -> None:
    pixels = picture(*hole.shape)
    photo = Photo(np.where(hole[..., None], 0, pixels).astype(np.uint8))
    result = run(name, photo, Mask.from_array(hole)).apply(photo)
    assert np.array_equal(result[~hole], pixels[~hole])
    low, high = float(pixels[~hole].min()), float(pixels[~hole].max())
    assert low - 60 <= float(result[hole].mean()) <= high + 60


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("dtype", "noise"), [(np.uint8, 1), (np.uint16, 0)], ids=["noisy 8 bit", "16 bit"])
def test_flat_surroundings_get_a_flat_fill(name: str, dtype: Any, noise: int) -> None:
    level = np.iinfo(dtype).max // 255
    photo = np.full((60, 80, 3), np.array([90, 140, 200]) * level)
    photo += np.random.default_rng(0).integers(-noise, noise + 1, photo.shape) * level
    request = FillRequest(Photo(photo.astype(dtype)), Mask.from_array(box()), name, quick(name), seed=1)
    filled = pipeline.run(request).apply(request.photo)[MIDDLE.slices].astype(float) / level
    off = filled - [90, 140, 200]
    assert np.abs(off.mean((0, 1))).max() < 2
    assert off.std() < 1 + noise


@pytest.mark.parametrize("name", NAMES)
def test_it_fills_many_holes_at_once(name: str) -> None:
    hole = np.random.default_rng(1).random((60, 80)) < 0.1
    pixels = picture()
    photo = Photo(np.where(hole[..., None], 255, pixels).astype(np.uint8))
    result = run(name, photo, Mask.from_array(hole)).apply(photo)
    assert np.array_equal(result[~hole], pixels[~hole])
    # a stand-in knows nothing of the pixels next to it
    assert np.abs(result[hole].astype(float) - pixels[hole]).mean() < (60 if name in TWINS else 30)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_mask_changes_nothing(name: str) -> None:
    photo = Photo(picture())
    fill = run(name, photo, Mask.empty(photo.size))
    assert fill.patches == ()
    assert np.array_equal(fill.apply(photo), photo.pixels)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [Size(80, 60), Size(1, 1)], ids=str)
def test_a_mask_over_everything_is_an_error(name: str, size: Size) -> None:
    with pytest.raises(StudioError) as caught:
        run(name, Photo(picture(size.height, size.width)), Mask.full(size))
    assert caught.value.code == "mask-full"


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_fill_repeats_for_a_seed(name: str) -> None:
    photo, mask = Photo(picture()), Mask.from_array(box() | box(rect=Rect(5, 5, 6, 3)))
    first, again = (run(name, photo, mask).apply(photo) for _ in range(2))
    assert np.array_equal(first, again)
