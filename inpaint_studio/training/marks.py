"""The second part of the finder's training: the classifier that judges candidates on whole photos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ..core.arrays import Bytes, Floats
from ..core.photo import Photo
from ..finding.candidates import Candidates, candidates
from ..finding.find import reduced, seen
from ..nets.finder import MarkClassifier
from .damage.labels import UNDECIDED

_SCALES = ((1, 0.6), (2, 0.3), (4, 0.1))
"""By how much the photos are reduced to describe what is around a candidate, and how often: so are large
scans, of which there are none to train on."""
_LEAST_DAMAGE = 0.003
"""The share of a photo that its damage counts as at least, when pixels are weighed."""
_HEAVIEST = 0.2
"""A candidate counts at most as much as this share of its photo's damage."""
_PASSES, _LEAST_STEPS, _BATCH, _RATE = 25, 300, 1024, 4e-3
_NEAR = np.ones((5, 5), np.uint8)
"""Pixels within 2 px of damage count as right, as in the scores."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Candidates of some photos, and what they are: (N, `MARK_FEATURES`), (N,) and (N,)."""

    features: Floats
    shares: Floats
    """Which share of each is damage, 0 to 1."""
    weights: Floats
    """How much each counts."""


def learn_marks(
    network: nn.Module, classifier: MarkClassifier, photos: Iterator[tuple[Bytes, Bytes]], seed: int
) -> int:
    """Train the classifier on what the network holds possible in these photos; how many candidates that were.

    `photos` are RGB, uint8 (H, W, 3), each with the labels of its pixels (H, W). The loss is the
    cross-entropy of a candidate's share of damage, weighed by its part of the photo's damage, so that all
    photos count alike. Without any candidate that can be judged the classifier stays as it is.
    """
    rng = np.random.default_rng(seed)
    steps, chances = zip(*_SCALES, strict=True)
    found = [
        judged
        for photo, labels in photos
        if (judged := _judged(network, photo, labels, int(rng.choice(steps, p=chances)))) is not None
    ]
    if not found:
        return 0
    _fit(classifier, found, seed)
    return sum(len(each.shares) for each in found)


def _judged(network: nn.Module, pixels: Bytes, labels: Bytes, scale: int) -> Judged | None:
    photo = Photo(pixels=pixels)
    scales = [step for step, _ in _SCALES if step <= scale]
    confidence, _ = seen(photo, scales, partial(_looked, network))
    found = candidates(reduced(photo, scale), scale, confidence)
    judged = None if found is None else _compared(found, labels)
    return judged if judged is not None and judged.weights.any() else None


@torch.inference_mode()
def _looked(network: nn.Module, picture: Bytes) -> tuple[Floats, Floats]:
    """What `finding.network.look` returns, by torch."""
    device = next(network.parameters()).device
    planes = torch.from_numpy(picture).to(device).permute(2, 0, 1)[None].float() / 127.5 - 1
    damage, kind = network(planes)
    return damage[0, 0].sigmoid().cpu().numpy(), kind[0].softmax(0).cpu().numpy()


def _compared(found: Candidates, labels: Bytes) -> Judged:
    """Candidates with their share of the decided pixels that are damage."""
    decided = labels != UNDECIDED
    truth = (labels > 0) & decided
    near = cv2.dilate(truth.astype(np.uint8), _NEAR) > 0
    count = len(found.areas) + 1
    known, right = (
        np.bincount(found.labels.ravel(), each.ravel(), count)[1:] for each in (decided, decided & near)
    )
    weights = known / (np.count_nonzero(truth) + _LEAST_DAMAGE * truth.size)
    shares = right / np.maximum(known, 1)
    return Judged(
        found.features, shares.astype(np.float32), np.minimum(weights, _HEAVIEST).astype(np.float32)
    )


def _fit(classifier: MarkClassifier, found: Sequence[Judged], seed: int) -> None:
    features, shares, weights = (
        torch.from_numpy(np.concatenate(parts))
        for parts in zip(*((each.features, each.shares, each.weights) for each in found), strict=True)
    )
    order = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        fresh = MarkClassifier()
    fresh.mean.copy_(features.mean(0))
    fresh.deviation.copy_(features.std(0, unbiased=False) + 1e-3)
    weights = weights / weights.mean()
    steps = max(_LEAST_STEPS, _PASSES * len(features) // _BATCH)
    optimizer = torch.optim.AdamW(fresh.parameters(), _RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps)
    for _ in range(steps):
        some = torch.randint(len(features), (_BATCH,), generator=order)
        each = F.binary_cross_entropy_with_logits(fresh(features[some]), shares[some], reduction="none")
        optimizer.zero_grad()
        (each * weights[some]).mean().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    classifier.load_state_dict(fresh.state_dict())
