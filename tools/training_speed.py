"""How many pictures per second GAN training handles here, by side, batch and memory layout.

    python tools/training_speed.py PHOTOS STORE [--steps 10] [--compiled]

STORE is a folder for the decoded photos. It needs only what training needs, so it runs on bare machines.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import torch

from inpaint_studio.core.errors import StudioError
from inpaint_studio.training.config import config_of
from inpaint_studio.training.feed import Feed
from inpaint_studio.training.gan import GanTask
from inpaint_studio.training.photos import PhotoStore, open_store
from inpaint_studio.training.processes import Processes
from inpaint_studio.training.task import Batch

WARM_UP = 3


def measure(store: PhotoStore, side: int, batch: int, steps: int, settings: dict[str, Any]) -> str:
    """A line about `steps` steps after the warm-up."""
    config, processes = config_of("gan", settings), Processes("auto", launched=False)
    torch.manual_seed(0)
    task, feed = GanTask(config, processes), Feed(store, config, processes.device)
    on_gpu = processes.device.type == "cuda"
    start = time.perf_counter()
    for step in range(1, WARM_UP + steps + 1):
        if step == WARM_UP + 1:
            _wait(on_gpu)
            warm, start = time.perf_counter() - start, time.perf_counter()
        photos, masks = feed.draw(side, batch)
        losses = task.step(Batch(photos, masks, 0.0, 2e-4, first=0, whole=batch, step=step), feed.rng)
    loss = float(losses["loss"])
    took = (time.perf_counter() - start) / steps
    start = time.perf_counter()
    feed.draw(side, batch)
    _wait(on_gpu)
    data = time.perf_counter() - start
    memory = f", {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB" if on_gpu else ""
    return (
        f"{batch / took:.1f} pictures/s, {1000 * took:.0f} ms per step, of which {1000 * data:.0f} ms data, "
        f"warm-up {warm:.0f} s{memory}, loss {loss:.3f}"
    )


def _wait(on_gpu: bool) -> None:
    if on_gpu:
        torch.cuda.synchronize()


def main() -> None:
    """Print a line for each combination once it is measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("store", type=Path)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--sizes", default="256x64,128x128", help="side x batch, separated by commas")
    parser.add_argument("--compiled", action="store_true", help="Also measure compiled networks.")
    given = parser.parse_args()
    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.benchmark = True
    given.store.mkdir(parents=True, exist_ok=True)
    store = open_store(given.photos, given.store, smallest=128, validation=0.03, tell=print)
    for compiled in (False, True) if given.compiled else (False,):
        for size in given.sizes.split(","):
            side, batch = map(int, size.split("x"))
            for layout in (True, False):
                settings = {"channels_last": layout, "compiled": compiled}
                name = f"{side} px x {batch}, {'channels last' if layout else 'channels first'}"
                name += ", compiled" if compiled else ""
                try:
                    line = measure(store, side, batch, given.steps, settings)
                except (RuntimeError, StudioError) as error:
                    line = f"failed: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
                print(f"{name}: {line}", flush=True)


if __name__ == "__main__":
    main()
