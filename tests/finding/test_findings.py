"""Marks as values: what belongs together, what a sensitivity shows, and the mask it makes."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.geometry import Rect
from inpaint_studio.finding.findings import Findings, findings, least_confidence


def looked(confidence: np.ndarray, kind: int = 0) -> Findings:
    kinds = np.full((len(KINDS), confidence.shape[0] // 8, confidence.shape[1] // 8), 0.05, np.float32)
    kinds[kind] = 0.7
    return findings(confidence, kinds)


def test_an_intact_photo_has_no_marks() -> None:
    found = looked(np.zeros((64, 80), np.float32))
    assert found.marks == ()
    assert found.shown(100) == []
    assert found.mask([], 100).area == 0


def test_a_mark_has_its_kind_its_peak_and_its_rectangle() -> None:
    confidence = np.zeros((64, 80), np.float32)
    confidence[10:20, 30:34] = 0.6
    confidence[15, 31] = 0.9
    found = looked(confidence, kind=2)
    (mark,) = found.marks
    assert (mark.kind, mark.rect, mark.area) == ("scratch", Rect(30, 10, 4, 10), 40)
    assert mark.confidence == pytest.approx(0.9, abs=0.002)
    assert found.mask([0]).area == 40


def test_marks_that_only_faintly_touch_stay_apart() -> None:
    confidence = np.zeros((64, 80), np.float32)
    confidence[10:14, 10:14] = confidence[10:14, 40:44] = 0.9
    confidence[12, 14:40] = 0.1
    found = looked(confidence)
    assert [mark.confidence for mark in found.marks] == pytest.approx([0.9, 0.9], abs=0.002)
    assert [mark.area for mark in found.marks] == [16 + 13, 16 + 13]
    # the bridge is not part of what is replaced at the usual sensitivity
    assert found.mask([0, 1]).area == 32


def test_a_faint_mark_shows_at_a_higher_sensitivity_only() -> None:
    confidence = np.zeros((64, 80), np.float32)
    confidence[5:8, 5:8] = 0.99
    confidence[30:33, 50:53] = 0.15
    found = looked(confidence)
    assert len(found.marks) == 2
    assert len(found.shown(50)) == 1
    assert len(found.shown(90)) == 2
    assert found.shown(0) == found.shown(50)


def test_more_sensitivity_never_marks_less() -> None:
    rng = np.random.default_rng(3)
    confidence = np.clip(rng.normal(0.15, 0.25, (96, 96)), 0, 1).astype(np.float32)
    found = looked(confidence)
    before = 0
    shown: set[int] = set()
    for sensitivity in range(0, 101, 10):
        now = set(found.shown(sensitivity))
        assert shown <= now
        area = found.mask(now, sensitivity).area
        assert area >= before
        shown, before = now, area
    assert shown


def test_kinds_choose_marks_and_counts_count_them() -> None:
    confidence = np.zeros((64, 80), np.float32)
    confidence[5:8, 5:8] = confidence[40:60, 60:62] = 0.9
    kinds = np.zeros((len(KINDS), 8, 10), np.float32)
    kinds[0, :4], kinds[2, 4:] = 1, 1
    found = findings(confidence, kinds)
    assert found.counts() == {"speck": 1, "scratch": 1}
    assert [found.marks[i].kind for i in found.shown(kinds=["scratch"])] == ["scratch"]


def test_the_least_confidence_falls_with_the_sensitivity() -> None:
    levels = [least_confidence(sensitivity) for sensitivity in range(0, 101, 5)]
    assert levels == sorted(levels, reverse=True)
    assert 0 < levels[-1] < 0.1
    assert 0.8 < levels[0] < 1
