"""What the infrared of rendered scans shows, against what is on them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.photo import Photo
from inpaint_studio.finding import network
from inpaint_studio.finding.find import find
from inpaint_studio.finding.findings import least_confidence
from inpaint_studio.finding.infrared.alignment import aligned
from inpaint_studio.finding.infrared.look import Seen, look
from inpaint_studio.finding.infrared.planes import logarithms
from inpaint_studio.finding.infrared.shapes import kinds_of
from tests.finding.film import Film, Scan, scanned

SMALL = Film(width=900, height=600, marks=36)
SCANS = {
    "aligned": SMALL,
    "shifted": replace(SMALL, shift=(3.4, -2.6)),
    "half the size": replace(SMALL, scale=0.5, shift=(3.4, 1.2)),
    "clean scanner": replace(SMALL, sigma=0.005, strength=0.3),
    "noisy scanner": replace(SMALL, sigma=0.063, shift=(-2.3, 3.4)),
    "8 bit": replace(SMALL, bits=8, sigma=0.005),
    "Kodachrome": replace(SMALL, crosstalk=0.3, shift=(3.4, -2.6)),
    "inverted negative": replace(SMALL, negative=True, crosstalk=0.1, shift=(-3.4, 2.0)),
    "all at once": replace(SMALL, scale=0.5, sigma=0.063, crosstalk=0.2, shift=(3.4, 1.2)),
}


def grown(flags: Any, by: int = 2) -> Any:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return cv2.dilate(flags.astype(np.uint8), kernel) > 0


def marked(seen: Seen) -> Any:
    """The pixels of the marks that the default sensitivity shows."""
    peaks = np.zeros(len(seen.kinds))
    np.maximum.at(peaks, seen.marks, seen.confidence / 255)
    shown = peaks[seen.marks] >= least_confidence(50)
    flags = np.zeros((seen.size.height, seen.size.width), bool)
    flags[seen.rows[shown], seen.columns[shown]] = True
    return flags


def quality(scan: Scan, found: Any) -> tuple[float, float, float]:
    """Precision and recall of pixels, right within 2 px, and the share of the damages half found."""
    near, near_found = grown(scan.damage), grown(found)
    precision = (found & near).sum() / max(1, found.sum())
    recall = (scan.damage & near_found).sum() / scan.damage.sum()
    whole, hit = (
        np.bincount(scan.pieces[where], minlength=len(scan.kinds) + 1)[1:]
        for where in (scan.damage, scan.damage & near_found)
    )
    return precision, recall, float((2 * hit >= whole)[whole > 0].mean())


@pytest.mark.parametrize("name", SCANS)
def test_damage_is_found_and_little_else(name: str) -> None:
    scan = scanned(SCANS[name])
    seen = look(scan.photo, scan.infrared)
    assert seen.notes == ()
    precision, recall, found = quality(scan, marked(seen))
    assert precision >= 0.93
    assert recall >= 0.97
    assert found >= 0.97


@pytest.mark.parametrize("name", SCANS)
def test_clean_film_has_nearly_no_marks(name: str) -> None:
    scan = scanned(replace(SCANS[name], marks=0))
    assert marked(look(scan.photo, scan.infrared)).mean() <= (0.003 if name == "all at once" else 0.0005)


@pytest.mark.parametrize("negative", [False, True])
@pytest.mark.parametrize("scale", [0.5, 1.0])
def test_silver_film_is_noticed(negative: bool, scale: float) -> None:
    scan = scanned(replace(SMALL, silver=True, crosstalk=0.9, negative=negative, scale=scale))
    seen = look(scan.photo, scan.infrared)
    assert [note.code for note in seen.notes] == ["infrared-image"]  # type: ignore[attr-defined]
    assert not seen.map.any()
    grey = Photo(pixels=scan.photo.pixels[..., :1])
    assert look(grey, scan.infrared).notes == seen.notes


def test_black_and_white_film_of_dyes_is_used() -> None:
    scan = scanned(replace(SMALL, silver=True, crosstalk=0.02))
    assert quality(scan, marked(look(scan.photo, scan.infrared)))[1] >= 0.97


def test_another_picture_is_no_infrared() -> None:
    scan = scanned(SMALL)
    other = np.ascontiguousarray(scan.photo.pixels[::-1, ::-1, 1])
    for plane in (other, np.zeros_like(other), np.full_like(other, 40000)):
        assert look(scan.photo, plane).notes != ()


def test_the_holder_of_the_film_is_not_damage() -> None:
    scan = scanned(replace(SMALL, marks=0))
    plane = scan.infrared.copy()
    plane[:60] = plane[:60] // 50
    plane[:, -40:] = plane[:, -40:] // 50
    assert not marked(look(scan.photo, plane)).any()


@pytest.mark.parametrize("shift", [(3.4, -2.6), (-7.3, 5.5), (0.0, 0.0)])
def test_shift_and_stretch_are_measured(shift: tuple[float, float]) -> None:
    scan = scanned(Film(shift=shift, stretch=1.002, crosstalk=0.1))
    brightness = logarithms(np.asarray(scan.photo.pixels)).mean(2)
    place = aligned(brightness, logarithms(scan.infrared), 1)
    assert place.sure
    for at in (0, 1200), (0, 800):
        side = 0 if at[1] == 1200 else 1
        for where in at:
            expected = where * 1.002 + shift[side]
            assert place.stretch[side] * where + place.shift[side] == pytest.approx(expected, abs=0.7)


def test_with_nothing_in_common_there_is_no_shift() -> None:
    rng = np.random.default_rng(4)
    noise = rng.normal(0, 0.02, (2, 500, 700)).astype(np.float32)
    place = aligned(noise[0], noise[1], 1)
    assert (place.sure, place.shift, place.stretch) == (False, (0.0, 0.0), (1.0, 1.0))


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (33, 5), (64, 64), (31, 700)])
def test_scans_of_any_size(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    photo = Photo(pixels=rng.integers(0, 255, (*size, 3), dtype=np.uint8))
    plane = rng.integers(40000, 42000, size, dtype=np.uint16)
    assert not marked(look(photo, plane)).any()


def test_a_plane_of_another_shape_and_cancelling() -> None:
    scan = scanned(replace(SMALL, marks=0))
    with pytest.raises(StudioError) as refused:
        look(scan.photo, scan.infrared[:, :300])
    assert refused.value.code == "infrared-size"
    with pytest.raises(Cancelled):
        look(scan.photo, scan.infrared, is_cancelled=lambda: True)


def test_kinds_by_shape() -> None:
    canvas = np.zeros((200, 600), np.int32)
    cv2.circle(canvas, (30, 30), 6, 1, -1)
    cv2.line(canvas, (100, 20), (190, 150), 2, 2)
    cv2.ellipse(canvas, (300, 100), (60, 50), 20, 0, 200, 3, 2)
    cv2.line(canvas, (500, 5), (500, 190), 4, 1)
    cv2.rectangle(canvas, (560, 20), (580, 36), 5, -1)
    canvas[100, 30] = 6
    rows, columns = np.nonzero(canvas)
    kinds = kinds_of(rows, columns, canvas[rows, columns] - 1, 6)
    assert kinds == ("speck", "scratch", "hair", "scratch", "speck", "speck")
    assert kinds_of(rows[:0], columns[:0], canvas[rows[:0], columns[:0]], 0) == ()


@pytest.fixture
def only_stains(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that finds one stain in the middle."""

    def see(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        confidence = np.zeros(picture.shape[:2], np.float32)
        height, width = confidence.shape
        confidence[height // 2 - 40 : height // 2 + 40, width // 2 - 40 : width // 2 + 40] = 0.98
        kinds = np.zeros((len(KINDS), height // 4, width // 4), np.float32)
        kinds[KINDS.index("stain")] = 1
        return confidence, kinds

    monkeypatch.setattr(network, "look", see)


def test_findings_carry_both(only_stains: None) -> None:
    scan = scanned(replace(SMALL, marks=12, shift=(3.4, -2.6)))
    heard: list[float] = []
    found = find(scan.photo, infrared=scan.infrared, on_progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(1)
    alone = find(scan.photo)
    assert alone.infrared is None
    assert alone.counts() == {"stain": 1}
    assert found.infrared is not None
    np.testing.assert_array_equal(found.confidence, np.maximum(alone.confidence, found.infrared))
    counts = found.counts()
    assert counts["stain"] >= 1
    assert counts["speck"] >= 5
    assert counts["hair"] + counts["scratch"] >= 2
    assert quality(scan, found.mask(found.shown()).hole)[1] >= 0.97


def test_findings_say_why_the_infrared_is_not_used(only_stains: None) -> None:
    scan = scanned(replace(SMALL, silver=True, crosstalk=0.9))
    found = find(scan.photo, infrared=scan.infrared)
    assert found.infrared is None
    assert "black-and-white film" in found.notes[0]
    np.testing.assert_array_equal(found.confidence, find(scan.photo).confidence)


def test_what_was_filled_since_the_scan_is_not_found_again(only_stains: None) -> None:
    scan = scanned(replace(SMALL, marks=12))
    pixels = np.asarray(scan.photo.pixels).copy()
    pixels[:, :450] = pixels[:, 10:460]
    found = find(Photo(pixels=pixels), infrared=scan.infrared, scanned=scan.photo)
    assert found.infrared is not None
    assert not found.infrared[:, :440].any()
    assert found.infrared[:, 450:].any()
