from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.codec.container import unpacked
from inpaint_studio.codec.decoder import decoded
from inpaint_studio.codec.encoder import encoded
from inpaint_studio.core.errors import StudioError
from tests.codec.pictures import discs, psnr


@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_comes_back_much_alike_from_few_bytes(channels: int) -> None:
    picture = discs(channels=channels)
    data = encoded(picture, quality=60)
    assert decoded(data).shape == picture.shape
    assert len(data) < picture.size / 40
    assert psnr(picture, decoded(data)) > 33


def test_contours_keep_a_step_sharp() -> None:
    picture = np.full((64, 64, 1), 60, np.uint8)
    picture[:, 29:] = 190
    data = encoded(picture, quality=40)
    assert len(data) < 80
    assert np.abs(decoded(data).astype(int) - picture).max() <= 12


def test_better_quality_is_larger_and_nearer() -> None:
    picture = discs()
    files = [encoded(picture, quality=quality) for quality in (20, 45, 70, 95)]
    sizes = [len(data) for data in files]
    likeness = [psnr(picture, decoded(data)) for data in files]
    assert sizes == sorted(set(sizes))
    assert likeness == sorted(set(likeness))


@pytest.mark.parametrize("bpp", [0.3, 0.8])
def test_a_rate_is_met_from_below(bpp: float) -> None:
    picture = discs(128, 128)
    picture = picture + np.random.default_rng(1).integers(0, 9, picture.shape, np.uint8)
    data = encoded(picture, bpp=bpp)
    assert 0.97 * bpp <= len(data) * 8 / 128**2 <= bpp


def test_a_rate_that_is_too_low_is_refused() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    with pytest.raises(StudioError, match="bits per pixel is the least"):
        encoded(noise, bpp=0.01)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 17), (40, 40)])
def test_the_least_rate_that_is_named_is_met(height: int, width: int) -> None:
    picture = discs(height, width)
    with pytest.raises(StudioError) as caught:
        encoded(picture, bpp=0.001)  # less than one byte
    least = float(caught.value.values["bpp"])
    assert len(encoded(picture, bpp=least)) * 8 / (height * width) <= least


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 70), (65, 2)])
def test_odd_sizes(height: int, width: int) -> None:
    picture = discs(height, width)
    assert decoded(encoded(picture, quality=80)).shape == picture.shape


def test_the_same_picture_gives_the_same_bytes_both_ways() -> None:
    picture = discs()
    data = encoded(picture, quality=50)
    assert encoded(picture, quality=50) == data
    assert (decoded(data) == decoded(data)).all()


def test_the_header_says_what_was_asked() -> None:
    header, _ = unpacked(encoded(discs(30, 50, 1), quality=50))
    assert (header.size.width, header.size.height, header.channels) == (50, 30, 1)
