"""Lines, vanishing points, planes and repeating patterns, on façades that are drawn here."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.geometry import Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.structure.lattice import find_lattice
from inpaint_studio.core.structure.planes import apply
from inpaint_studio.core.structure.segments import find_segments, lengths_of
from inpaint_studio.core.structure.structure import find_structure, structure_of
from inpaint_studio.core.structure.vanishing import find_vanishing_points, frame

STEP = (40, 52)
"""px from window to window, across and down."""
SIDE = 400


def wall() -> np.ndarray:
    """uint8 (400, 400, 3): rows of dark windows with light frames in a pale wall."""
    picture = np.full((SIDE, SIDE, 3), 190, np.uint8)
    for top in range(14, SIDE - 30, STEP[1]):
        for left in range(10, SIDE - 20, STEP[0]):
            cv2.rectangle(picture, (left, top), (left + 20, top + 30), (240, 236, 220), -1)
            cv2.rectangle(picture, (left + 3, top + 3), (left + 17, top + 27), (50, 60, 80), -1)
    return picture


def tilted() -> tuple[np.ndarray, np.ndarray]:
    """The wall seen from the left, and the homography from the wall to that view."""
    corners = np.array([[0, 0], [SIDE, 0], [SIDE, SIDE], [0, SIDE]], np.float32)
    seen = np.array([[20, 10], [380, 90], [380, 320], [20, 390]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return cv2.warpPerspective(wall(), matrix, (SIDE, SIDE), borderValue=(120, 150, 190)), matrix


def floats(picture: np.ndarray) -> np.ndarray:
    return picture.astype(np.float32) / np.float32(255)


def nothing(picture: np.ndarray) -> np.ndarray:
    return np.zeros(picture.shape[:2], bool)


def test_segments_lie_on_edges_and_not_on_the_edge_of_the_hole() -> None:
    picture = np.full((200, 200, 3), 200, np.uint8)
    picture[:, 100:] = 60
    hole = np.zeros((200, 200), bool)
    hole[80:120, 60:140] = True
    picture[hole] = (255, 0, 90)
    segments = find_segments(floats(picture), hole)
    assert len(segments) == 2
    assert np.abs(segments[:, [0, 2]] - 100).max() < 1.5
    assert lengths_of(segments).min() > 60
    assert not ((segments[:, [1, 3]] > 80) & (segments[:, [1, 3]] < 120)).any()


def test_a_flat_picture_has_no_structure() -> None:
    flat = np.full((64, 80, 3), 0.5, np.float32)
    found = find_structure(flat, nothing(flat))
    assert len(found.segments) == 0
    assert found.points == found.planes == found.lattices == ()


def test_noise_has_no_planes() -> None:
    noise = np.random.default_rng(1).random((200, 200, 3)).astype(np.float32)
    assert find_structure(noise, nothing(noise)).planes == ()


def test_vanishing_points_are_where_the_lines_of_a_façade_meet() -> None:
    picture, matrix = tilted()
    size = Size(SIDE, SIDE)
    found = find_vanishing_points(find_segments(floats(picture), nothing(picture)), size)
    true = [frame(size) @ matrix @ direction for direction in ((1.0, 0, 0), (0, 1.0, 0))]
    for point in true:
        point /= np.linalg.norm(point)
        assert max(abs(float(point @ each.point)) for each in found) > np.cos(np.radians(3))


@pytest.mark.parametrize("hidden", [False, True])
def test_the_windows_of_a_façade_repeat_in_its_plane(hidden: bool) -> None:
    picture, matrix = tilted()
    hole = nothing(picture)
    if hidden:
        hole[150:260, 140:250] = True
    found = find_structure(floats(np.where(hole[..., None], 127, picture).astype(np.uint8)), hole)
    assert len(found.planes) == 1
    assert found.planes[0].membership[20:30, 15:35].mean() > 0.7
    nodes = found.nodes(0)
    assert len(nodes) > 20
    on_wall = apply(np.linalg.inv(matrix), nodes)
    phase = (on_wall - on_wall[0]) / STEP
    assert np.abs(phase - np.rint(phase)).max() < 0.25


def test_a_lattice_has_the_shortest_two_periods() -> None:
    picture = floats(wall())
    lattice = find_lattice(picture, np.ones((SIDE, SIDE), np.float32))
    assert lattice is not None
    steps = sorted(np.abs(lattice.steps).tolist())
    assert np.allclose(steps, [[0, STEP[1]], [STEP[0], 0]], atol=0.5)


def test_a_large_photo_of_16_bit_is_reduced() -> None:
    large = cv2.resize(wall(), (1500, 1500), interpolation=cv2.INTER_CUBIC)
    coverage = np.zeros((1500, 1500), np.uint8)
    coverage[600:900, 600:900] = 255
    found = structure_of(Photo(large.astype(np.uint16) * 257), coverage)
    assert found.size == Size(1024, 1024)
    middles = (found.segments[:, :2] + found.segments[:, 2:]) / 2 * (1500 / 1024)
    assert not ((middles > 620) & (middles < 880)).all(axis=1).any()
    assert found.lattices[0] is not None


def test_grey_photos_have_structure_too() -> None:
    assert structure_of(Photo(wall()[..., :1])).planes
