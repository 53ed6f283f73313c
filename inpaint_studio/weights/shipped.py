"""The weights that engines need, by name: the user's own if there are any, else the shipped ones.

A file is `NAME.safetensors`, in the user's `data_dir()/checkpoints` or in the shipped `checkpoints`.
Shipped files are checked against `SHA256SUMS` (as `sha256sum` writes it) when they are loaded. Nothing
is ever unpickled.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import paths
from ..core.arrays import AnyArray
from ..core.errors import Note, StudioError
from ..core.files import is_file, require_file
from .digests import Mark, digest_of, known_digest, mark_of, unreadable

if TYPE_CHECKING:
    from ..nets.architectures import Kind, Weights

SUMS = "SHA256SUMS"
ENDING = ".safetensors"
ONNX = ".onnx"
_REPLACED = Note("weights-replaced")

_LONGEST_HEADER = 100_000_000  # bytes, as in safetensors
_KEPT = 4  # files in memory; a network takes a few megabytes
_loading = threading.RLock()


def own_path(name: str) -> Path:
    """The path of the user's own weights of that name, which take precedence over the shipped ones."""
    return paths.data_dir() / "checkpoints" / f"{name}{ENDING}"


def shipped_path(name: str) -> Path:
    """The path of the shipped weights of that name. Raises StudioError "install-incomplete"."""
    return paths.checkpoints_dir() / f"{name}{ENDING}"


def is_own(name: str) -> bool:
    """Whether the user has weights of that name, which are used instead of the shipped ones."""
    return is_file(own_path(name))  # an unreadable folder of the user must not affect the shipped weights


def find(name: str) -> Path:
    """The file to load. Raises StudioError "weights-missing", "file-unreadable", "install-incomplete"."""
    if is_own(name):
        return own_path(name)
    path = shipped_path(name)
    try:
        there = path.is_file()
    except OSError as error:
        raise unreadable(path, error) from error
    if not there:
        raise StudioError("weights-missing", name=name, path=path)
    return path


def reason_missing(name: str) -> str | None:
    """Why these weights cannot be used; None if nothing is known to be wrong.

    Only the header is read; whether the rest is as it shipped is known once the file was read for something
    else, such as a fill or `checking`.
    """
    try:
        path = find(name)
        mark = mark_of(path)
    except StudioError as error:
        if error.code != "weights-missing":
            return str(error)
        return Note("its-weights-missing", path=error.values["path"], name=name)
    own = path == own_path(name)
    if mark[2] == 0:
        return Note("own-weights-empty" if own else "its-weights-empty", path=path, name=name)
    if not _is_whole(mark) or (not own and _is_replaced(name, path)):
        return Note("own-weights-damaged" if own else "its-weights-damaged", path=path, name=name)
    return None


def digest(name: str) -> str:
    """The sha256 of the file that would be loaded, in hexadecimal. Raises what `find` and `digest_of` do."""
    return digest_of(find(name))


def digest_of_all(names: Iterable[str]) -> str | None:
    """One sha256 for several files: that of a single file, None for none."""
    found = [digest(name) for name in sorted(set(names))]
    if len(found) < 2:
        return found[0] if found else None
    return hashlib.sha256("".join(found).encode()).hexdigest()


def expected(name: str, ending: str = ENDING) -> str | None:
    """The sha256 that shipped weights of that name should have; None if they are not in the list."""
    return sums(paths.checkpoints_dir()).get(f"{name}{ending}")


