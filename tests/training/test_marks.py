"""The classifier of candidates learns what the network alone cannot tell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.core.arrays import Bytes
from inpaint_studio.core.photo import Photo
from inpaint_studio.finding.candidates import Classifier
from inpaint_studio.finding.find import judge
from inpaint_studio.nets.finder import MarkClassifier
from inpaint_studio.training.damage.labels import UNDECIDED
from inpaint_studio.training.marks import learn_marks

pytestmark = pytest.mark.needs_torch


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


class Unsure(nn.Module):
    """Holds all that is brighter or darker than grey possible, whatever it is."""

    def __init__(self) -> None:
        super().__init__()
        self.level = nn.Parameter(torch.tensor(0.0))

    def forward(self, photo: Tensor) -> tuple[Tensor, Tensor]:
        damage = torch.where(photo.mean(1, keepdim=True).abs() > 0.3, 0.0, -6.0) + self.level
        return damage, torch.zeros(1, 7, photo.shape[2] // 4, photo.shape[3] // 4)


def photos(count: int, rng: np.random.Generator) -> Iterator[tuple[Bytes, Bytes]]:
    """Grey ones with white dots, which are damage, and black ones, which are not."""
    for _ in range(count):
        pixels = np.full((96, 128, 3), 128, np.uint8)
        labels = np.zeros((96, 128), np.uint8)
        for number in range(16):
            y, x = rng.integers(0, 90), rng.integers(0, 120)
            pixels[y : y + 4, x : x + 4] = 255 if number % 2 else 0
            labels[y : y + 4, x : x + 4] = number % 2
        yield pixels, labels


def test_it_learns_which_of_the_candidates_are_damage() -> None:
    network, classifier = Unsure(), MarkClassifier()
    count = learn_marks(network, classifier, photos(30, np.random.default_rng(1)), seed=2)
    assert count > 300
    [(pixels, _)] = photos(1, np.random.default_rng(9))
    confidence = np.where(np.abs(pixels.mean(2) - 128) > 40, 0.5, 0.002).astype(np.float32)
    arrays = {f"marks.{name}": value.numpy() for name, value in classifier.state_dict().items()}
    judge(Photo(pixels=pixels), confidence, 1, Classifier.of(arrays))
    alone = pixels[..., 0] > 200
    assert (confidence[alone] > 0.8).mean() > 0.9
    assert (confidence[pixels[..., 0] < 50] < 0.2).mean() > 0.9


def test_the_same_photos_and_seed_give_the_same_classifier() -> None:
    made = [MarkClassifier() for _ in range(2)]
    for number, classifier in enumerate(made):
        torch.manual_seed(number)  # what else was drawn does not count
        learn_marks(Unsure(), classifier, photos(3, np.random.default_rng(1)), seed=2)
    for one, other in zip(*(each.state_dict().values() for each in made), strict=True):
        assert torch.equal(one, other)


def test_undecided_pixels_and_photos_without_candidates_teach_nothing() -> None:
    classifier = MarkClassifier()
    before = {name: value.clone() for name, value in classifier.state_dict().items()}
    plain = (np.full((64, 64, 3), 128, np.uint8), np.zeros((64, 64), np.uint8))
    assert learn_marks(Unsure(), classifier, iter([plain]), seed=0) == 0
    assert all(torch.equal(value, before[name]) for name, value in classifier.state_dict().items())
    pixels, _ = next(photos(1, np.random.default_rng(1)))
    undecided = np.full(pixels.shape[:2], UNDECIDED, np.uint8)
    assert learn_marks(Unsure(), classifier, iter([(pixels, undecided)]), seed=0) == 0
    assert all(torch.equal(value, before[name]) for name, value in classifier.state_dict().items())
