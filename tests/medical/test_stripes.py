"""Lost lines are found by comparing lines, and lie in the mask from end to end."""

from __future__ import annotations

import functools
import warnings
from pathlib import Path

import cv2
import nibabel
import numpy as np
import pytest
from skimage.transform import radon

from inpaint_studio.core.errors import StudioError
from inpaint_studio.medical.stripes import find_lines, mask_of


@functools.cache
def _sinogram() -> np.ndarray:
    """Projections of a slice of the head that comes with nibabel, with noise: (1, 90, 136)."""
    path = Path(nibabel.__file__).parent / "tests/data/anatomical.nii"
    plane = np.asarray(nibabel.load(path).dataobj)[:, :, 12].astype(np.float64)
    enlarged = cv2.resize(plane - plane.min(), (96, 96), interpolation=cv2.INTER_CUBIC)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the head touches the border
        found = radon(enlarged, theta=np.arange(0, 180, 2.0), circle=False).T
    return (found + np.random.default_rng(5).normal(0, 0.005 * np.ptp(found), found.shape))[None]


def projections() -> np.ndarray:
    return _sinogram().copy()


def broken(kind: str, columns: slice) -> np.ndarray:
    frames = projections()
    part = frames[:, :, columns]
    if kind == "dead":
        part[:] = 0
    elif kind == "stuck":
        part[:] = part[:, 40:41]
    elif kind == "offset":
        part += 0.08 * np.ptp(frames)
    else:
        part += np.random.default_rng(6).normal(0, 0.1 * np.ptp(frames), part.shape)
    return frames


@pytest.mark.parametrize("kind", ["dead", "stuck", "offset", "noisy"])
@pytest.mark.parametrize("width", [1, 2])
def test_a_lost_line_is_found(kind: str, width: int) -> None:
    columns = slice(50, 50 + width)
    found = find_lines(broken(kind, columns))
    assert found[columns].all()
    assert found.sum() <= width + 6  # edges of the body that hardly move


def test_rows_are_found_like_columns() -> None:
    frames = broken("dead", slice(70, 72))
    np.testing.assert_array_equal(
        find_lines(np.swapaxes(frames, 1, 2), "rows"), find_lines(frames, "columns")
    )


def test_a_whole_picture_has_next_to_none() -> None:
    assert find_lines(projections()).sum() <= 5


def test_no_picture_is_too_small_or_too_even() -> None:
    assert not find_lines(np.zeros((1, 5, 5))).any()
    assert not find_lines(np.ones((2, 1, 1))).any()


def test_the_mask_runs_from_end_to_end() -> None:
    lines = np.zeros(6, bool)
    lines[2] = True
    assert mask_of(lines, (4, 6))[:, 2].all()
    assert mask_of(lines, (4, 6)).sum() == 4
    assert mask_of(lines, (6, 4), "rows")[2].all()
    lines[:4] = True
    with pytest.raises(StudioError) as caught:
        mask_of(lines, (4, 6))
    assert caught.value.code == "stripes-most"


def test_values_that_are_no_numbers_hide_no_lost_line() -> None:
    frames = broken("dead", slice(50, 51))
    frames[0, 3, 7:9] = np.nan
    assert find_lines(frames)[50]
