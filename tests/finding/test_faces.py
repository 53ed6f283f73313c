"""Faces are found in a known portrait, however it is stored; care with them drops doubtful marks only."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.finding.faces import find_faces
from inpaint_studio.finding.findings import CARE, Findings, findings, least_confidence

EYES_AND_MOUTH = Rect(185, 85, 75, 75)
"""Of the astronaut, in her portrait of 512 x 512 px."""


def portrait(scale: float = 1) -> np.ndarray:
    pixels = np.asarray(astronaut())
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def has_face(faces: tuple[Rect, ...], scale: float = 1) -> bool:
    eyes = Rect(*(round(scale * number) for number in EYES_AND_MOUTH.numbers))
    return any(face.contains(eyes) and face.area < 5 * eyes.area for face in faces)


@pytest.mark.parametrize("scale", [0.8, 1, 3.3])
def test_a_face_is_found_in_photos_of_any_size(scale: float) -> None:
    pixels = portrait(scale)
    faces = find_faces(Photo(pixels=pixels))
    assert has_face(faces, scale)
    assert len(faces) <= 3
    whole = Rect(0, 0, pixels.shape[1], pixels.shape[0])
    assert all(whole.contains(face) for face in faces)


def test_a_face_is_found_on_a_faded_print_in_sixteen_bit_grey() -> None:
    grey = cv2.cvtColor(portrait(), cv2.COLOR_RGB2GRAY)
    faded = (0.5 + 0.25 * (grey / 255)) * 65535
    assert has_face(find_faces(Photo(pixels=faded.astype(np.uint16))))


@pytest.mark.parametrize("size", [(1, 1), (20, 600), (31, 31), (300, 40)])
def test_where_no_face_can_be_there_is_none(size: tuple[int, int]) -> None:
    assert find_faces(Photo(pixels=np.full((*size, 3), 128, np.uint8))) == ()


def marked() -> Findings:
    """Doubtful and certain marks, in the face (10 to 40) and beside it, and one that leaves it."""
    confidence = np.zeros((64, 96), np.float32)
    doubtful = (least_confidence(50) + least_confidence(50 - CARE)) / 2
    confidence[12:15, 12:15] = confidence[12:15, 60:63] = confidence[25:27, 30:60] = doubtful
    confidence[32:34, 12:30] = 0.99
    return findings(confidence, np.ones((len(KINDS), 8, 12), np.float32))


def test_care_drops_only_the_doubtful_marks_in_a_face() -> None:
    found = replace(marked(), faces=(Rect(10, 10, 30, 30), Rect(20, 10, 20, 20)))
    assert len(found.shown()) == 4
    assert [found.marks[i].rect for i in found.shown(careful_faces=True)] == [
        Rect(60, 12, 3, 3),
        Rect(30, 25, 30, 2),
        Rect(12, 32, 18, 2),
    ]
    assert found.counts(careful_faces=True).total() == 3
    # what needs more confidence to show is no smaller for it
    certain = found.shown(careful_faces=True)[2:]
    assert found.mask(certain).area == 36


def test_without_a_face_care_changes_nothing_and_unasked_for_faces_are_an_error() -> None:
    found = replace(marked(), faces=())
    assert found.shown(careful_faces=True) == found.shown()
    with pytest.raises(ValueError, match="faces"):
        marked().shown(careful_faces=True)
