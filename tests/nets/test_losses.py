"""The losses: when they are small, and what they ignore."""

from __future__ import annotations

import pytest
import torch

from inpaint_studio.nets import losses

pytestmark = pytest.mark.needs_torch

PHOTO = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(1)) * 2 - 1
MASK = torch.zeros(2, 1, 32, 32)
MASK[0, :, 4:8, 4:8] = 1
MASK[1, :, :16] = 1


def test_the_composite_is_the_photo_where_it_is_known_and_the_fill_elsewhere() -> None:
    fill = torch.full_like(PHOTO, 0.5)
    joined = losses.composite(PHOTO, fill, MASK)
    assert torch.equal(joined[0, :, 20:], PHOTO[0, :, 20:])
    assert bool((joined[0, :, 4:8, 4:8] == 0.5).all())


def test_the_difference_counts_in_the_hole_alone_and_each_picture_alike() -> None:
    wrong = PHOTO + 0.25
    assert float(losses.hole_l1(losses.composite(PHOTO, wrong, MASK), PHOTO, MASK)) == pytest.approx(0.25)
    outside = losses.composite(wrong, PHOTO, MASK)
    assert float(losses.hole_l1(outside, PHOTO, MASK)) == 0
    assert float(losses.known_l1(outside, PHOTO, MASK)) == pytest.approx(0.25)


def test_the_plan_leaves_out_texture_and_the_known_part() -> None:
    y, x = torch.meshgrid(torch.arange(32), torch.arange(32), indexing="ij")
    textured = PHOTO + 0.5 * ((x + y) % 2 * 2.0 - 1)
    assert float(losses.plan_l1(textured, PHOTO, MASK)) == pytest.approx(0, abs=1e-6)
    assert float(losses.plan_l1(PHOTO - 0.25, PHOTO, MASK)) == pytest.approx(0.25)
    outside = losses.composite(PHOTO + 1, PHOTO, MASK)
    assert float(losses.plan_l1(outside, PHOTO, MASK)) == 0


@pytest.mark.parametrize("name", sorted(losses.ADVERSARIAL))
def test_each_side_of_the_game_wants_its_own(name: str) -> None:
    game = losses.ADVERSARIAL[name]
    high, low = torch.full((2, 1, 2, 2), 3.0), torch.full((2, 1, 2, 2), -3.0)
    patches = torch.ones(2, 1, 2, 2)
    assert game.discriminator(high, low, patches) < game.discriminator(low, high, patches)
    assert game.generator(high, patches) < game.generator(low, patches)


def test_judging_by_the_mask_alone_does_not_pay() -> None:
    patches = torch.zeros(1, 1, 4, 4)
    patches[..., 0, 0] = 1
    by_mask = 1.0 - 2 * patches
    for game in losses.ADVERSARIAL.values():
        undecided = game.discriminator(torch.zeros_like(patches), torch.zeros_like(patches), patches)
        assert game.discriminator(by_mask, by_mask, patches) >= undecided


def test_patches_without_a_fill_do_not_count_as_fills() -> None:
    game = losses.ADVERSARIAL["hinge"]
    fake = torch.zeros(1, 1, 2, 2)
    patches = torch.zeros(1, 1, 2, 2)
    patches[..., 0, 0] = 1
    fake[..., 0, 0] = 4
    assert float(game.generator(fake, patches)) == -4


def test_the_spectrum_tells_how_far_off_a_fill_is() -> None:
    assert float(losses.focal_frequency(PHOTO, PHOTO)) == 0
    near = losses.focal_frequency(PHOTO + 0.01 * torch.randn_like(PHOTO), PHOTO)
    assert 0 < float(near) < float(losses.focal_frequency(torch.zeros_like(PHOTO), PHOTO))


def test_matching_features_teaches_the_fill_and_not_the_photo() -> None:
    real = [torch.ones(2, 4, 4, 4, requires_grad=True)]
    fake = [torch.zeros(2, 4, 4, 4, requires_grad=True)]
    losses.feature_matching(fake, real).backward()
    assert real[0].grad is None
    assert fake[0].grad is not None


def test_different_fills_are_sought_and_grain_alone_is_not_different() -> None:
    one = torch.zeros(2, 3, 32, 32, requires_grad=True)
    alike = losses.mode_seeking(one, torch.zeros(2, 3, 32, 32), MASK)
    assert float(alike.detach()) == pytest.approx(1)
    alike.backward()
    assert torch.isfinite(one.grad).all()
    checks = (torch.arange(32)[:, None] + torch.arange(32)[None]) % 2 * 2.0 - 1
    grain = losses.mode_seeking(torch.zeros_like(PHOTO), checks.expand_as(PHOTO), MASK)
    assert float(grain) == pytest.approx(1)
    shape = losses.mode_seeking(torch.zeros_like(PHOTO), torch.full_like(PHOTO, 0.5), MASK)
    assert float(shape) < 0.2
