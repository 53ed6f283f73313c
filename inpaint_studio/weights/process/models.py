"""Loading and running a model, in its process: ONNX Runtime, TorchScript, or a network of `nets`."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ...core.errors import Note, StudioError
from ...core.files import opened
from ...core.memory import is_out_of_memory
from ..onnx.file import OnnxFile, open_onnx, require_bounded
from .wire import Arrays

PROVIDERS = {
    "cuda": "CUDAExecutionProvider",
    "directml": "DmlExecutionProvider",
    "mps": "CoreMLExecutionProvider",
}
"""What ONNX Runtime calls the GPUs, the best first."""

_PICTURE = [None, 3, None, None]
_MASK = [None, 1, None, None]


class Model(Protocol):
    """A loaded model.

    `device` is where it computes; `fell_back` says that in the last run the GPU had too little memory.
    """

    device: str
    fell_back: bool

    def run(self, arrays: Arrays, seed: int) -> Arrays:
        """Its outputs, by name or numbered, for its inputs in order."""
        ...


def load(about: Mapping[str, Any]) -> Model:
    """The model that `about` names: its `format`, `path`, `sha256`, `architecture`, `threads`, `device`.

    A GPU that is not there or fails is none: then the processor computes.
    """
    path, threads, device = Path(about["path"]), int(about["threads"]), str(about["device"])
    if about["format"] == "onnx":
        require_bounded(path)
        return _Onnx(path, threads, device)
    import torch

    # one core stays free for the window: layers wait for the slowest of their threads
    torch.set_num_threads(max(1, threads - 1))
    if about["format"] == "safetensors":
        return _Network(path, str(about["architecture"]), device)
    return _TorchScript(path, str(about["sha256"]), device)


def open_ports(path: Path, threads: int, script: str = "") -> tuple[Model, dict[str, Any]]:
    """A file without a card, on the processor, and its inputs and outputs as plain values.

    `script` is the SHA-256 of a TorchScript file, "" for ONNX.
    """
    if script:
        import torch

        torch.set_num_threads(threads)
        module = _TorchScript(path, script, "cpu")
        return _OpenedScript(module), {"inputs": module.inputs(), "outputs": [["0", "float32", _PICTURE]]}
    file = open_onnx(path, threads)
    ports = {
        side: [[port.name, port.dtype, list(port.shape)] for port in getattr(file, side)]
        for side in ("inputs", "outputs")
    }
    return _Opened(file), ports


class _Opened:
    """A file that is being probed."""

    device, fell_back = "cpu", False

    def __init__(self, file: OnnxFile) -> None:
        self._file = file

    def run(self, arrays: Arrays, seed: int) -> Arrays:
        return self._file.run(arrays)


class _OpenedScript:
    """TorchScript that is being probed: of what it gives the first counts."""

    device, fell_back = "cpu", False

    def __init__(self, module: _TorchScript) -> None:
        self._module = module

    def run(self, arrays: Arrays, seed: int) -> Arrays:
        return {"0": next(iter(self._module.run(arrays, seed).values()))}


class _Onnx:
    """A session of ONNX Runtime."""

    def __init__(self, path: Path, threads: int, device: str) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise StudioError("model-needs", package="onnxruntime", extra="onnx") from error
        self._runtime, self._path, self._threads = onnxruntime, path, threads
        self.fell_back = False
        self._session: Any = None
        found = onnxruntime.get_available_providers()
        wanted = PROVIDERS if device == "auto" else {device: PROVIDERS.get(device, "")}
        self.device = next((name for name, provider in wanted.items() if provider in found), "cpu")
        try:
            self._open()
        except Exception:
            if self.device == "cpu":
                raise
            self._to_processor()

    def run(self, arrays: Arrays, seed: int) -> Arrays:
        self.fell_back = False
        try:
            return self._run(arrays)
        except Exception as error:
            if self.device == "cpu":
                raise
            self.fell_back = is_out_of_memory(error)
        # out of the handler, where what failed is free
        self._to_processor()
        return self._run(arrays)

    def _run(self, arrays: Arrays) -> Arrays:
        results = self._session.run(None, arrays)
        return {port.name: np.asarray(array) for port, array in zip(self._outputs, results, strict=True)}

    def _to_processor(self) -> None:
        self.device = "cpu"
        self._session = None
        self._open()

    def _open(self) -> None:
        options = self._runtime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # its errors come as exceptions anyway
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the editor wants the cores
        if self.device == "directml":  # it cannot do without
            options.enable_mem_pattern = False
        providers = [PROVIDERS[self.device]] if self.device != "cpu" else []
        self._session = self._runtime.InferenceSession(
            str(self._path), options, providers=[*providers, "CPUExecutionProvider"]
        )
        if providers and self._session.get_providers()[0] != providers[0]:  # a library of its GPU is missing
            self.device = "cpu"
        self._outputs = self._session.get_outputs()


class _Torch:
    """What both kinds of models that torch runs have in common."""

    def __init__(self, device: str, place: Callable[[str], Any]) -> None:
        self.fell_back = False
        self._place = place
        self.device = _torch_device(device)
        try:
            self._module = place(self.device)
        except Exception:
            if self.device == "cpu":
                raise
            self.device = "cpu"
            self._module = place("cpu")

    def run(self, arrays: Arrays, seed: int) -> Arrays:
        import torch

        self.fell_back = False
        with torch.inference_mode():
            try:
                return self._run(arrays, seed)
            except Exception as error:  # also a traced model that has a processor written into it
                if self.device == "cpu":
                    raise
                self.fell_back = is_out_of_memory(error)
            self._module = None
            if self.device == "cuda":
                torch.cuda.empty_cache()
            self.device = "cpu"
            self._module = self._place("cpu")
            return self._run(arrays, seed)

    def _run(self, arrays: Arrays, seed: int) -> Arrays:
        import torch

        inputs = [torch.from_numpy(array).to(self.device) for array in arrays.values()]
        result = self._called(inputs, seed)
        if isinstance(result, Mapping):
            return {str(name): _array(one) for name, one in result.items()}
        several = result if isinstance(result, Sequence) else [result]
        return {str(number): _array(one) for number, one in enumerate(several)}

    def _called(self, inputs: list[Any], seed: int) -> Any:
        raise NotImplementedError


class _TorchScript(_Torch):
    """A file that runs code: what is loaded is what was checked, byte for byte."""

    def __init__(self, path: Path, sha256: str, device: str) -> None:
        import torch

        def place(where: str) -> Any:
            with opened(path) as file:
                data = file.read()
            if hashlib.sha256(data).hexdigest() != sha256:
                raise StudioError("model-changed", name=path.stem, path=path)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # torch would rather have other formats
                return torch.jit.load(io.BytesIO(data), map_location=where).eval()  # type: ignore[no-untyped-call]

        super().__init__(device, place)

    def inputs(self) -> list[Any]:
        """What it takes, as far as its arguments tell: their number and their names, but no shapes."""
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

        # optimising takes seconds in the first two runs of each size, and changes the numbers in the third
        with torch.jit.optimized_execution(False):  # type: ignore[no-untyped-call,attr-defined,unused-ignore]
            return self._module(*inputs)


class _Network(_Torch):
    """One of our architectures with the weights of others."""

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
        # drawn on the processor, so that devices agree
        chance = torch.Generator().manual_seed(seed)
        noise = [torch.randn(shape, generator=chance).to(self.device) for shape in shapes]
        return self._module(photo, mask, *noise)


def _torch_device(wanted: str) -> str:
    import torch

    if wanted in ("auto", "cuda") and torch.cuda.is_available():
        return "cuda"
    if wanted in ("auto", "mps") and torch.backends.mps.is_available():
        return "mps"
    return "cpu"


def _array(tensor: Any) -> np.ndarray:
    import torch

    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    array: np.ndarray = tensor.detach().cpu().numpy()
    return array
