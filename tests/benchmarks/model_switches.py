"""How much memory third-party models take over fifty switches between them, and how long a switch takes.

    python -m tests.benchmarks.model_switches [--megabytes N] [--switches N]

Eight models with 100 MB of weights each, six for ONNX Runtime and two for torch, are used in random
order; the memory is that of their processes, sampled continuously.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from inpaint_studio.weights.process.warm import Wanted, WarmModels
from inpaint_studio.weights.trust import sums_of
from tests.twins import migan_onnx

WEIGHTS = 25_000_000  # of 4 bytes


def onnx_model() -> onnx.ModelProto:
    """MI-GAN's twin that looks up one of its many weights by what is in the picture, so that all are kept."""
    model = migan_onnx()
    graph = model.graph
    rows = np.random.default_rng(0).random((WEIGHTS // 1000, 1000), dtype=np.float32)
    graph.initializer.append(numpy_helper.from_array(rows, "rows"))
    graph.initializer.append(numpy_helper.from_array(np.array(0, np.float32), "none"))
    for node in graph.node:
        if "filled" in node.output:
            node.output[0] = "plain"
    at = next(number for number, node in enumerate(graph.node) if "plain" in node.output)
    for more in (
        helper.make_node("Add", ["plain", "nothing"], ["filled"]),
        helper.make_node("Mul", ["mean_row", "none"], ["nothing"]),
        helper.make_node("ReduceMean", ["row"], ["mean_row"], keepdims=0),
        helper.make_node("Gather", ["rows", "index"], ["row"], axis=0),
        helper.make_node("Cast", ["mean"], ["index"], to=TensorProto.INT64),
    ):
        graph.node.insert(at + 1, more)
    return model


TORCH = """
def forward(self, image, mask):
    rows = self.rows
    row = rows[int(image.float().mean())]
    return torch.where(mask < 128, image.float().mean() + 0 * row.mean(), image.float()).to(torch.uint8)
"""


def torch_model(path: Path) -> None:
    """A script with as many weights."""
    import torch

    class Filler(torch.jit.ScriptModule):
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("rows", torch.rand(WEIGHTS // 1000, 1000))

    module = Filler()
    module.define(TORCH)
    torch.jit.save(module, str(path))


def memory(pid: int) -> int:
    """Bytes that the system says a process has; 0 if it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--switches", type=int, default=50)
    options = parser.parse_args()
    chance = np.random.default_rng(0)
    image = np.zeros((1, 3, 256, 256), np.uint8)
    arrays = {"image": image, "mask": np.full((1, 1, 256, 256), 255, np.uint8)}
    with tempfile.TemporaryDirectory() as folder:
        wanted = []
        for number in range(8):
            kind = "onnx" if number < 6 else "torchscript"
            path = Path(folder) / f"model-{number}"
            if kind == "onnx":
                onnx.save(onnx_model(), path)
            else:
                torch_model(path)
            digest = sums_of(path).sha256
            wanted.append(Wanted(path.name, kind, "", str(path), digest, 1, "cpu"))  # type: ignore[arg-type]
        models = WarmModels(lambda: options.megabytes * 1_000_000)
        during, after, started, warm, cold = 0, 0, set(), [], []

        def look(_: float = 0) -> None:
            nonlocal during
            during = max(during, sum(memory(one.pid) for one in models.loaded()))

        for _ in range(options.switches):
            one = wanted[int(chance.integers(len(wanted)))]
            known = {loaded.name for loaded in models.loaded()}
            begun = time.monotonic()
            models.run(one, arrays, waiting=look)
            (warm if one.name in known else cold).append(time.monotonic() - begun)
            look()
            loaded = models.loaded()
            after = max(after, sum(memory(each.pid) for each in loaded))
            started |= {each.pid for each in loaded}
        left = [pid for pid in started if memory(pid)]
        models.close()
        still = [pid for pid in started if memory(pid)]
    print(f"{options.switches} switches between {len(wanted)} models, budget {options.megabytes} MB")
    print(f"most memory: {during / 1e6:,.0f} MB while they ran, {after / 1e6:,.0f} MB between two runs")
    print(f"{len(started)} loads, {len(left)} processes at the end, {len(still)} after closing")
    print(f"a run: {np.median(warm):.2f} s when loaded, {np.median(cold):.2f} s when not (medians)")


if __name__ == "__main__":
    main()
