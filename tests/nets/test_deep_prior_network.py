"""The untrained network: the sizes it draws, and how it grows."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from inpaint_studio.nets.deep_prior import SMALLEST_SIDE, DeepPrior

pytestmark = pytest.mark.needs_torch


def noises(network: DeepPrior, sizes: list[tuple[int, int]]) -> list[Tensor]:
    """Grow the network to so many scales, with noise for each."""
    generator = torch.Generator().manual_seed(0)
    found = []
    for index, (height, width) in enumerate(sizes):
        if index:
            network.grow()
        found.append(torch.rand(network.noise_shape(height, width), generator=generator))
    return found


@pytest.mark.parametrize(
    "sizes",
    [[(1, 1)], [(47, 33)], [(20, 31), (39, 61), (77, 122)], [(1, 500), (1, 1000)], [(40, 40), (80, 79)]],
    ids=str,
)
def test_it_draws_any_size(sizes: list[tuple[int, int]]) -> None:
    network = DeepPrior()
    drawn = network(noises(network, sizes))
    height, width = sizes[-1]
    assert drawn.shape == (1, 3, max(height, SMALLEST_SIDE), max(width, SMALLEST_SIDE))
    assert torch.isfinite(drawn).all()


def test_a_new_stage_changes_nothing_but_the_size() -> None:
    network = DeepPrior()
    small = noises(network, [(64, 64)])
    before = network(small)
    network.grow()
    after = network([*small, torch.rand(network.noise_shape(128, 128))])
    inside = torch.nn.functional.avg_pool2d(after, 2)
    assert (inside - before).abs().mean() < 0.2 * before.std()


def test_every_part_learns() -> None:
    network = DeepPrior()
    network(noises(network, [(32, 40), (64, 80)])).square().mean().backward()
    silent = [name for name, each in network.named_parameters() if each.grad is None]
    assert silent == []
