"""Compression by inpainting against JPEG, WebP and JPEG 2000, at the same rates.

    python -m tests.benchmarks.codec [--kinds A,B,C] [--pictures N] [--photos FOLDER]

The others are Pillow's, each with the best settings for the bytes allowed: JPEG optimised, with the best
quality and chroma subsampling; WebP with its slowest method; JPEG 2000 with the irreversible wavelet.
"""

from __future__ import annotations

import argparse
import io
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import mean

import numpy as np
from PIL import Image

from inpaint_studio.codec.decoder import decoded
from inpaint_studio.codec.encoder import encoded
from inpaint_studio.core.arrays import Bytes
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.evaluation import perceptual
from inpaint_studio.evaluation.metrics import psnr, ssim
from tests.benchmarks.codec_pictures import KINDS

RATES = (0.1, 0.2, 0.4)
FIRST_SEED = 1
"""The codec was made with pictures of other seeds (from 100 on)."""

Found = tuple[int, Bytes] | None
"""The bytes of a file and the picture in it; None if no file is so small."""


def ours(picture: Bytes, most: int) -> Found:
    """Our codec; the rate is rounded up by less than a byte."""
    try:
        data = encoded(picture, bpp=(most + 0.5) * 8 / (picture.shape[0] * picture.shape[1]))
    except StudioError:
        return None
    return len(data), decoded(data)


def jpeg(picture: Bytes, most: int) -> Found:
    """The nearest to the picture of all that fit."""
    found = [_largest(picture, most, "JPEG", optimize=True, subsampling=one) for one in (0, 1, 2)]
    return max((one for one in found if one), key=lambda one: psnr(picture, one[1]), default=None)


def webp(picture: Bytes, most: int) -> Found:
    """WebP, lossy."""
    return _largest(picture, most, "WEBP", method=6)


def _largest(picture: Bytes, most: int, name: str, **settings: object) -> Found:
    """The file of the greatest quality that fits."""
    low, high, best = 0, 100, None
    while high - low > 1:
        quality = (low + high) // 2
        got = _saved(picture, name, quality=quality, **settings)
        if got[0] <= most:
            low, best = quality, got
        else:
            high = quality
    return best


def jpeg2000(picture: Bytes, most: int) -> Found:
    """JPEG 2000 at the smallest ratio that fits."""
    low, high, best = 1.0, 5000.0, None
    for _ in range(16):
        ratio = (low * high) ** 0.5
        got = _saved(picture, "JPEG2000", quality_mode="rates", quality_layers=[ratio], irreversible=True)
        if got[0] <= most:
            high, best = ratio, got
        else:
            low = ratio
    return best


def _saved(picture: Bytes, name: str, **settings: object) -> tuple[int, Bytes]:
    image = Image.fromarray(picture[..., 0] if picture.shape[2] == 1 else picture)
    file = io.BytesIO()
    image.save(file, name, **settings)
    return file.tell(), np.asarray(Image.open(file).convert(image.mode)).reshape(picture.shape)


CODECS: dict[str, Callable[[Bytes, int], Found]] = {
    "ours": ours,
    "JPEG": jpeg,
    "WebP": webp,
    "JPEG 2000": jpeg2000,
}


def pictures(kinds: list[str], folder: Path | None, most: int) -> Iterator[tuple[str, Bytes]]:
    """At most so many pictures of each kind, with their kind."""
    for kind in filter(None, kinds):
        for seed in range(FIRST_SEED, FIRST_SEED + most):
            yield kind, KINDS[kind](seed)
    if folder is not None:
        for path in sorted(
            one for one in folder.iterdir() if one.suffix.lower() in (".png", ".webp", ".jpg")
        )[:most]:
            yield "photos", np.asarray(read_photo(path).pixels)


def main() -> None:
    """Print each result as it comes, then the means; `tools/codec_curve.py` draws them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--kinds", default=",".join(KINDS), help="of the pictures made by code")
    parser.add_argument("--pictures", type=int, default=3, help="of each kind")
    options = parser.parse_args()
    measure, why = perceptual.load()
    if measure is None:
        print(f"Without ST-LPIPS: {why}")
    table: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    seconds = []
    ours(KINDS["drawn"](0)[:64, :64], 2000)  # compiles
    for kind, picture in pictures(options.kinds.split(","), options.photos, options.pictures):
        area = picture.shape[0] * picture.shape[1]
        for rate in RATES:
            for name, codec in CODECS.items():
                start = time.process_time()
                found = codec(picture, int(rate * area / 8))
                if name == "ours":
                    seconds.append((time.process_time() - start) / area * 1e6)
                if found is None:
                    continue
                two = [np.repeat(one, 3 // picture.shape[2], axis=2) for one in (picture, found[1])]
                far = measure(*two) if measure else float("nan")
                row = psnr(*two), ssim(*two), far, found[0] * 8 / area
                table[f"{kind}|{rate}|{name}"].append(row)
                print(f"{kind}, {rate} bpp, {name}: {_cell(row)}", flush=True)
    counts = {
        kind: max((len(rows) for key, rows in table.items() if key.startswith(f"{kind}|")), default=0)
        for kind in (*KINDS, "photos")
    }
    means = {key: [mean(column) for column in zip(*rows, strict=True)] for key, rows in table.items()}
    for kind, count in counts.items():
        for rate in RATES if count else ():
            cells = [
                _cell(means[key]) if len(table.get(key := f"{kind}|{rate}|{name}", ())) == count else "-"
                for name in CODECS
            ]
            print(f"| {kind} | {rate} | {' | '.join(cells)} |")
    print(f"ours: {mean(seconds):.1f} s of processor time per megapixel, encoding and decoding")
    _megapixel()


def _cell(values: Sequence[float]) -> str:
    return f"{values[0]:.1f} / {values[1]:.3f} / {values[2]:.3f}"


def _megapixel() -> None:
    """How long a picture of 1 MP takes, each way."""
    for kind, made in KINDS.items():
        picture = np.tile(made(FIRST_SEED), (2, 2, 1))
        start = time.process_time()
        data = encoded(picture, bpp=0.2)
        middle = time.process_time()
        decoded(data)
        print(
            f"1 MP, {kind}, 0.2 bpp: encoded in {middle - start:.1f} s, decoded in "
            f"{time.process_time() - middle:.2f} s of processor time"
        )


if __name__ == "__main__":
    main()
