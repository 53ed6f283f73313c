from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.codec.few import chosen, made_of
from inpaint_studio.core.errors import Cancelled
from tests.codec.pictures import discs, psnr


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_about_the_share_that_is_asked_for_is_kept(share: float) -> None:
    kept = chosen(discs(), share)
    assert kept.mean() == pytest.approx(share, rel=0.2)


def test_pixels_are_kept_where_the_picture_bends() -> None:
    picture = np.full((60, 60, 1), 40, np.uint8)
    picture[:, 30:] = 200
    kept = chosen(picture, 0.05)
    assert kept[:, 26:34].mean() > 8 * kept[:, :20].mean()


def test_kept_pixels_stay_and_more_of_them_make_a_nearer_picture() -> None:
    picture = discs()
    likeness = []
    for share in (0.02, 0.1, 0.4):
        kept = chosen(picture, share)
        made = made_of(picture, kept)
        assert (made[kept] == picture[kept]).all()
        likeness.append(psnr(picture, made))
    assert likeness == sorted(likeness)
    assert likeness[-1] > 35


def test_an_even_picture_and_a_single_pixel() -> None:
    for shape in ((1, 1, 3), (20, 30, 1)):
        picture = np.full(shape, 77, np.uint8)
        assert (made_of(picture, chosen(picture, 0.01)) == 77).all()


def test_it_can_be_stopped() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        made_of(discs(), chosen(discs(), 0.1), stop)
