"""Where a model runs: on the best GPU, or on the CPU if that fails."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from inpaint_studio.core.memory import is_out_of_memory
from inpaint_studio.weights.process import models as child_models
from inpaint_studio.weights.process.models import Model, load
from inpaint_studio.weights.trust import sums_of
from tests.twins import save_twin

pytestmark = pytest.mark.needs_torch

CPU = "CPUExecutionProvider"
CUDA, DIRECTML, COREML = "CUDAExecutionProvider", "DmlExecutionProvider", "CoreMLExecutionProvider"


class Runtime:
    """A stand-in for ONNX Runtime with GPUs, some of which fail when a session is made or run."""

    def __init__(self, *providers: str, fails: str = "") -> None:
        self.providers, self.fails = [*providers, CPU], fails
        self.made: list[list[str]] = []
        self.threads: list[int] = []

    def get_available_providers(self) -> list[str]:
        return self.providers

    def SessionOptions(self) -> Any:
        return SimpleNamespace(add_session_config_entry=lambda key, value: None)

    def InferenceSession(self, path: str, options: Any, providers: list[str]) -> Any:
        self.made.append(providers)
        self.threads.append(options.intra_op_num_threads)
        if self.fails == "making" and providers[0] != CPU:
            raise RuntimeError("no such device")

        def run(outputs: None, arrays: dict[str, np.ndarray]) -> list[np.ndarray]:
            if self.fails == "running" and providers[0] != CPU:
                raise RuntimeError("BFCArena: Failed to allocate memory for requested buffer")
            return [arrays["x"] + 1]

        actual = [CPU] if self.fails == "library" else providers
        return SimpleNamespace(
            run=run,
            get_providers=lambda: actual,
            get_outputs=lambda: [SimpleNamespace(name="y")],
        )


def loaded(monkeypatch: pytest.MonkeyPatch, runtime: Runtime, device: str = "auto") -> Model:
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    monkeypatch.setattr(child_models, "require_bounded", lambda path: None)  # there is no file
    return load({"format": "onnx", "path": "x.onnx", "threads": 3, "device": device})


@pytest.mark.parametrize(
    ("there", "wanted", "device"),
    [
        ((), "auto", "cpu"),
        ((CUDA,), "auto", "cuda"),
        ((CUDA,), "cpu", "cpu"),
        ((DIRECTML,), "auto", "directml"),
        ((COREML,), "auto", "mps"),
        ((COREML,), "mps", "mps"),
        ((COREML,), "cuda", "cpu"),
        ((DIRECTML, CUDA), "auto", "cuda"),
    ],
)
def test_the_best_gpu_is_taken_unless_another_is_asked_for(
    there: tuple[str, ...], wanted: str, device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = Runtime(*there)
    model = loaded(monkeypatch, runtime, wanted)
    assert model.device == device
    assert runtime.made[-1][-1] == CPU
    assert runtime.threads == [3]
    assert model.run({"x": np.zeros(1)}, 0)["y"] == 1


def test_too_little_memory_on_the_gpu_leads_to_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Runtime(CUDA, fails="running")
    model = loaded(monkeypatch, runtime)
    assert model.run({"x": np.zeros(1)}, 0)["y"] == 1
    assert (model.device, model.fell_back) == ("cpu", True)
    model.run({"x": np.zeros(1)}, 0)
    assert not model.fell_back
    assert runtime.made == [[CUDA, CPU], [CPU]]


def test_torchscript_that_the_gpu_cannot_run_goes_to_the_processor(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = save_twin("lama-torch", tmp_path / "x.pt")
    # no numbers are kept there, so nothing can be computed
    monkeypatch.setattr(child_models, "_torch_device", lambda wanted: "meta")
    about = {"format": "torchscript", "path": path, "sha256": sums_of(path).sha256}
    threads = torch.get_num_threads()
    try:
        model = load(about | {"architecture": "", "threads": 1, "device": "auto"})
        image, mask = np.full((1, 3, 16, 16), 0.5, np.float32), np.zeros((1, 1, 16, 16), np.float32)
        outputs = model.run({"image": image, "mask": mask}, 0)
    finally:
        torch.set_num_threads(threads)
    assert model.device == "cpu"
    assert np.allclose(outputs["0"], 0.5)


@pytest.mark.parametrize("fails", ["making", "library"])
def test_a_gpu_that_cannot_be_opened_is_none(fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = loaded(monkeypatch, Runtime(CUDA, fails=fails))
    assert (model.device, model.fell_back) == ("cpu", False)
    assert model.run({"x": np.zeros(1)}, 0)["y"] == 1


def test_an_error_on_the_processor_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    model = loaded(monkeypatch, Runtime())
    with pytest.raises(KeyError):
        model.run({"z": np.zeros(1)}, 0)


@pytest.mark.parametrize("words", ["CUDA out of memory", "Failed to allocate memory", "std::bad_alloc"])
def test_want_of_memory_is_known_by_its_words(words: str) -> None:
    assert is_out_of_memory(RuntimeError(words))
    assert not is_out_of_memory(RuntimeError("something else"))
