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

import numpy as np
from PIL import Image

from .core.depth import eight_bit_rgb
from .core.errors import StudioError
from .core.files import make_folder
from .core.mask import Mask
from .core.paths import resources_dir
from .core.photo import Photo, SourceFormat
from .core.photo_io import read_mask, read_photo, write_photo
from .engines.pipeline.run import run
from .engines.request import Fill, FillRequest
from .evaluation.sheet import Panel, draw, stacked, with_hole

PANEL = 640
"""The width in px of a picture in a comparison."""


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
    make_folder(folder)
    start = time.perf_counter()
    comparisons = []
    for sample in samples():
        fill = run(FillRequest(sample.photo, sample.mask, engine))
        print(f"{sample.name}: {describe(sample)}, {explain(fill)}, {fill.seconds:.1f} s", flush=True)
        comparisons.append(write_pictures(folder, sample, fill))
    stacked(comparisons).save(folder / "overview.png")
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
    marked = with_hole(before, sample.mask)
    write_photo(folder / f"{sample.name}-before.png", photo, overwrite=True)
    write_photo(folder / f"{sample.name}-after.png", filled, overwrite=True)
    Image.fromarray(marked).save(folder / f"{sample.name}-mask.png")
    caption = f"{sample.name}   {describe(sample)}, {fill.seconds:.1f} s with {explain(fill)}"
    panels = [Panel("before", (), before), Panel("mask", (), marked), Panel("after", (), after)]
    size = sample.photo.size
    picture = draw(panels, heading=caption, cell=round(PANEL * max(1, size.height / size.width)))
    picture.save(folder / f"{sample.name}-comparison.png")
    return picture


if __name__ == "__main__":
    sys.exit(main())
