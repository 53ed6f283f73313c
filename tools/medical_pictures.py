"""Draws the pictures of resources/docs/medical.md: a lost slice, and text that is found.

`python tools/medical_pictures.py` needs Debian's `mricron-data` (under the BSD licence), see
`tests/benchmarks/medical_data.py`. It writes resources/docs/images/lost-slice.png and burned-text.png.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from inpaint_studio.core.arrays import Bytes, Floats  # noqa: E402
from inpaint_studio.finding.text import find_text  # noqa: E402
from inpaint_studio.medical.volume.filling import fill_volume  # noqa: E402
from tests.benchmarks.medical_data import REPORTED  # noqa: E402

_IMAGES = ROOT / "resources/docs/images"
_SLICE = 78
_GAP = 8  # px, between pictures
_CAPTION = 26  # px
_WORDS = {
    (6, 16): "DOE^JANE",
    (6, 34): "1961-04-17 F",
    (6, 426): "TR 2300 TE 2.98",
    (254, 16): "St. Mary H.",
    (110, 230): "12/03/2019 14:22",
    (300, 426): "Im 78",
}
"""Made up, by where each begins."""


def lost_slice() -> Bytes:
    """The slice as it is, linear interpolation and our fill, with their errors three times as strong."""
    volume = REPORTED["MR, head, 1 mm, z (mricron-data, ch2)"]()[_SLICE - 12 : _SLICE + 13]
    lost = np.zeros(volume.shape, bool)
    lost[12] = True
    truth = volume[12]
    fills = {name: fill_volume(volume, lost, method=name)[12] for name in ("linear", "auto")}
    top = float(volume.max())
    upper = [("as scanned", _grey(truth / top))]
    upper += [(name, _grey(fill / top)) for name, fill in fills.items()]
    lower = [("", np.full(upper[0][1].shape, 255, np.uint8))]
    errors = {name: 3 * np.abs(fill - truth) / top for name, fill in fills.items()}
    lower += [(f"error of {name}, x 3", _grey(error)) for name, error in errors.items()]
    return np.vstack([_row(upper), _row(lower)])


def burned_text() -> Bytes:
    """A slice with text drawn into it: as it is, with the boxes that are found, and with these blanked."""
    slices = REPORTED["MR, head, 1 mm, z (mricron-data, ch2)"]()
    picture = _grey(slices[_SLICE] / slices.max())
    for (x, y), words in _WORDS.items():
        cv2.putText(picture, words, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.45, 255, 1, cv2.LINE_AA)
    boxes = find_text(picture.astype(np.float32) / 255).boxes
    marked = np.where(boxes, picture // 2 + 110, picture).astype(np.uint8)
    clean = np.where(boxes, 0, picture).astype(np.uint8)
    return _row([("with text", picture), ("what is found", marked), ("blanked", clean)])


def _grey(plane: Floats) -> Bytes:
    """Twice as large, with the front up."""
    levels = np.clip(np.rint(plane * 255), 0, 255).astype(np.uint8)[::-1]
    return np.asarray(cv2.resize(levels, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST), np.uint8)


def _row(pictures: list[tuple[str, Bytes]]) -> Bytes:
    """Pictures beside each other, with their captions above."""
    parts = []
    for caption, picture in pictures:
        framed = np.full((picture.shape[0] + _CAPTION, picture.shape[1] + _GAP), 255, np.uint8)
        framed[_CAPTION:, : picture.shape[1]] = picture
        cv2.putText(framed, caption, (2, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1, cv2.LINE_AA)
        parts.append(framed)
    return np.hstack(parts)


def main() -> None:
    """Draw and save."""
    cv2.imwrite(str(_IMAGES / "lost-slice.png"), lost_slice())
    cv2.imwrite(str(_IMAGES / "burned-text.png"), burned_text())


if __name__ == "__main__":
    main()
