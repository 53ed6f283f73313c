"""Fills the sample photos (`make demo`).

    python -m inpaint_studio.demo [-o FOLDER] [--engine NAME]

Writes for each sample NAME-before.png, NAME-mask.png, NAME-after.png (in the bit depth of the photo) and
NAME-comparison.png, and one overview of all samples.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .core.arrays import Bytes
from .core.depth import eight_bit_rgb
from .core.errors import StudioError
from .core.mask import Mask
from .core.paths import resources_dir
from .core.photo import Photo, SourceFormat
from .core.photo_io import read_mask, read_photo, write_photo
from .engines.pipeline.run import run
from .engines.request import Fill, FillRequest

OVERLAY = (255, 45, 85)
PAPER, INK, FAINT = (24, 25, 28), (235, 236, 238), (150, 152, 158)
PANEL_WIDTH = 640
GAP = 12


@dataclass(frozen=True)
class Sample:
    """A shipped photo and its mask."""

    name: str
    photo: Photo
    mask: Mask


def main(argv: Sequence[str] | None = None) -> int:
    """Fill all samples. Returns the exit code: 0 done, 1 failed, 130 stopped by Ctrl+C."""
    parser = argparse.ArgumentParser(
        prog="python -m inpaint_studio.demo", description="Fill the sample photos."
    )
    parser.add_argument("-o", "--output", type=Path, default=Path("demo-output"), help="folder to write to")
    parser.add_argument("--engine", default="auto", help="the engine that fills them")
    chosen = parser.parse_args(argv)
    try:
        show(chosen.output, chosen.engine)
    except (StudioError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def show(folder: Path, engine: str) -> None:
    """Fill every sample with `engine`, write the pictures to `folder` and print what was done."""
    folder.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    comparisons = []
    for sample in samples():
        fill = run(FillRequest(sample.photo, sample.mask, engine))
        print(f"{sample.name}: {describe(sample)}, {explain(fill)}, {fill.seconds:.1f} s", flush=True)
        comparisons.append(write_pictures(folder, sample, fill))
    overview(comparisons).save(folder / "overview.png")
    print(f"Pictures are in {folder.resolve()} (done in {time.perf_counter() - start:.1f} s).")


def samples() -> list[Sample]:
    """All photos in resources/samples that have a mask beside them, by name."""
    found = []
    for mask_path in sorted((resources_dir() / "samples").glob("*.mask.png")):
        name = mask_path.name.removesuffix(".mask.png")
        photo_path = next(path for path in mask_path.parent.glob(f"{name}.*") if path != mask_path)
        found.append(Sample(name, read_photo(photo_path), read_mask(mask_path)))
    return found


def describe(sample: Sample) -> str:
    """The size, the bit depth and the share to fill."""
    share = sample.mask.area / sample.photo.size.area
    return f"{sample.photo.size} px, {sample.photo.dtype.itemsize * 8} bit, {share:.1%} to fill"


def explain(fill: Fill) -> str:
    """The engines that made it, the one with the most pixels first."""
    pixels: Counter[str] = Counter()
    for patch in fill.patches:
        pixels[patch.engine] += int(np.count_nonzero(patch.coverage))
    return " and ".join(name for name, _ in pixels.most_common()) or fill.engine


def write_pictures(folder: Path, sample: Sample, fill: Fill) -> Image.Image:
    """The four pictures of one sample; returns the comparison."""
    photo = replace(sample.photo, source=SourceFormat("PNG"), exif=None, xmp=None)
    filled = replace(photo, pixels=fill.apply(photo), alpha=fill.apply_alpha(photo))
    before, after = eight_bit_rgb(photo.pixels), eight_bit_rgb(filled.pixels)
    marked = overlay(before, sample.mask)
    write_photo(folder / f"{sample.name}-before.png", photo, overwrite=True)
    write_photo(folder / f"{sample.name}-after.png", filled, overwrite=True)
    Image.fromarray(marked).save(folder / f"{sample.name}-mask.png")
    caption = f"{sample.name}   {describe(sample)}, {fill.seconds:.1f} s with {explain(fill)}"
    picture = comparison(caption, {"before": before, "mask": marked, "after": after})
    picture.save(folder / f"{sample.name}-comparison.png")
    return picture


def overlay(pixels: Bytes, mask: Mask) -> Bytes:
    """The photo (uint8, (H, W, 3)) with the mask as a coloured overlay."""
    weight = mask.coverage[..., None] / 255 * 0.65
    return np.rint(pixels * (1 - weight) + np.array(OVERLAY) * weight).astype(np.uint8)


def comparison(caption: str, panels: dict[str, Bytes]) -> Image.Image:
    """The panels side by side, all of the same size, with titles below and the caption above."""
    title_font, font = ImageFont.load_default(22), ImageFont.load_default(18)
    first = next(iter(panels.values()))
    width, height = PANEL_WIDTH, round(first.shape[0] * PANEL_WIDTH / first.shape[1])
    sheet = Image.new("RGB", (GAP + (width + GAP) * len(panels), 48 + height + 40), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((GAP, 24), caption, INK, title_font, anchor="lm")
    for index, (title, pixels) in enumerate(panels.items()):
        left = GAP + index * (width + GAP)
        small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
        sheet.paste(Image.fromarray(small), (left, 48))
        draw.text((left + width / 2, 48 + height + 20), title, FAINT, font, anchor="mm")
    return sheet


def overview(comparisons: Sequence[Image.Image]) -> Image.Image:
    """All comparisons (of the same width) below each other."""
    sheet = Image.new("RGB", (comparisons[0].width, sum(picture.height for picture in comparisons)), PAPER)
    top = 0
    for picture in comparisons:
        sheet.paste(picture, (0, top))
        top += picture.height
    return sheet


if __name__ == "__main__":
    sys.exit(main())
