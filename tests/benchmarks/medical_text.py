"""How much of the text that is rendered into real MR and CT frames is found, and what is marked without any.

`python -m tests.benchmarks.medical_text [--tuning]`. Recall is the share of the strokes' pixels that lie in
the boxes found; rows are found where the boxes hold 95 % of their strokes. The false area is that of the
boxes on the same frames without text. Every seventh slice of every volume; the text, its font, size, grey
value, number of rows and places are random.
"""

from __future__ import annotations

import sys
from collections import defaultdict

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inpaint_studio.core.arrays import Flags, Floats
from inpaint_studio.finding.text import find_text

from .medical_data import REPORTED, TUNING, volumes

_WORDS = (
    "DOE^JANE 1961-04-17 F", "ID 4711-0815", "St. Mary Hospital", "12/03/2019 14:22:07", "Se:4 Im:12/38",
    "W 400 L 40", "TR 2300 TE 2.98", "KV 120 mA 210", "MRN 00983211", "R", "Müller, Anna *1958", "HR 72 bpm",
    "SUPINE", "5.0 MHz", "R. Smith MD", "Acc 20190312-77",
)  # fmt: skip
_HERSHEY = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_PLAIN, cv2.FONT_HERSHEY_DUPLEX)


def written(frame: Floats, rng: np.random.Generator) -> tuple[Floats, list[Flags], list[int]]:
    """A frame with one to four rows of text: itself, the strokes of each row, and their heights in px."""
    out = frame.copy()
    strokes, heights = [], []
    for _ in range(int(rng.integers(1, 5))):
        text = str(rng.choice(_WORDS))
        height = int(rng.choice([9, 11, 14, 18, 24, 32]))
        value = float(rng.choice([1.0, 1.0, 1.0, 0.8, 0.6, 0.0]))
        layer = _rendered(frame.shape, text, height, rng)
        if layer is None or any((layer > 0.3)[one].any() for one in strokes):
            continue
        if value == 0 and float(np.median(frame[layer > 0.3])) < 0.35:
            value = 1.0  # black on black is no text
        out = out * (1 - layer) + value * layer
        strokes.append(layer > 0.3)
        heights.append(height)
    return out.astype(np.float32), strokes, heights


def _rendered(shape: tuple[int, ...], text: str, height: int, rng: np.random.Generator) -> Floats | None:
    """Coverage of a row of text at a random place: mostly the corners and edges, as scanners write it."""
    tile = Image.new("L", (40 * height, 3 * height))
    if rng.random() < 0.5:
        ImageDraw.Draw(tile).text((height, height // 2), text, 255, ImageFont.load_default(height * 1.2))
        drawn = np.asarray(tile)
        if rng.random() < 0.3:
            drawn = np.where(drawn > 127, 255, 0)  # not antialiased
    else:
        drawn = np.zeros((3 * height, 40 * height), np.uint8)
        font = int(rng.choice(_HERSHEY))
        scale = cv2.getFontScaleFromHeight(font, height, 1)
        smooth = cv2.LINE_AA if rng.random() < 0.5 else cv2.LINE_8
        plain = text.encode("ascii", "replace").decode()
        cv2.putText(drawn, plain, (height, 2 * height), font, scale, 255, max(1, height // 12), smooth)
    rows, columns = np.nonzero(drawn)
    drawn = drawn[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    high, wide = drawn.shape
    if high + 6 > shape[0] or wide + 6 > shape[1]:
        return None
    bottom, right = shape[0] - high - 3, shape[1] - wide - 3
    if rng.random() < 0.75:
        top = int(rng.choice([3, bottom])) + int(rng.integers(-2, 3))
        left = int(rng.choice([3, right])) + int(rng.integers(-2, 3))
    else:
        top, left = int(rng.integers(3, bottom + 1)), int(rng.integers(3, right + 1))
    layer = np.zeros(shape, np.float32)
    top, left = max(0, top), max(0, left)
    layer[top : top + high, left : left + wide] = drawn / 255.0
    return layer


def main() -> None:
    which = TUNING if "--tuning" in sys.argv else REPORTED
    rng = np.random.default_rng(11 if which is TUNING else 2024)
    total, held, rows_found, rows_all, frames = 0, 0, 0, 0, 0
    false_area, false_frames = [], 0
    by_height: dict[int, list[bool]] = defaultdict(list)
    for name, volume in volumes(which):
        own_total, own_held, own_false = 0, 0, []
        for number in range(3, len(volume) - 3, 7):
            frame = volume[number]
            low, high = float(volume.min()), float(volume.max())
            scale = max(1, round(256 / max(frame.shape)))
            frame = cv2.resize((frame - low) / (high - low), None, fx=scale, fy=scale)
            clean = find_text(frame)
            own_false.append(float(clean.boxes.mean()))
            with_text, strokes, heights = written(frame, rng)
            boxes = find_text(with_text).boxes
            all_strokes = np.zeros(frame.shape, bool)
            for one, tall in zip(strokes, heights, strict=True):
                all_strokes |= one
                by_height[tall].append(bool(boxes[one].mean() >= 0.95))
                rows_all += 1
                rows_found += by_height[tall][-1]
            own_total += int(all_strokes.sum())
            own_held += int((all_strokes & boxes).sum())
            frames += 1
        total, held = total + own_total, held + own_held
        false_area += own_false
        false_frames += sum(share > 0 for share in own_false)
        print(
            f"{name}: recall {own_held / max(own_total, 1):.3f}, "
            f"false area {np.mean(own_false):.2%} (in {sum(s > 0 for s in own_false)} of {len(own_false)})"
        )
    print(f"all: recall {held / total:.3f}, rows {rows_found} of {rows_all}", end=", ")
    print(f"false area {np.mean(false_area):.2%}, in {false_frames} of {frames} frames")
    for tall, found in sorted(by_height.items()):
        print(f"  {tall} px: {sum(found)} of {len(found)} rows")


if __name__ == "__main__":
    main()
