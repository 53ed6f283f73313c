"""Healing: texture from the source, light from the target, nothing outside the stroke."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.heal import Healed, membrane
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.strokes import Stroke

WHOLE = Rect(0, 0, 240, 160)


def scene(dtype: type = np.uint8, channels: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A dark ramp beside a bright one: with texture, with texture and a spot, and plain."""
    y, x = np.mgrid[0:160, 0:240]
    light = np.where(x < 120, 40 + 0.3 * y + 0.2 * x, 190 - 0.2 * y)
    texture = np.random.default_rng(3).normal(0, 4, light.shape)
    clean = np.clip(light + texture, 0, 255)
    spotted = clean.copy()
    spotted[(x - 60) ** 2 + (y - 80) ** 2 < 12**2] = 200
    scale = np.iinfo(dtype).max / 255
    planes = [np.repeat(one[..., None], channels, 2) * scale for one in (clean, spotted, light)]
    return planes[0].astype(dtype), planes[1].astype(dtype), planes[2]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_spot_gets_the_texture_of_the_source_and_the_light_around_it(dtype: type, channels: int) -> None:
    _, spotted, light = scene(dtype, channels)
    healed, _ = Healed.of(Photo(spotted), (110, 10)).painted(Stroke(((60, 80, 18),)))
    after = healed.relit().read(WHOLE).astype(float)
    full = healed.coverage.read(WHOLE) == 255
    level = np.iinfo(dtype).max / 255
    rest = (after - light)[full] / level
    assert abs(rest.mean()) < 1.5  # the light of the dark side, though the source is far brighter
    assert 3 < rest.std() < 5.5  # with the texture of the source
    copied = np.roll(spotted.astype(float) - light, (-10, -110), axis=(0, 1))[full] / level
    assert np.corrcoef(rest.ravel(), copied.ravel())[0, 1] > 0.95
    assert (after[~(healed.coverage.read(WHOLE) > 0)] == spotted[~(healed.coverage.read(WHOLE) > 0)]).all()


def test_the_patches_make_the_document_look_like_the_live_picture() -> None:
    _, spotted, _ = scene()
    document = Document.of(Photo(spotted))
    healed, _ = Healed.of(document, (110, 10), 0.8).painted(Stroke(((60, 80, 18), (70, 95, 12)), 0.4))
    healed = healed.relit()
    kept = document.with_fill(healed.patches(), "Heal")
    assert (kept.read(WHOLE) == healed.read(WHOLE)).all()


def test_a_stroke_at_the_corner_or_over_everything_heals_too() -> None:
    clean, _, _ = scene()
    for stroke in (Stroke(((0, 0, 30),)), Stroke(((120, 80, 400),))):
        healed, _ = Healed.of(Photo(clean), (60, 30)).painted(stroke)
        assert np.isfinite(healed.relit().read(WHOLE)).all()


def test_transparent_pixels_say_nothing_about_the_light() -> None:
    _, spotted, light = scene()
    alpha = np.full((160, 240), 255, np.uint8)
    alpha[:, :45] = 0
    spotted[:, :45] = 255
    healed, _ = Healed.of(Photo(spotted, alpha), (110, 10)).painted(Stroke(((60, 80, 14),)))
    after = healed.relit().read(WHOLE).astype(float)
    full = healed.coverage.read(WHOLE) == 255
    assert abs((after - light)[full].mean()) < 2


def test_a_large_stroke_is_lit_by_cells_of_several_pixels() -> None:
    y, x = np.mgrid[0:1500, 0:2600]
    pixels = np.repeat((40 + 0.03 * y + 100 * (x > 1300))[..., None], 3, 2).astype(np.uint8)
    healed, _ = Healed.of(Photo(pixels), (1280, 0)).painted(Stroke(((650, 750, 600),)))
    healed = healed.relit()
    assert healed.light is not None
    assert healed.light.cell == 2
    middle = Rect(300, 500, 700, 500)
    assert np.abs(healed.read(middle).astype(int) - pixels[middle.slices]).max() <= 2


def test_a_membrane_is_harmonic() -> None:
    y, x = np.mgrid[0:90, 0:130].astype(np.float32)
    true = np.dstack([0.5 * x + 0.2 * y, x * x - y * y])
    known = np.ones((90, 130), bool)
    known[12:70, 20:110] = False
    found = membrane(np.where(known[..., None], true, 0), known)
    assert np.abs(found - true)[..., 0].max() < 0.02 * np.ptp(true[..., 0])
    assert np.abs(found - true)[..., 1].max() < 0.02 * np.ptp(true[..., 1])
    assert not membrane(true, np.zeros((90, 130), bool)).any()
