"""Attention: what is copied into a hole comes from known places that resemble it."""

from __future__ import annotations

import pytest
import torch

from inpaint_studio.nets.attention import PatchAttention

pytestmark = pytest.mark.needs_torch


def attending(channels: int = 8, inside: int = 6) -> PatchAttention:
    """One that compares features as they are, so that resemblance is plain."""
    torch.manual_seed(0)
    layer = PatchAttention(channels, inside).eval()
    layer.offered.load_state_dict(layer.wanted.state_dict())
    return layer


def test_a_place_in_the_hole_takes_from_the_known_place_that_looks_like_it() -> None:
    layer = attending()
    x = torch.randn(1, 8, 9, 12, generator=torch.Generator().manual_seed(1))
    x[..., 1:4, 1:4] = x[..., 5:8, 8:11]  # a patch, twice
    hole = torch.zeros(1, 1, 9, 12)
    hole[..., 5:8, 8:11] = 1
    taken = layer.attention(layer.norm(x), hole)[0, 6 * 12 + 9].detach()
    assert int(taken.argmax()) == 2 * 12 + 2
    torch.testing.assert_close(taken.sum(), torch.tensor(1.0))


def test_nothing_is_taken_from_the_hole_and_nothing_outside_it_changes() -> None:
    layer = attending()
    x = torch.randn(2, 8, 6, 6, generator=torch.Generator().manual_seed(1))
    hole = torch.zeros(2, 1, 6, 6)
    hole[..., 2:4, 2:5] = 1
    attention = layer.attention(layer.norm(x), hole).detach()
    assert float(attention[:, :, hole[0].flatten() == 1].max()) < 1e-6
    changed = (layer(x, hole) - x).detach().abs().amax(1, keepdim=True)
    assert float(changed[hole == 0].max()) == 0
    assert float(changed[hole == 1].min()) > 0


def test_where_nothing_is_known_it_stays_finite() -> None:
    layer = attending()
    assert bool(torch.isfinite(layer(torch.randn(1, 8, 4, 4), torch.ones(1, 1, 4, 4))).all())
    zeros = torch.zeros(1, 8, 4, 4, requires_grad=True)
    layer(zeros, torch.ones(1, 1, 4, 4)).sum().backward()
    assert zeros.grad is not None
    assert bool(torch.isfinite(zeros.grad).all())
