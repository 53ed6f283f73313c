"""Marks under review: what is taken at a curation, what decisions do, and where marks are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.core.damage import GROW, KINDS
from inpaint_studio.core.document.curation import Curation
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.core.tiles import TiledArray
from inpaint_studio.finding.findings import Findings, findings
from inpaint_studio.finding.review import LABEL_BITS, Covered, Review, Standing, Verdict, part_of

SIZE = Size(400, 300)
BLANK = TiledArray.blank(SIZE)
CERTAIN, USUAL, FAINT = range(3)
"""Three marks: a speck of confidence 0.95, a scratch of 0.7, and a speck of 0.4, too faint by default."""


def looked() -> Findings:
    confidence = np.zeros((300, 400), np.float32)
    confidence[20:26, 30:36] = 0.95
    confidence[100:260, 250:254] = 0.7
    confidence[280:284, 20:24] = 0.4
    kinds = np.full((len(KINDS), 300, 400), 0.1, np.float32)
    kinds[0] = 0.5
    kinds[2, :, 200:] = 0.9
    return findings(confidence, kinds)


@pytest.fixture
def review() -> Review:
    return Review(looked())


def covered(review: Review, **masks: TiledArray) -> Covered:
    shares = {
        name: review.share(masks.get(name, BLANK)) for name in ("accepted", "rejected", "protected", "done")
    }
    return Covered(**shares)


def judged(review: Review, curation: Curation | None = None, **masks: TiledArray) -> Verdict:
    return review.verdict(curation or Curation(), covered(review, **masks))


def rectangle(x: int, y: int, width: int, height: int) -> TiledArray:
    tiles = TiledArray.blank(SIZE)
    tiles.write(Rect(x, y, width, height), 255)
    return tiles


def test_without_decisions_it_takes_what_the_findings_show(review: Review) -> None:
    for sensitivity in (0, 30, 50, 70, 100):
        verdict = judged(review, Curation(sensitivity))
        shown = review.findings.shown(sensitivity)
        assert verdict.taken.tolist() == shown
        expected = review.findings.mask(shown, sensitivity)
        assert np.array_equal(review.mask(verdict, BLANK).coverage, expected.coverage)
        assert verdict.counts == {kind: review.findings.counts(sensitivity)[kind] for kind in KINDS}


def test_decisions_hold_whatever_the_sensitivity_is(review: Review) -> None:
    rejected = review.painted(BLANK, [CERTAIN], 255)
    accepted = review.painted(BLANK, [FAINT], 255)
    for sensitivity in (0, 50, 100):
        verdict = judged(review, Curation(sensitivity), rejected=rejected, accepted=accepted)
        assert verdict.standing[CERTAIN] == Standing.REJECTED
        assert verdict.standing[FAINT] == Standing.TAKEN
        mask = review.mask(verdict, BLANK)
        assert not mask.coverage[:50].any()
        assert (mask.coverage[280:284, 20:24] == 255).all()


def test_a_decision_taken_back_leaves_nothing(review: Review) -> None:
    rejected = review.painted(BLANK, [CERTAIN, USUAL], 255)
    back = review.painted(rejected, [CERTAIN, USUAL], 0)
    assert back.tiles_used() == []
    assert rejected.tiles_used() != []
    assert BLANK.tiles_used() == []


def test_hidden_kinds_are_counted_but_not_taken(review: Review) -> None:
    verdict = judged(review, Curation(hidden=frozenset({"scratch"})))
    assert verdict.counts["scratch"] == 1
    assert verdict.standing[USUAL] == Standing.HIDDEN
    assert verdict.taken.tolist() == [CERTAIN]


def test_nothing_is_taken_in_a_protected_region(review: Review) -> None:
    inside = rectangle(0, 0, 100, 100)
    assert judged(review, protected=inside).standing[CERTAIN] == Standing.PROTECTED
    # a mark that mostly lies outside loses what is inside
    edge = rectangle(200, 90, 100, 60)
    verdict = judged(review, protected=edge)
    assert verdict.standing[USUAL] == Standing.TAKEN
    coverage = review.mask(verdict, edge).coverage
    assert not coverage[90:150, 200:300].any()
    assert (coverage[150:260, 250:254] == 255).all()
    # not by its rim either
    added = review.added(BLANK, verdict, edge).read(Rect.of(SIZE))
    assert not added[90:150, 200:300].any()
    assert (added[150:263, 248:256] == 255).any()


def test_what_is_in_the_mask_already_is_done(review: Review) -> None:
    verdict = judged(review, done=rectangle(240, 90, 40, 200))
    assert verdict.standing[USUAL] == Standing.DONE
    assert verdict.counts["scratch"] == 0
    added = review.added(BLANK, verdict, BLANK)
    expected = review.mask(verdict, BLANK).grown(GROW)
    assert np.array_equal(added.read(Rect.of(SIZE)), expected.coverage)


def test_what_was_added_is_done(review: Review) -> None:
    """Although the mask holds only the certain part of a mark, at any sensitivity afterwards."""
    confidence = np.zeros((300, 400), np.float32)
    confidence[20:60, 30:90] = 0.2
    confidence[30:34, 40:44] = 0.9
    found = Review(findings(confidence, np.full((len(KINDS), 30, 40), 0.1, np.float32)))
    added = found.added(BLANK, judged(found), BLANK)
    assert Mask(added.read(Rect.of(SIZE))).bounds == Rect(40, 30, 4, 4).grown(int(GROW))
    for sensitivity in (0, 50, 100):
        assert judged(found, Curation(sensitivity), done=added).taken.tolist() == []


def test_the_rectangle_of_what_shows(review: Review) -> None:
    assert review.rect_of(CERTAIN, judged(review)) == Rect(30, 20, 6, 6)
    confidence = np.zeros((300, 400), np.float32)
    confidence[20:60, 30:90] = 0.2
    confidence[30:34, 40:44] = 0.9
    found = Review(findings(confidence, np.full((len(KINDS), 30, 40), 0.1, np.float32)))
    assert found.rect_of(0, judged(found)) == Rect(40, 30, 4, 4)
    assert found.rect_of(0, judged(found, Curation(100))) == Rect(30, 20, 60, 40)


def test_a_mask_keeps_what_it_had(review: Review) -> None:
    before = rectangle(300, 10, 20, 20)
    added = review.added(before, judged(review), BLANK).read(Rect.of(SIZE))
    assert (added[10:30, 300:320] == 255).all()
    assert added[22, 32] == 255


def test_the_doubtful_come_first(review: Review) -> None:
    verdict = judged(review)
    assert review.doubtful(Curation(), verdict) == [USUAL, FAINT, CERTAIN]
    # those that only much more sensitivity would show are left out
    assert review.doubtful(Curation(30), judged(review, Curation(30))) == [USUAL, CERTAIN]
    assert review.doubtful(Curation(10), judged(review, Curation(10))) == [CERTAIN]
    hidden = Curation(hidden=frozenset({"scratch"}))
    assert USUAL not in review.doubtful(hidden, judged(review, hidden))


def test_the_mark_at_a_point(review: Review) -> None:
    verdict = judged(review)
    assert review.mark_at(32, 22, 0, verdict) == CERTAIN
    assert review.mark_at(40, 22, 6, verdict) == CERTAIN
    assert review.mark_at(60, 22, 6, verdict) is None
    assert review.mark_at(22, 282, 3, verdict) == FAINT
    assert review.mark_at(-50, -50, 3, verdict) is None
    protected = judged(review, protected=rectangle(0, 0, 100, 100))
    assert review.mark_at(32, 22, 3, protected) is None


def test_the_marks_under_a_stroke(review: Review) -> None:
    stroke = list(brush(Stroke(((10, 23, 4), (300, 23, 4), (252, 200, 4))), Rect.of(SIZE)))
    verdict = judged(review)
    assert review.marks_under(stroke, verdict, Standing.TAKEN) == [CERTAIN, USUAL]
    assert review.marks_under(stroke, verdict, Standing.REJECTED) == []


def test_decisions_hold_in_another_look(review: Review) -> None:
    """Its marks have other numbers, and other outlines."""
    rejected = review.painted(BLANK, [USUAL], 255)
    confidence = np.zeros((300, 400), np.float32)
    confidence[5:8, 5:8] = 0.9
    confidence[102:255, 251:255] = 0.8
    again = Review(findings(confidence, np.full((len(KINDS), 30, 40), 0.1, np.float32)))
    assert judged(again, rejected=rejected).standing.tolist() == [Standing.TAKEN, Standing.REJECTED]


def test_a_part_of_the_picture_keeps_the_numbers(review: Review) -> None:
    part = Review(part_of(review.findings, Rect(200, 50, 300, 300)))
    assert part.size == Size(300, 300)
    blank = TiledArray.blank(part.size)
    nothing = part.share(blank)
    verdict = part.verdict(Curation(), Covered(nothing, nothing, nothing, nothing))
    assert verdict.standing.tolist() == [Standing.DONE, Standing.TAKEN, Standing.DONE]
    assert part.marks[USUAL].rect == Rect(50, 50, 4, 160)
    assert (part.mask(verdict, blank).coverage[50:210, 50:54] == 255).all()


def test_no_speck_is_lost_in_a_reduced_picture(review: Review) -> None:
    for level in range(review.levels + 1):
        rows, columns = (np.arange(-(-side >> level)) for side in (SIZE.height, SIZE.width))
        keys = review.keys(level, rows, columns)
        labels = keys & ((1 << LABEL_BITS) - 1)
        assert set(np.unique(labels)) == {0, 1, 2, 3}
        assert (keys >> LABEL_BITS).max() == round(255 * 0.95)
        assert labels[22 >> level, 32 >> level] == CERTAIN + 1


def test_care_spares_marks_in_faces(review: Review) -> None:
    careful = Curation(careful=True)
    assert judged(review, careful).standing[USUAL] == Standing.TAKEN, "nobody looked for faces"
    found = replace(review.findings, faces=(Rect(200, 90, 100, 180),))
    with_faces = Review(found)
    assert judged(with_faces).taken.tolist() == [CERTAIN, USUAL]
    verdict = judged(with_faces, careful)
    assert verdict.taken.tolist() == found.shown(careful_faces=True) == [CERTAIN]
    accepted = with_faces.painted(BLANK, [USUAL], 255)
    assert judged(with_faces, careful, accepted=accepted).taken.tolist() == [CERTAIN, USUAL]
    part = Review(part_of(found, Rect(190, 80, 120, 200)))
    assert part.findings.faces == (Rect(10, 10, 100, 180),)


def test_a_picture_without_marks(review: Review) -> None:
    empty = Review(findings(np.zeros((5, 7), np.float32), np.zeros((len(KINDS), 1, 1), np.float32)))
    blank = TiledArray.blank(Size(7, 5))
    nothing = empty.share(blank)
    verdict = empty.verdict(Curation(), Covered(nothing, nothing, nothing, nothing))
    assert verdict.taken.tolist() == []
    assert empty.doubtful(Curation(), verdict) == []
    assert empty.mask(verdict, blank).area == 0
    assert empty.keys(0, np.arange(5), np.arange(7)).shape == (5, 7)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), sensitivity=st.integers(0, 100))
def test_shares_agree_with_counting(seed: int, sensitivity: int) -> None:
    rng = np.random.default_rng(seed)
    confidence = np.clip(rng.normal(0.1, 0.3, (61, 47)), 0, 1).astype(np.float32)
    review = Review(findings(confidence, rng.random((len(KINDS), 8, 6)).astype(np.float32)))
    tiles = TiledArray.from_array((rng.random((61, 47)) < 0.5).astype(np.uint8))
    share = review.share(tiles)
    labels = review.findings.labels
    for mark in range(len(review.marks)):
        levels = review.findings.confidence
        core = (labels == mark + 1) & (levels >= round(0.8 * 255 * review.marks[mark].confidence))
        inside = tiles.read(Rect(0, 0, 47, 61))[core]
        assert share[mark] == pytest.approx(inside.mean())
    nothing = np.zeros_like(share)
    verdict = review.verdict(Curation(sensitivity), Covered(nothing, nothing, nothing, nothing))
    expected = review.findings.mask(review.findings.shown(sensitivity), sensitivity)
    assert np.array_equal(review.mask(verdict, tiles.blank(tiles.size)).coverage, expected.coverage)
