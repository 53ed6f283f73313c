"""Loading and running a model, in its process: ONNX Runtime, TorchScript, or a network of `nets`."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ...core.arrays import AnyArray
from ...core.errors import Note, StudioError
from ...core.files import opened
from ...core.memory import is_out_of_memory
from ..onnx.file import open_onnx, require_bounded
from .wire import Arrays

PROVIDERS = {
    "cuda": "CUDAExecutionProvider",
    "directml": "DmlExecutionProvider",
    "mps": "CoreMLExecutionProvider",
}
"""The execution providers of ONNX Runtime for the GPUs, the best first."""

_PICTURE = [None, 3, None, None]
_MASK = [None, 1, None, None]


class Model(Protocol):
    """A loaded model; `fell_back` says that in the last run the GPU had too little memory."""

    device: str
    fell_back: bool

    def run(self, arrays: Arrays, seed: int) -> Arrays:
        """Its outputs, by name or number, for its inputs in order."""
        ...


def load(about: Mapping[str, Any]) -> Model:
    """The model that `about` names: its `format`, `path`, `sha256`, `architecture`, `threads`, `device`.

    If the GPU is missing or fails, the CPU computes.
    """
    path, threads, device = Path(about["path"]), int(about["threads"]), str(about["device"])
    if about["format"] == "onnx":
        require_bounded(path)
        return _Onnx(path, threads, device)
    import torch

    # leave one core to the window: layers wait for the slowest of their threads
    torch.set_num_threads(max(1, threads - 1))
    if about["format"] == "safetensors":
        return _Network(path, str(about["architecture"]), device)
    return _TorchScript(path, str(about["sha256"]), device)


def open_ports(path: Path, threads: int, script: str = "") -> tuple[Model, dict[str, Any]]:
    """A file without a card, on the CPU; its inputs, outputs and what it declares, as plain values.

    `script` is the SHA-256 of a TorchScript file, "" for ONNX.
    """
    if script:
        import torch

        torch.set_num_threads(threads)
        module = _TorchScript(path, script, "cpu")
        ports: dict[str, Any] = {"inputs": module.inputs(), "outputs": [["0", "float32", _PICTURE]]}
        # only the first output counts
        return _Probed(lambda arrays: {"0": next(iter(module.run(arrays, 0).values()))}), ports
    file = open_onnx(path, threads)
    ports = {
        side: [[port.name, port.dtype, list(port.shape)] for port in getattr(file, side)]
        for side in ("inputs", "outputs")
    }
    if file.declared is not None:
        ports["declared"] = asdict(file.declared)
    return _Probed(file.run), ports | {"noise": file.noise}


class _Probed:
    """A file that is being probed."""

    device, fell_back = "cpu", False

    def __init__(self, outputs: Callable[[Arrays], Arrays]) -> None:
        self._outputs = outputs

    def run(self, arrays: Arrays, seed: int) -> Arrays:
        return self._outputs(arrays)


class _OnDevice:
    """A model on a GPU, if there is one and it works, else on the CPU."""

    def __init__(self, device: str) -> None:
        self.device, self.fell_back = device, False
        try:
            self._place()
        except Exception:
            if self.device == "cpu":
                raise
            self.device = "cpu"
            self._place()

    def run(self, arrays: Arrays, seed: int) -> Arrays:
        self.fell_back = False
        try:
            return self._run(arrays, seed)
        except Exception as error:  # also a traced model with "cpu" hard-coded
            if self.device == "cpu":
                raise
            self.fell_back = is_out_of_memory(error)
        # outside the handler, where the memory of the failed run is free
        self._release()
        self.device = "cpu"
        self._place()
        return self._run(arrays, seed)

    def _place(self) -> None:
        """Load the model onto `device`."""
        raise NotImplementedError

    def _release(self) -> None:
        """Free the memory that it takes on `device`."""
        raise NotImplementedError

    def _run(self, arrays: Arrays, seed: int) -> Arrays:
        raise NotImplementedError


class _Onnx(_OnDevice):
    """A session of ONNX Runtime."""

    def __init__(self, path: Path, threads: int, device: str) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise StudioError("model-needs", package="onnxruntime") from error
        self._runtime, self._path, self._threads = onnxruntime, path, threads
        self._session: Any = None
        found = onnxruntime.get_available_providers()
        wanted = PROVIDERS if device == "auto" else {device: PROVIDERS.get(device, "")}
        super().__init__(next((name for name, provider in wanted.items() if provider in found), "cpu"))

    def _run(self, arrays: Arrays, seed: int) -> Arrays:
        results = self._session.run(None, arrays)
        return {port.name: np.asarray(array) for port, array in zip(self._outputs, results, strict=True)}

    def _release(self) -> None:
        self._session = None

    def _place(self) -> None:
        options = self._runtime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # its errors come as exceptions anyway
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the editor wants the cores
        if self.device == "directml":  # it requires this
            options.enable_mem_pattern = False
        providers = [PROVIDERS[self.device]] if self.device != "cpu" else []
        self._session = self._runtime.InferenceSession(
            str(self._path), options, providers=[*providers, "CPUExecutionProvider"]
        )
        if providers and self._session.get_providers()[0] != providers[0]:  # a library for the GPU is missing
            self.device = "cpu"
        self._outputs = self._session.get_outputs()


class _Torch(_OnDevice):
    """A module that torch runs; `place` makes it on a device."""

    def __init__(self, device: str, place: Callable[[str], Any]) -> None:
        self._module: Any = None
        self._on = place
        super().__init__(_torch_device(device))

    def _place(self) -> None:
        self._module = self._on(self.device)

    def _release(self) -> None:
        import torch

        self._module = None
        if self.device == "cuda":
            torch.cuda.empty_cache()

    def _run(self, arrays: Arrays, seed: int) -> Arrays:
        import torch

        with torch.inference_mode():
            inputs = [torch.from_numpy(array).to(self.device) for array in arrays.values()]
            result = self._called(inputs, seed)
            if isinstance(result, Mapping):
                return {str(name): _array(one) for name, one in result.items()}
            several = result if isinstance(result, Sequence) else [result]
            return {str(number): _array(one) for number, one in enumerate(several)}

    def _called(self, inputs: list[Any], seed: int) -> Any:
        raise NotImplementedError


class _TorchScript(_Torch):
    """A file that runs code: exactly the bytes that were checked are loaded."""

    def __init__(self, path: Path, sha256: str, device: str) -> None:
        import torch

        def place(where: str) -> Any:
            with opened(path) as file:
                data = file.read()
            if hashlib.sha256(data).hexdigest() != sha256:
                raise StudioError("model-changed", name=path.stem, path=path, source="")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # torch recommends other formats
                return torch.jit.load(io.BytesIO(data), map_location=where).eval()  # type: ignore[no-untyped-call]

        super().__init__(device, place)

    def inputs(self) -> list[Any]:
        """Its inputs, guessed from the number and the names of its arguments, which have no shapes."""
        schema = self._module.forward.schema
        names = [one.name for one in schema.arguments[1:] if not one.has_default_value()]
        if len(names) == 1:
            return [[names[0], "float32", [None, 4, None, None]]]
        if len(names) != 2:
            return [[name, "float32", []] for name in names]
        shapes = [_PICTURE, _MASK]
        if "mask" in names[0].lower() and "mask" not in names[1].lower():
            shapes.reverse()
        return [[name, "float32", shape] for name, shape in zip(names, shapes, strict=True)]

    def _called(self, inputs: list[Any], seed: int) -> Any:
        import torch

        # optimising takes seconds in the first two runs of each size, and changes the result of the third
        with torch.jit.optimized_execution(False):  # type: ignore[no-untyped-call,attr-defined,unused-ignore]
            return self._module(*inputs)


class _Network(_Torch):
    """One of our architectures with third-party weights."""

    def __init__(self, path: Path, architecture: str, device: str) -> None:
        from ...nets.architectures import load_weights

        found = load_weights(path)
        if found.architecture != architecture:
            reason = Note("named-other-network", name=found.architecture)
            raise StudioError("weights-broken", path=path, reason=reason)
        module = found.module.eval().requires_grad_(False)
        super().__init__(device, lambda where: module.to(where))

    def _called(self, inputs: list[Any], seed: int) -> Any:
        import torch

        photo, mask = inputs
        shapes = getattr(self._module, "noise_shapes", lambda *sides: ())(1, *photo.shape[-2:])
        # drawn on the CPU, so that devices agree
        rng = torch.Generator().manual_seed(seed)
        noise = [torch.randn(shape, generator=rng).to(self.device) for shape in shapes]
        return self._module(photo, mask, *noise)


def _torch_device(wanted: str) -> str:
    import torch

    if wanted in ("auto", "cuda") and torch.cuda.is_available():
        return "cuda"
    if wanted in ("auto", "mps") and torch.backends.mps.is_available():
        return "mps"
    return "cpu"


def _array(tensor: Any) -> AnyArray:
    import torch

    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    array: AnyArray = tensor.detach().cpu().numpy()
    return array
