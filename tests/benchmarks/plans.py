"""How good generators are as planners: their fills alone, at their own scale, on held-out photos.

    python -m tests.benchmarks.plans PHOTOS WEIGHTS.safetensors... [--side 128] [--seeds 10] [-o DIR]

The photos that training holds out of PHOTOS, reduced to whole scenes of `side` px, are filled twice, with
strokes over 20 to 70 % and with one blob over 20 to 60 % of each. Prints a table for documents:

- hole PSNR in dB, and that of the plan: both reduced to a `side` of 16 px, unknown parts alone;
- ST-LPIPS divided by the share of the hole, if stlpips-pytorch can be loaded;
- ripples: the largest ratio of the energy in fills to that in the truth, over all frequencies of 8 px and
  less, in windows of 16 px inside the holes. Photos have no pattern there, so above 1 the fills have one;
- layouts: by how many levels of 255 the fills of two seeds differ at 32 px, in the holes, on average.

`smooth` is what `fourier` and `separable` start from.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.evaluation import perceptual
from inpaint_studio.nets.architectures import load_weights
from inpaint_studio.nets.blocks import smooth_start
from inpaint_studio.nets.generator import draw_noise
from inpaint_studio.nets.losses import composite
from inpaint_studio.training.augment import cut_crops
from inpaint_studio.training.holes import Rng, blobs, freeform
from inpaint_studio.training.photos import open_store
from inpaint_studio.training.validation import filled

PLAN, LAYOUT = 16, 32
"""The sides of pictures that show a plan and a layout, in pixels."""
WINDOW = 16
_HELD_OUT = 0.03  # the share of the photos, as in training
_LAYOUTS = 8  # photos whose layouts are compared
_AT_ONCE = 4

Filler = Callable[[Tensor, Tensor, int], Tensor]
"""Photos and holes and a seed -> the photos filled."""


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("photos", type=Path)
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--side", type=int, default=128, help="px of the scenes, a multiple of 32")
    parser.add_argument("--seeds", type=int, default=10, help="fills whose layouts are compared")
    parser.add_argument("-o", "--output", type=Path, default=Path("bench-output/plans"))
    given = parser.parse_args(argv)
    torch.set_num_threads(1)
    given.output.mkdir(parents=True, exist_ok=True)
    photos = scenes(given.photos, given.output, given.side)
    rng = Rng(torch.Generator().manual_seed(11))
    holes = {kind.__name__: kind(len(photos), given.side, given.side, rng) for kind in (freeform, blobs)}
    measure, _ = perceptual.load()
    print(f"{len(photos)} held-out photos of {given.side} px.\n")
    print("| weights | holes | hole PSNR (dB) | plan (dB) | ST-LPIPS | ripples | layouts |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    fillers: dict[str, tuple[Filler, int]] = {"smooth": (_smooth, 1)}
    for path in given.weights:
        fillers[str(path)] = (_network(load_weights(path).module.eval()), given.seeds)
    for name, (fill, seeds) in fillers.items():
        for kind, masks in holes.items():
            fills = fill(photos, masks, 0)
            whole, plan = psnr(fills, photos, masks, 1), psnr(fills, photos, masks, given.side // PLAN)
            far = "" if measure is None else f"{apart(measure, fills, photos, masks):.3f}"
            some = photos[:_LAYOUTS], masks[:_LAYOUTS]
            spread = layouts([fill(*some, seed) for seed in range(seeds)], some[1])
            print(
                f"| {name} | {kind} | {whole:.2f} | {plan:.2f} | {far} "
                f"| {ripples(fills, photos, masks):.2f} | {spread:.1f} |",
                flush=True,
            )


def scenes(folder: Path, cache: Path, side: int) -> Tensor:
    """The middle squares of the held-out photos: (N, 3, side, side) in [-1, 1]."""
    store = open_store(folder, cache, smallest=side, validation=_HELD_OUT, tell=print)
    crops = [
        (stored, (stored.width - stored.short) // 2, (stored.height - stored.short) // 2, stored.short, False)
        for stored in store.validation
    ]
    return cut_crops(torch.from_numpy(store.pixels), crops, side, torch.device("cpu"))


def psnr(fills: Tensor, photos: Tensor, masks: Tensor, step: int) -> float:
    """The mean PSNR in the holes, of means over `step` x `step` px."""
    error = F.avg_pool2d((fills - photos) * masks / 2, step).square().sum((1, 2, 3))
    # a square that is unknown in part counts in part
    area = 3 * F.avg_pool2d(masks, step).square().sum((1, 2, 3))
    return float((-10 * (error / area).clamp(min=1e-10).log10()).mean())


def apart(measure: perceptual.Measure, fills: Tensor, photos: Tensor, masks: Tensor) -> float:
    """The mean ST-LPIPS from the truth, divided by the share of the hole."""
    pictures = [
        ((each + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
        for each in (fills, photos)
    ]
    shares = masks.mean((1, 2, 3)).tolist()
    return float(np.mean([measure(b, a) / share for a, b, share in zip(*pictures, shares, strict=True)]))


def ripples(fills: Tensor, photos: Tensor, masks: Tensor) -> float:
    """See the module; 0 if no window fits into a hole."""
    bell = torch.hann_window(WINDOW + 2, periodic=False)[1:-1]
    step = WINDOW // 2

    def windows(planes: Tensor) -> Tensor:
        grey = planes.mean(1)
        return grey.unfold(1, WINDOW, step).unfold(2, WINDOW, step).reshape(-1, WINDOW, WINDOW)

    inside = windows(masks).mean((1, 2)) > 0.97
    if not bool(inside.any()):
        return 0.0
    power = []
    for pictures in (fills, photos):
        part = windows(pictures)[inside]
        part = (part - part.mean((1, 2), keepdim=True)) * bell[:, None] * bell
        power.append(torch.fft.rfft2(part).abs().square().mean(0))
    down = torch.fft.fftfreq(WINDOW).abs()[:, None] * WINDOW
    fine = torch.maximum(down, torch.arange(WINDOW // 2 + 1)[None, :].float()) >= 2
    return float((power[0] / power[1])[fine].max())


def layouts(fills: Sequence[Tensor], masks: Tensor) -> float:
    """The mean difference between any two of the fills at 32 px, in levels of 255; 0 for a single one."""
    step = masks.shape[-1] // LAYOUT
    area = F.avg_pool2d(masks, step)
    small = [F.avg_pool2d(each, step) for each in fills]
    differences = [
        float((((one - two).abs().mean(1, keepdim=True) * area).sum() / area.sum()) * 127.5)
        for one, two in combinations(small, 2)
    ]
    return float(np.mean(differences)) if differences else 0.0


def _smooth(photos: Tensor, masks: Tensor, seed: int) -> Tensor:
    return composite(photos, smooth_start(photos, masks), masks)


def _network(network: nn.Module) -> Filler:
    def fill(photos: Tensor, masks: Tensor, seed: int) -> Tensor:
        generator = torch.Generator().manual_seed(seed)
        parts = []
        for some, holes in zip(torch.split(photos, _AT_ONCE), torch.split(masks, _AT_ONCE), strict=True):
            shapes = network.noise_shapes(len(some), *some.shape[-2:])  # type: ignore[operator]
            noise = draw_noise(shapes, generator, torch.device("cpu"))
            parts.append(filled(network, some, holes, noise))
        return torch.cat(parts)

    return fill


if __name__ == "__main__":
    main()
