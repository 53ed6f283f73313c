"""Which generator to train: compares all architectures, trained on few pictures, on held-out photos.

    python -m tests.benchmarks.generators PHOTOS [--steps 3000] [--side 128] [--batch 8] [--seed 0]
        [--architectures fourier,separable,partial-unet] [--config FILE.toml] [-o DIR]

Every architecture is trained from the same seed, on the same crops and holes in the same order, with the
default settings (`training/config.py`, overridden by FILE.toml; its `network` is ignored), for the same
number of pictures. Prints a table for documents: parameters, GMAC and seconds of a fill of 512 x 512 px
(one thread, the median of three), seconds of training, hole PSNR and L1 on the held-out photos. `smooth`
is what `fourier` and `separable` start from, scored on the same holes. An existing run is resumed;
the photos are decoded only for the first run. Run it alone.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils.flop_counter import FlopCounterMode

from inpaint_studio.nets.architectures import architecture
from inpaint_studio.nets.blocks import smooth_start
from inpaint_studio.training import checkpoints
from inpaint_studio.training.config import Config, config_of, read_config
from inpaint_studio.training.feed import Feed
from inpaint_studio.training.photos import open_store
from inpaint_studio.training.report import Reporter
from inpaint_studio.training.run import Request, train

NAMES = ("fourier", "separable", "partial-unet")
SIDE = 512


@dataclass(frozen=True)
class Row:
    """One architecture: what it costs, and how it does after its training."""

    name: str
    parameters: float
    """Millions."""
    gmac: float
    fill: float
    """Seconds."""
    training: float
    """Seconds."""
    psnr: float
    l1: float


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--side", type=int, default=128, help="px of the crops, a multiple of 32")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="of the training; 0: all")
    parser.add_argument("--architectures", default=",".join(NAMES), help="names with commas")
    parser.add_argument("--config", type=Path, help="settings of the training, as TOML")
    parser.add_argument("-o", "--output", type=Path, default=Path("bench-output/generators"))
    given = parser.parse_args(argv)
    settings = _settings(given)
    rows = []
    for name in given.architectures.split(","):
        gmac, fill = cost(name)
        torch.set_num_threads(given.threads or os.cpu_count() or 1)
        rows.append(_trained(name, given.photos, given.output, settings, gmac, fill))
        print(table(rows[-1:], head=len(rows) == 1), flush=True)
    config = config_of("gan", settings)
    psnr, l1, count = smooth_score(given.photos, given.output / rows[0].name, config)
    print(f"| smooth | | | | | {psnr:.2f} | {l1:.4f} |")
    pictures = given.steps * config.batch
    print(f"\n{pictures} crops of {given.side} px, seed {config.seed}; {count} held-out photos.")


def cost(name: str) -> tuple[float, float]:
    """GMAC and seconds of one fill of 512 x 512 px by one thread."""
    with FakeTensorMode(), FlopCounterMode(display=False) as counter, torch.inference_mode():
        network = architecture(name, "generator").build()
        network(*_inputs(network))
    torch.set_num_threads(1)
    torch.manual_seed(0)
    network = architecture(name, "generator").build().eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    seconds = []
    with torch.inference_mode():
        for _ in range(4):
            start = time.perf_counter()
            network(*_inputs(network))
            seconds.append(time.perf_counter() - start)
    return counter.get_total_flops() / 2e9, statistics.median(seconds[1:])


def smooth_score(photos: Path, run: Path, config: Config) -> tuple[float, float, int]:
    """Hole PSNR and L1 of the smooth fill on the held-out photos of the run, and their number."""
    store = open_store(
        photos, run, smallest=config.smallest, validation=config.validation, tell=lambda line: None
    )
    truth, masks = Feed(store, config, torch.device("cpu")).validation_batch()
    smooth = smooth_start(truth, masks)
    area = 3 * masks.sum((1, 2, 3))
    error = ((smooth - truth) * masks / 2).square().sum((1, 2, 3)) / area
    l1 = ((smooth - truth) * masks).abs().sum((1, 2, 3)) / area
    return float((-10 * error.clamp(min=1e-10).log10()).mean()), float(l1.mean()), len(truth)


def table(rows: Sequence[Row], *, head: bool) -> str:
    """The rows in Markdown."""
    lines = []
    if head:
        lines += [
            "| generator | parameters (M) | GMAC | fill (s) | training (s) | hole PSNR (dB) | hole L1 |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]
    lines += [
        f"| `{row.name}` | {row.parameters:.2f} | {row.gmac:.1f} | {row.fill:.2f} | {row.training:.0f} "
        f"| {row.psnr:.2f} | {row.l1:.4f} |"
        for row in rows
    ]
    return "\n".join(lines)


def _settings(given: argparse.Namespace) -> dict[str, Any]:
    """What all runs have in common."""
    settings = dict(read_config(given.config)) if given.config else {}
    for name in ("network", "minutes", "architecture"):
        settings.pop(name, None)
    return {
        **settings,
        "steps": given.steps,
        "batch": given.batch,
        "seed": given.seed,
        "resolutions": [[given.side, 1.0]],
        "sheet_steps": max(1, given.steps // 4),
    }


def _trained(
    name: str, photos: Path, output: Path, settings: dict[str, Any], gmac: float, fill: float
) -> Row:
    run = output / name
    _share_photos(output, run)
    there = (run / checkpoints.STATE).exists()
    request = Request(
        "gan", photos, run, changes={**settings, "architecture": name}, resume=there, device="cpu"
    )
    done = train(request, Reporter())
    weights = checkpoints.load_weights(run / checkpoints.WEIGHTS)
    score = weights.about["score"]
    parameters = sum(each.numel() for each in weights.module.parameters()) / 1e6
    return Row(name, parameters, gmac, fill, done.seconds, score["hole_psnr"], score["hole_l1"])


def _share_photos(output: Path, run: Path) -> None:
    """Let a run begin with the decoded photos of another one."""
    run.mkdir(parents=True, exist_ok=True)
    for other in sorted(output.iterdir()):
        for name in ("photos.u8", "photos.json"):
            if (other / name).is_file() and not (run / name).exists():
                os.link(other / name, run / name)


def _inputs(network: nn.Module) -> list[torch.Tensor]:
    shapes = network.noise_shapes(1, SIDE, SIDE)  # type: ignore[operator]
    mask = torch.zeros(1, 1, SIDE, SIDE)
    mask[..., 100:400, 150:350] = 1
    return [torch.zeros(1, 3, SIDE, SIDE), mask, *(torch.zeros(shape) for shape in shapes)]


if __name__ == "__main__":
    main()
