"""The projected discriminator: frozen features, fixed mixtures, verdicts about the hole."""

from __future__ import annotations

import pytest
import torch

from inpaint_studio.nets.autoencoder import Autoencoder, AutoencoderConfig
from inpaint_studio.nets.projected import CodeFeatures, ProjectedConfig, ProjectedDiscriminator

pytestmark = pytest.mark.needs_torch


@pytest.fixture
def features() -> CodeFeatures:
    torch.manual_seed(0)
    return CodeFeatures(Autoencoder(AutoencoderConfig(8, 12, (1, 2, 4))), (0, 2))


def judge_of(features: CodeFeatures) -> ProjectedDiscriminator:
    torch.manual_seed(1)
    return ProjectedDiscriminator(ProjectedConfig(features.channels, 6, 8)).eval()


def test_features_come_at_a_quarter_and_an_eighth_and_count_alike(features: CodeFeatures) -> None:
    found = features(torch.rand(2, 3, 64, 48) * 2 - 1)
    assert [tuple(each.shape) for each in found] == [(2, 56, 16, 12), (2, 12, 8, 6), (2, 12, 8, 6)]
    assert features.channels == (56, 12, 12)
    for each in found:
        assert float(each.square().mean()) == pytest.approx(1, abs=0.1)


def test_features_stay_as_they_are_and_pass_gradients_to_the_picture(features: CodeFeatures) -> None:
    picture = (torch.rand(1, 3, 32, 32) * 2 - 1).requires_grad_(True)
    judge = judge_of(features)
    verdict, seen = judge(features(picture), torch.ones(1, 1, 32, 32))
    assert len(seen) == 3
    verdict.sum().backward()
    assert picture.grad is not None
    assert float(picture.grad.abs().max()) > 0
    assert all(each.grad is None for each in features.parameters())
    assert not any(each.requires_grad for each in (*judge.across.parameters(), *judge.down.parameters()))
    assert all(each.grad is not None for each in judge.heads.parameters())


def test_there_is_a_verdict_for_each_level_and_square_of_16_px(features: CodeFeatures) -> None:
    judge = judge_of(features)
    picture = torch.rand(2, 3, 64, 48) * 2 - 1
    mask = torch.zeros(2, 1, 64, 48)
    verdict, _ = judge(features(picture), mask)
    assert verdict.shape == judge.patches(mask).shape == (2, 3, 4, 3)
    mask[:, :, 20, 40] = 1
    assert not torch.allclose(verdict, judge(features(picture), mask)[0])
    assert judge.patches(mask)[0, 2].nonzero().tolist() == [[1, 2]]


def test_the_mixtures_are_the_same_in_every_run() -> None:
    one, two = (ProjectedDiscriminator(ProjectedConfig((8, 8), 4, 4)) for _ in range(2))
    for first, second in zip(one.across.parameters(), two.across.parameters(), strict=True):
        assert torch.equal(first, second)
