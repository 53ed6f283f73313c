"""Reading the tensors in a file of weights that others published; runs in a process of its own.

Nothing in the file is run: PyTorch files are read by `torch.load(weights_only=True)`, which builds plain
containers and tensors alone, and HDF5 files without following links to other files.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.arrays import AnyArray
from ...core.errors import Note, StudioError
from ...core.memory import is_out_of_memory
from .wire import Arrays

if TYPE_CHECKING:
    import torch

_MOST_TENSORS = 10_000
_DEEPEST = 8


def read_tensors(path: Path, kind: str) -> Arrays:
    """All tensors of floats in a file, in single precision, by their names joined with "/" or ".".

    `kind` is "hdf5", "pickle" (PyTorch) or "safetensors". Raises StudioError "weights-broken", also if the
    file declares more values than it has room for, and "model-needs".
    """
    size = path.stat().st_size
    reader = {"hdf5": _hdf5, "pickle": _torch, "safetensors": _safetensors}[kind]
    found: Arrays = {}
    used = 0
    try:
        for name, nbytes, values in reader(path):
            used += nbytes
            # compressed, repeated and empty space could declare any size
            if used > size or len(found) >= _MOST_TENSORS:
                raise StudioError("weights-broken", path=path, reason=Note("values-exceed-file"))
            found[name] = values()
    except (StudioError, ImportError):
        raise
    except Exception as error:  # what parsers raise for damaged files has no common type
        if is_out_of_memory(error):
            raise
        refused = isinstance(error, pickle.UnpicklingError)
        reason = Note("more-than-weights") if refused else Note("damaged-as", kind=type(error).__name__)
        raise StudioError("weights-broken", path=path, reason=reason) from error
    if not found:
        raise StudioError("weights-broken", path=path, reason=Note("no-tensors"))
    return found


_Found = Iterator[tuple[str, int, Callable[[], AnyArray]]]
"""Of each tensor its name, its size in bytes, and what reads its values, once that size is accepted."""


def _hdf5(path: Path) -> _Found:
    try:
        import h5py
    except ImportError as error:
        raise StudioError("model-needs", package="h5py") from error
    with h5py.File(path, "r", locking=False) as file:
        found: dict[str, Any] = {}
        # visits each object once, and follows neither soft nor external links
        file.visititems(lambda name, one: found.__setitem__(name, one))
        for name, one in found.items():
            if not isinstance(one, h5py.Dataset) or one.dtype.kind != "f":
                continue
            if one.external or one.is_virtual:  # the values would come from other files
                raise StudioError("weights-broken", path=path, reason=Note("values-elsewhere", name=name))
            yield name, int(one.size) * one.dtype.itemsize, partial(_of_dataset, one)


def _torch(path: Path) -> _Found:
    import torch

    content = torch.load(path, map_location="cpu", weights_only=True)
    for name, tensor in _flattened(content):
        if tensor.is_floating_point() and tensor.layout == torch.strided:
            yield name, tensor.numel() * tensor.element_size(), partial(_of_tensor, tensor)


def _flattened(content: Any, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, torch.Tensor]]:
    """The tensors in nested dictionaries; an optimiser's state, under numbers, is left out."""
    import torch

    if isinstance(content, torch.Tensor):
        yield prefix, content
    elif isinstance(content, Mapping) and depth < _DEEPEST:
        for key, value in content.items():
            if isinstance(key, str):
                yield from _flattened(value, f"{prefix}.{key}" if prefix else key, depth + 1)


def _safetensors(path: Path) -> _Found:
    import safetensors

    with safetensors.safe_open(str(path), framework="pt") as file:
        for name in file.keys():  # noqa: SIM118
            tensor = file.get_tensor(name)
            if tensor.is_floating_point():
                yield name, tensor.numel() * tensor.element_size(), partial(_of_tensor, tensor)


def _of_dataset(dataset: Any) -> AnyArray:
    return np.asarray(dataset[()], np.float32)


def _of_tensor(tensor: torch.Tensor) -> AnyArray:
    return tensor.detach().float().numpy()
