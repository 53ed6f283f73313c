from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.evaluation.cases import HOLES, Case, cases_in, load
from tests.cli.studio import save_mask, save_photo, textured


@pytest.mark.parametrize("kind", HOLES)
def test_a_made_hole_depends_on_the_seed_and_the_name_alone(tmp_path: Path, kind: str) -> None:
    photo = save_photo(tmp_path / "photo.png", textured(100, 140))
    first, again, other = (load(Case(photo, None, kind, seed)) for seed in (1, 1, 2))
    assert first.mask.digest == again.mask.digest
    assert first.mask.digest != other.mask.digest
    assert 0 < first.mask.area < first.mask.size.area


def test_the_answer_is_not_in_the_photo_that_engines_see(tmp_path: Path) -> None:
    photo = save_photo(tmp_path / "photo.png", textured())
    loaded = load(Case(photo, None, "object", 0))
    hole = loaded.mask.hole
    assert len(np.unique(loaded.photo.pixels[hole], axis=0)) == 1
    assert (loaded.photo.pixels[~hole] == loaded.truth.pixels[~hole]).all()


def test_a_16_bit_photo_with_alpha_is_scored_as_8_bit_rgb(tmp_path: Path) -> None:
    photo = save_photo(tmp_path / "photo.png", textured(channels=4, dtype=np.uint16))
    truth = load(Case(photo, None)).truth
    assert (truth.dtype, truth.channels, truth.alpha) == (np.uint8, 3, None)


def test_shrinking_shrinks_photo_and_mask_alike(tmp_path: Path) -> None:
    photo, mask = save_photo(tmp_path / "photo.png", textured()), save_mask(tmp_path / "mask.png")
    loaded = load(Case(photo, mask), longest=40)
    assert (loaded.truth.size.width, loaded.truth.size.height) == (40, 30)
    assert loaded.mask.size == loaded.truth.size
    # the hole of 12 x 10 px, and no photo pixel that saw any of it is known
    assert loaded.mask.bounds.width in (6, 7)
    assert loaded.mask.bounds.height in (5, 6)


def test_a_photo_that_is_small_enough_is_left_alone(tmp_path: Path) -> None:
    photo = save_photo(tmp_path / "photo.png", textured())
    assert (load(Case(photo, None), longest=500).truth.pixels == textured()).all()


def test_a_photo_without_its_mask_is_named(tmp_path: Path) -> None:
    photos, masks = tmp_path / "photos", tmp_path / "masks"
    photos.mkdir()
    masks.mkdir()
    save_photo(photos / "a.png", textured())
    with pytest.raises(StudioError, match=r"a\.png"):
        cases_in(photos, masks=masks)
