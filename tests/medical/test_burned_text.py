"""Burned-in text is found in frames of every kind, and blanked with one value."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.medical.burned_text import blanked, find_burned_text, to_paint
from inpaint_studio.medical.image import MedicalImage
from inpaint_studio.medical.reading import read_medical

from .pictures import dicom, sample


def strokes_of(words: str, shape: tuple[int, int], at: tuple[int, int]) -> np.ndarray:
    drawn = np.zeros(shape, np.uint8)
    cv2.putText(drawn, words, at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, 255, 1)
    return drawn > 0


def frames(count: int, seed: int = 2) -> np.ndarray:
    """Soft contents that differ from frame to frame: uint16 (count, 96, 160)."""
    rng = np.random.default_rng(seed)
    soft = [cv2.GaussianBlur(rng.normal(0, 1, (96, 160)), (0, 0), 7) for _ in range(count)]
    return np.clip(np.array(soft) * 6000 + 1200 + rng.normal(0, 20, (count, 96, 160)), 0, 3000).astype(
        np.uint16
    )


def opened(folder: Path, values: np.ndarray, **changes: object) -> MedicalImage:
    return read_medical(dicom(folder / "a.dcm", values, **changes))


def test_a_name_at_one_place_is_found_in_all_frames(tmp_path: Path) -> None:
    values = frames(4)
    strokes = strokes_of("DOE JANE", values.shape[1:], (70, 14))
    values[:, strokes] = 4095
    image = opened(tmp_path, values)
    heard: list[float] = []
    found = find_burned_text(image, report=heard.append)
    assert found.frames == 4
    assert found.boxes[:, strokes].all()
    assert found.boxes.mean() < 0.25
    assert found.rows
    assert heard[-1] == 1
    assert to_paint(found)[:, strokes].mean() > 0.97


def test_a_number_that_counts_frames_is_found_too(tmp_path: Path) -> None:
    values = frames(4)
    for number, value in enumerate((1307, 1482, 1655, 1939)):
        values[number][strokes_of(str(value), values.shape[1:], (4, 88))] = 4095
    found = find_burned_text(opened(tmp_path, values))
    for number, value in enumerate((1307, 1482, 1655, 1939)):
        assert found.boxes[number][strokes_of(str(value), values.shape[1:], (4, 88))].all()


def test_frames_without_text_stay_as_they_are(tmp_path: Path) -> None:
    image = opened(tmp_path, frames(3))
    found = find_burned_text(image)
    assert not found.boxes.any()
    assert not to_paint(found).any()


@pytest.mark.parametrize(("name", "least"), [("examples_palette.dcm", 15), ("examples_rgb_color.dcm", 12)])
def test_real_ultrasound(name: str, least: int) -> None:
    """The banner and the margins of pydicom's ultrasound pictures; the rows were counted by eye."""
    image = read_medical(sample(name))
    found = find_burned_text(image)
    assert len(found.rows) >= least
    assert found.boxes.mean() < 0.4
    clean = blanked(image, found.boxes)
    np.testing.assert_array_equal(clean.values[~found.boxes], image.values[~found.boxes])
    again = find_burned_text(clean)
    assert len(again.rows) <= 0.15 * len(found.rows)


def test_one_value_is_what_is_shown_as_black(tmp_path: Path) -> None:
    values = frames(1)[0]
    mask = np.zeros((1, *values.shape), bool)
    mask[0, :9, :30] = True
    plain = blanked(opened(tmp_path, values), mask)
    assert set(plain.values[mask].tolist()) == {int(values.min())}
    inverted = opened(tmp_path, values, PhotometricInterpretation="MONOCHROME1")
    assert set(blanked(inverted, mask).values[mask].tolist()) == {int(values.max())}
    assert set(blanked(inverted, mask, 7).values[mask].tolist()) == {7}
    palette = read_medical(sample("examples_palette.dcm"))
    corner = np.zeros(palette.values.shape, bool)
    corner[:, :20, :20] = True
    (number,) = set(blanked(palette, corner).values[corner].tolist())
    assert palette.palette is not None
    assert (
        palette.palette[number - palette.palette_first].sum() == palette.palette.astype(int).sum(axis=1).min()
    )


def test_a_value_that_cannot_be_stored_is_refused(tmp_path: Path) -> None:
    image = opened(tmp_path, frames(1)[0])
    mask = np.ones(image.values.shape, bool)
    for value in (-1, 65536, 0.5):
        with pytest.raises(StudioError) as caught:
            blanked(image, mask, value)
        assert caught.value.code == "blank-value"
