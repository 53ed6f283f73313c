"""Holes made in batches, crops, ageing, and the augmentation for the discriminator."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from inpaint_studio.training import augment, holes
from inpaint_studio.training.config import AGEING, HOLES
from inpaint_studio.training.photos import Stored

pytestmark = pytest.mark.needs_torch


def rng(seed: int = 1) -> holes.Rng:
    return holes.Rng(torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("kind", sorted(holes.MAKERS))
@pytest.mark.parametrize("size", [(64, 64), (32, 72)])
def test_a_hole_of_each_kind_is_one_and_zero_and_takes_a_sensible_share(
    kind: str, size: tuple[int, int]
) -> None:
    made = holes.make_holes({kind: 1.0}, 32, *size, rng(), torch.Generator().manual_seed(1))
    assert made.shape == (32, 1, *size)
    assert set(made.unique().tolist()) <= {0.0, 1.0}
    shares = made.mean((1, 2, 3))
    assert float(shares.min()) > 0
    assert float(shares.max()) < 1
    least, most = {
        "scratches": (0.005, 0.2), "strokes": (0.05, 0.6), "objects": (0.05, 0.2),
        "boxes": (0.05, 0.4), "half": (0.25, 0.5), "pixels": (0.45, 0.75),
        "blobs": (0.3, 0.5), "freeform": (0.35, 0.55),
    }[kind]  # fmt: skip
    assert least < float(shares.mean()) < most


def test_the_same_numbers_give_the_same_holes_and_others_give_others() -> None:
    def make(seed: int) -> torch.Tensor:
        return holes.make_holes(HOLES, 8, 32, 32, rng(seed), torch.Generator().manual_seed(seed))

    assert torch.equal(make(1), make(1))
    assert not torch.equal(make(1), make(2))


def test_crops_come_out_in_range_and_from_the_right_photo() -> None:
    pixels = torch.from_numpy(np.repeat(np.array([10, 200], np.uint8), 40 * 50 * 3))
    stored = (Stored("dark", 0, 40, 50), Stored("light", 40 * 50 * 3, 40, 50))
    order = torch.Generator().manual_seed(1)
    crops = augment.draw_crops(stored, torch.ones(2), 16, 32, order)
    cut = augment.cut_crops(pixels, crops, 32, torch.device("cpu"))
    assert cut.shape == (16, 3, 32, 32)
    for crop, (photo, left, top, size, _) in zip(cut, crops, strict=True):
        assert 0 <= left <= 50 - size
        assert 0 <= top <= 40 - size
        wanted = (10 if photo.name == "dark" else 200) / 127.5 - 1
        torch.testing.assert_close(crop, torch.full_like(crop, wanted), atol=1e-5, rtol=0)


def test_crops_of_whole_scenes_are_at_least_the_share_asked_for() -> None:
    stored = (Stored("photo", 0, 400, 600),)
    for share, least, most in ((0.0, 32, 120), (0.7, 280, 290)):
        order = torch.Generator().manual_seed(1)
        crops = augment.draw_crops(stored, torch.ones(1), 64, 32, order, share=share)
        sizes = [size for _, _, _, size, _ in crops]
        assert least <= min(sizes) <= most
        assert max(sizes) <= 400


def test_other_colours_stay_in_range_and_spare_those_not_chosen() -> None:
    photos = torch.rand(64, 3, 8, 8, generator=torch.Generator().manual_seed(1)) * 2 - 1
    assert torch.equal(augment.recolour(photos, 0.0, rng()), photos)
    changed = augment.recolour(photos, 0.5, rng())
    assert float(changed.abs().max()) <= 1
    same = (changed - photos).abs().amax((1, 2, 3)) == 0
    assert 16 < int(same.sum()) < 48


def test_small_photos_are_left_out_while_there_are_large_ones_and_folders_have_weights() -> None:
    stored = (Stored("small", 0, 40, 40), Stored("large", 4800, 200, 200), Stored("rare", 4800, 200, 200))
    order = torch.Generator().manual_seed(1)
    drawn = augment.draw_crops(stored, torch.tensor([1.0, 1.0, 0.0]), 20, 128, order)
    assert {crop[0].name for crop in drawn} == {"large"}


def test_ageing_stays_in_range_and_each_kind_does_what_it_says() -> None:
    photos = torch.rand(4, 3, 32, 32) * 2 - 1
    assert torch.equal(augment.age(photos, {}, rng()), photos)
    grey = augment.age(photos, {"grey": 1.0}, rng())
    assert torch.allclose(grey[:, 0], grey[:, 2])
    sepia = augment.age(photos * 0.5, {"sepia": 1.0}, rng())
    assert bool((sepia[:, 0].mean() > sepia[:, 2].mean() - 1).all())
    for kind in AGEING:
        aged = augment.age(photos, {kind: 1.0}, rng())
        assert not torch.equal(aged, photos)
        assert float(aged.abs().max()) <= 1


def test_compression_keeps_flat_pictures_nearly_and_coarsens_fine_ones() -> None:
    flat = torch.full((1, 3, 16, 16), 0.3)
    step = torch.full((1, 1, 1, 1, 1, 1), 0.04)
    assert float((augment.jpeg_like(flat, step) - flat).abs().max()) < 0.01
    fine = torch.rand(1, 3, 16, 16)
    loss = [float((augment.jpeg_like(fine, step * k) - fine).square().mean()) for k in (0.1, 1, 8)]
    assert loss == sorted(loss)


def test_photo_fill_and_mask_are_changed_alike_and_gradients_pass() -> None:
    photo = torch.rand(6, 3, 32, 32)
    mask = (torch.rand(6, 1, 32, 32) < 0.5).float()
    fake = (photo * (1 - mask) + 0.5 * mask).requires_grad_(True)
    change = augment.PairAugment.draw(6, 1.0, rng())
    seen_photo, seen_fake = (change.moved(change.colours(picture)) for picture in (photo, fake))
    seen_mask = change.moved(mask)
    same = (seen_photo - seen_fake).abs().amax(1, keepdim=True) < 1e-6
    assert bool(same[seen_mask == 0].all())
    assert not torch.equal(seen_mask, mask)
    seen_fake.sum().backward()
    assert float(fake.grad.abs().sum()) > 0
    assert torch.equal(augment.PairAugment.draw(6, 0.0, rng()).moved(mask), mask)
