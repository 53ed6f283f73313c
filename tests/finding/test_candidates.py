"""Candidates for marks: what is known of them, and how a classifier's answer moves the confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from inpaint_studio.core.arrays import Bytes, Floats
from inpaint_studio.core.damage import MARK_FEATURES
from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.photo import Photo
from inpaint_studio.finding import network
from inpaint_studio.finding.candidates import POSSIBLE, Classifier, candidates
from inpaint_studio.finding.find import judge

if TYPE_CHECKING:
    from inpaint_studio.nets.finder import MarkClassifier


def scene(*, dots: int = 12, seed: int = 1) -> tuple[Bytes, Floats]:
    """A soft photo with white dots of 4 px and a confidence that holds them likely."""
    rng = np.random.default_rng(seed)
    grey = cv2.resize(
        rng.integers(60, 180, (6, 8)).astype(np.uint8), (200, 150), interpolation=cv2.INTER_CUBIC
    )
    picture = np.repeat(grey[..., None], 3, 2)
    confidence = np.full((150, 200), 0.01, np.float32)
    for _ in range(dots):
        y, x = rng.integers(8, 140), rng.integers(8, 190)
        picture[y : y + 4, x : x + 4] = 240
        confidence[y : y + 4, x : x + 4] = rng.uniform(0.3, 0.99)
    return picture, confidence


def classifier(last: float = 0.0, *, seed: int = 3) -> MarkClassifier:
    import torch

    from inpaint_studio.nets.finder import MarkClassifier

    torch.manual_seed(seed)
    made = MarkClassifier()
    torch.nn.init.constant_(made.layers[-1].bias, last)  # type: ignore[arg-type]
    return made.requires_grad_(False)


def as_arrays(module: MarkClassifier) -> dict[str, Any]:
    return {f"marks.{name}": value.numpy() for name, value in module.state_dict().items()}


@pytest.mark.parametrize("scale", [1, 2, 3])
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (33, 5), (64, 70)])
def test_photos_of_any_size_are_described(size: tuple[int, int], scale: int) -> None:
    height, width = size
    picture = np.full((-(-height // scale), -(-width // scale), 3), 90, np.uint8)
    for share in (1.0, 0.2):
        confidence = np.zeros(size, np.float32)
        confidence.flat[:: round(1 / share)] = share
        found = candidates(picture, scale, confidence)
        assert found is not None
        assert found.features.shape == (found.labels.max(), MARK_FEATURES)
        assert np.isfinite(found.features).all()
        assert found.areas.sum() == np.count_nonzero(confidence > POSSIBLE)
    assert candidates(picture, scale, np.full(size, POSSIBLE / 2, np.float32)) is None


def test_a_large_scan_is_described_like_a_small_one() -> None:
    picture, confidence = scene()
    small = candidates(picture, 1, confidence)
    large = candidates(picture, 3, cv2.resize(confidence, None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST))
    assert small is not None
    assert large is not None
    assert len(small.areas) == len(large.areas)
    np.testing.assert_allclose(large.areas, 9 * small.areas)
    differ = np.flatnonzero(np.abs(small.features - large.features).max(0) > 0.2)
    # the logarithm of the scale itself, and what depends on how squares and pixels meet
    assert len(differ) <= 3, f"the features {differ} differ"


def test_what_is_like_the_other_marks_is_told_from_what_is_not() -> None:
    picture, confidence = scene()
    picture[70:74, 100:104] = 150  # a dot of another tone, as likely to the network
    confidence[70:74, 100:104] = 0.9
    found = candidates(picture, 1, confidence)
    assert found is not None
    other = found.labels[72, 102] - 1
    differs = np.abs(found.features - np.median(found.features, 0)) / (found.features.std(0) + 1e-6)
    tones = differs[:, [32, 33]].max(1)  # those that compare the tone with the usual one of the others
    assert tones.argmax() == other


@pytest.mark.needs_torch
def test_the_classifier_says_the_same_in_numpy_as_in_torch() -> None:
    import torch

    module = classifier()
    for parameter in module.layers[-1].parameters():
        torch.nn.init.normal_(parameter)
    module.mean.normal_()
    features = 3 * np.random.default_rng(0).normal(size=(50, MARK_FEATURES)).astype(np.float32)
    ours = Classifier.of(as_arrays(module)).log_odds(features)
    np.testing.assert_allclose(ours, module(torch.from_numpy(features)).numpy(), atol=1e-4)


@pytest.mark.needs_torch
@pytest.mark.parametrize("lost", ["marks.mean", "marks.layers.1.bias", "marks.layers.2.weight"])
def test_weights_without_all_of_a_classifier_are_refused(monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    arrays = as_arrays(classifier())
    del arrays[lost]
    monkeypatch.setattr("inpaint_studio.weights.shipped.load_arrays", lambda name: (arrays, {}))
    with pytest.raises(StudioError, match="finder"):
        network.classifier()


@pytest.mark.needs_torch
def test_the_answer_moves_candidates_and_the_rest_goes_down() -> None:
    picture, confidence = scene()
    marks = confidence > POSSIBLE
    judged = {}
    for answer in (-20.0, 0.0, 3.0):
        judged[answer] = confidence.copy()
        judge(Photo(pixels=picture), judged[answer], 1, Classifier.of(as_arrays(classifier(answer))))
        assert (judged[answer][~marks] < confidence[~marks]).all()
        assert ((judged[answer] >= 0) & (judged[answer] <= 1)).all()
    np.testing.assert_allclose(judged[0.0][marks], confidence[marks], atol=1e-6)
    assert (judged[3.0][marks] > confidence[marks]).all()
    assert (judged[-20.0][marks] < confidence[marks]).all()


@pytest.mark.needs_torch
def test_what_is_certain_and_what_is_impossible_stays() -> None:
    picture, confidence = scene()
    confidence = (confidence > POSSIBLE).astype(np.float32)
    before = confidence.copy()
    judge(Photo(pixels=picture), confidence, 1, Classifier.of(as_arrays(classifier(-20.0))))
    np.testing.assert_array_equal(confidence, before)


@pytest.mark.needs_torch
def test_a_photo_full_of_candidates_can_be_left_in_the_middle() -> None:
    picture, confidence = scene()
    before = confidence.copy()
    asked = []

    def is_cancelled() -> bool:
        asked.append(True)
        return len(asked) > 20

    untrained = Classifier.of(as_arrays(classifier()))
    with pytest.raises(Cancelled):
        judge(Photo(pixels=picture), confidence, 1, untrained, is_cancelled)
    np.testing.assert_array_equal(confidence, before)