def sums(folder: Path) -> dict[str, str]:
    """The sha256 by file name in the list of `folder`; empty without a list."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = [line.split(maxsplit=1) for line in lines]
    return {pair[1].lstrip("*"): pair[0].lower() for pair in pairs if len(pair) == 2}


def load_arrays(name: str) -> tuple[dict[str, AnyArray], dict[str, Any]]:
    """The arrays in a file, read-only, and its metadata `about` (decoded from JSON).

    Half precision becomes float32. Raises what `find` does and StudioError "weights-broken".
    """
    with _loading:
        mark = _checked(name)
        return dict(_arrays(mark)), dict(_about(mark))


def load_network(name: str, kind: Kind | None = None) -> Weights:
    """The network in a file: on the CPU, in evaluation mode, without gradients, shared by all.

    To change or move it, work on a copy (`neural.placed`). Raises what `find` does and StudioError
    "weights-broken", also if it is not of that `kind`.
    """
    with _loading:
        weights, path = _network(_checked(name)), find(name)
    if kind is not None:
        from ..nets.architectures import ARCHITECTURES

        if ARCHITECTURES[weights.architecture].kind != kind:
            raise _broken(path, Note("named-other-network", name=weights.architecture))
    return weights


def about(name: str) -> Mapping[str, Any]:
    """The metadata of a file, without loading its arrays. Raises what `load_arrays` does."""
    with _loading:
        return _about(_checked(name))


def verify(name: str) -> None:
    """Raise StudioError "weights-missing" or "weights-broken" unless the file is intact, as far as known.

    Checks NAME.onnx too, if it shipped: a damaged one would only make fills slower.
    """
    path = Path(_checked(name)[0])
    wanted = None if path == own_path(name) else expected(name, ONNX)
    if wanted and digest_of(path.with_suffix(ONNX)) != wanted:
        raise _broken(path.with_suffix(ONNX), _REPLACED)


def _checked(name: str) -> Mark:
    """The file to load, checked: not empty, really safetensors and, if it shipped, unchanged."""
    path = find(name)
    mark = mark_of(path)
    if mark[2] == 0:
        raise _broken(path, Note("weights-empty"))
    if path != own_path(name) and (wanted := expected(name)) and digest_of(path) != wanted:
        raise _broken(path, _REPLACED)
    _require_safetensors(mark)
    return mark


@lru_cache(maxsize=64)
def _is_whole(mark: Mark) -> bool:
    """Whether a safetensors file is as long as its header says. One that cannot be read counts as whole."""
    try:
        with Path(mark[0]).open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if length > min(mark[2] - 8, _LONGEST_HEADER):
                return False
            arrays = json.loads(file.read(length))
        arrays.pop("__metadata__", None)
        end = max((array["data_offsets"][1] for array in arrays.values()), default=0)
        return bool(8 + length + end == mark[2])
    except OSError:
        return True
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return False


def _is_replaced(name: str, path: Path) -> bool:
    """Whether a shipped file is known to be another than the one that shipped."""
    found = known_digest(path)
    return found is not None and expected(name) not in (None, found)


@contextlib.contextmanager
def _opened(mark: Mark) -> Iterator[Any]:
    """A safetensors file. Raises StudioError "file-unreadable" or "weights-broken"."""
    import safetensors

    path = Path(mark[0])
    try:
        require_file(path)
        with safetensors.safe_open(mark[0], framework="numpy") as file:
            yield file
    except OSError as error:
        raise unreadable(path, error) from error
    except (safetensors.SafetensorError, KeyError, ValueError, TypeError) as error:
        raise _broken(path, Note("no-safetensors")) from error


@lru_cache(maxsize=64)
def _require_safetensors(mark: Mark) -> None:
    with _opened(mark):
        pass


@lru_cache(maxsize=64)
def _about(mark: Mark) -> Mapping[str, Any]:
    with _opened(mark) as file:
        found = json.loads((file.metadata() or {}).get("about", "{}"))
    return found if isinstance(found, dict) else {}


@lru_cache(maxsize=_KEPT)
def _arrays(mark: Mark) -> dict[str, AnyArray]:
    with _opened(mark) as file:
        arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    for key, array in arrays.items():
        whole = array.astype(np.float32) if array.dtype == np.float16 else array
        if np.issubdtype(whole.dtype, np.floating) and not np.isfinite(whole).all():
            raise _broken(Path(mark[0]), Note("values-not-numbers"))
        whole.flags.writeable = False
        arrays[key] = whole
    return arrays


@lru_cache(maxsize=_KEPT)
def _network(mark: Mark) -> Weights:
    from ..nets.architectures import load_weights

    path = Path(mark[0])
    try:
        weights = load_weights(path)
    except StudioError as error:
        if isinstance(error.__cause__, OSError):
            raise unreadable(path, error.__cause__) from error
        raise _broken(path, Note("other-network")) from error
    weights.module.eval().requires_grad_(False)
    return weights


def _broken(path: Path, why: str) -> StudioError:
    return StudioError("weights-broken", path=path, reason=why)
