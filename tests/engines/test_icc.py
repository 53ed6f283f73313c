"""Profiles become transforms to sRGB and back, as exact as 16 bits."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_studio.engines.pipeline.icc import conversion
from tests import profiles
from tests.profiles import (
    ADOBE,
    P3,
    SRGB,
    SRGB_CURVE,
    gamma,
    matrix_profile,
    parametric,
    points,
    srgb_profile,
    table_profile,
)

STEPS = np.linspace(0, 1, 300)
PROFILES = {
    "adobe": matrix_profile(ADOBE, gamma(563 / 256)),
    "p3": matrix_profile(P3, SRGB_CURVE),
    "linear": matrix_profile(P3, b"curv" + bytes(8)),
    "points": matrix_profile(ADOBE, points(STEPS**1.8)),
    "parametric 0": matrix_profile(ADOBE, parametric(0, 1.8)),
    "parametric 1": matrix_profile(ADOBE, parametric(1, 2.0, 0.95, 0.05)),
    "parametric 2": matrix_profile(ADOBE, parametric(2, 2.0, 0.95, 0.05, 0.0)),
    "parametric 4": matrix_profile(ADOBE, parametric(4, 2.2, 0.9, 0.1, 0.08, 0.05, 0.0, 0.0)),
}


def colours(count: int = 4000) -> np.ndarray:
    return np.random.default_rng(1).random((count // 50, 50, 3), np.float32)


@pytest.mark.parametrize("name", PROFILES)
def test_what_comes_from_srgb_returns_to_it_within_two_levels_of_16_bit(name: str) -> None:
    found = conversion(PROFILES[name])
    assert found is not None
    theirs = found.from_srgb(colours())
    inside = ((theirs > 0.002) & (theirs < 1)).all(axis=-1)
    assert inside.mean() > 0.5
    assert theirs.dtype == np.float32
    assert np.abs(found.to_srgb(theirs) - colours())[inside].max() < 2 / 65535


@pytest.mark.parametrize("name", PROFILES)
def test_it_agrees_with_little_cms(name: str) -> None:
    found = conversion(PROFILES[name])
    assert found is not None
    levels = np.rint(colours() * 255).astype(np.uint8)
    source = ImageCms.ImageCmsProfile(io.BytesIO(PROFILES[name]))
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    theirs = ImageCms.profileToProfile(
        Image.fromarray(levels), source, ImageCms.createProfile("sRGB"), renderingIntent=intent
    )
    ours = found.to_srgb(levels.astype(np.float32) / 255) * 255
    assert np.abs(ours - np.asarray(theirs)).mean() < 0.4
    assert np.abs(ours - np.asarray(theirs)).max() < 3


def test_a_profile_with_tables_is_interpolated_to_a_few_levels_of_8_bit() -> None:
    found, exact = conversion(table_profile(ADOBE, 2.0)), conversion(matrix_profile(ADOBE, gamma(2.0)))
    assert found is not None
    assert exact is not None
    theirs = exact.from_srgb(0.1 + 0.8 * colours())
    for ours, wanted in (
        (found.to_srgb(theirs), exact.to_srgb(theirs)),
        (found.from_srgb(0.1 + 0.8 * colours()), theirs),
    ):
        errors = np.abs(ours - wanted) * 255
        assert errors.mean() < 0.5
        assert np.quantile(errors, 0.99) < 3.5


def test_the_profile_of_srgb_changes_nothing() -> None:
    assert conversion(matrix_profile(SRGB, SRGB_CURVE)) is None
    assert conversion(srgb_profile()) is None


def test_colours_that_srgb_cannot_show_are_clipped() -> None:
    found = conversion(PROFILES["p3"])
    assert found is not None
    assert np.allclose(found.to_srgb(np.array([[0, 1, 0]], np.float32)), [[0, 1, 0]], atol=2e-2)


@pytest.mark.parametrize(
    "profile",
    [
        b"",
        b"no profile",
        bytes(500),
        PROFILES["adobe"][:200],
        profiles.profile({}),
        profiles.profile({}, b"GRAY"),
        matrix_profile(np.zeros((3, 3)), gamma(2.0)),
        matrix_profile(ADOBE, points(np.full(40, 0.5))),
        matrix_profile(ADOBE, points(STEPS)[:40]),
        matrix_profile(ADOBE, parametric(9, 1.0)),
        profiles.profile({b"A2B0": b"junk" * 9, b"B2A0": b"junk" * 9}),
    ],
)
def test_what_is_no_profile_of_rgb_is_refused(profile: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        conversion(profile)
