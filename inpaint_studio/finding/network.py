"""The finder's network on a part of a photo, run by ONNX Runtime on the CPU."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ..core.arrays import Bytes, Floats
from ..core.errors import Note, StudioError
from ..core.files import contents
from ..core.memory import is_out_of_memory
from ..weights import shipped
from ..weights.digests import digest_of
from .candidates import Classifier

NAME = "finder"
"""The name of its weights."""
MULTIPLE = 32
"""Sides of its input are multiples of this."""
_LARGEST = 64 * 2**20
_PROBE = 64
"""The side of the probe's picture."""
_LARGEST_LOGIT = 80
"""Beyond this, logits are as good as certain, and their exponentials leave float32."""


def path() -> Path:
    """The network's file: the user's own if there is one, else the shipped one."""
    own = shipped.own_path(NAME).with_suffix(shipped.ONNX)
    return own if own.is_file() else shipped.shipped_path(NAME).with_suffix(shipped.ONNX)


def digest() -> str:
    """A sha256 that says which network and classifier are used. Raises what `look` and `classifier` do."""
    both = digest_of(path()) + shipped.digest(NAME)
    return hashlib.sha256(both.encode()).hexdigest()


def require() -> None:
    """Raise now what the others would: StudioError "weights-missing" or "weights-broken"."""
    look(np.zeros((_PROBE, _PROBE, 3), np.uint8))
    classifier()


def look(picture: Bytes) -> tuple[Floats, Floats]:
    """How likely each pixel is damage, and how likely each kind is: (H, W) and (7, H / 4, W / 4) in [0, 1].

    `picture` is RGB, uint8 (H, W, 3), its sides multiples of 32. Kinds mean something where there is
    damage only. Raises StudioError "weights-missing", "weights-broken" or "out-of-memory".
    """
    planes = picture.transpose(2, 0, 1)[None].astype(np.float32)
    planes *= 1 / 127.5
    planes -= 1
    found = path()
    if not found.is_file():
        raise StudioError("weights-missing", name=NAME, path=found)
    session = _loaded(str(found), digest_of(found), cv2.getNumThreads())
    try:
        damage, kind = session.run(["damage", "kind"], {"photo": planes})
    except Exception as error:  # the runtime has many exceptions, none of them documented
        if is_out_of_memory(error):
            raise StudioError("out-of-memory") from error
        raise _broken(found, error) from error
    np.negative(damage, out=damage)
    np.exp(np.minimum(damage, _LARGEST_LOGIT, out=damage), out=damage)
    kind = np.exp(np.clip(kind[0], -_LARGEST_LOGIT, _LARGEST_LOGIT))
    return np.asarray(1 / (1 + damage[0, 0])), np.asarray(kind / kind.sum(0))


def classifier() -> Classifier:
    """What judges the network's candidates. Raises StudioError "weights-missing" or "weights-broken"."""
    arrays, _ = shipped.load_arrays(NAME)
    try:
        return Classifier.of(arrays)
    except (KeyError, ValueError) as error:
        raise StudioError("weights-broken", path=shipped.find(NAME), reason=Note("other-network")) from error


@lru_cache(maxsize=1)
def _loaded(file: str, digest: str, threads: int) -> Any:
    """A session of ONNX Runtime. Raises StudioError "weights-broken"."""
    import onnxruntime  # takes a while: not at import

    found = Path(file)
    listed = shipped.expected(NAME, shipped.ONNX)
    if found.parent == shipped.shipped_path(NAME).parent and listed not in (None, digest):
        raise StudioError("weights-broken", path=found, reason=Note("weights-replaced"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads sleep
    options.log_severity_level = 4  # its errors come as exceptions anyway
    options.enable_cpu_mem_arena = False  # tiles have many sizes, and the arena would keep room for each
    try:
        content = contents(found, _LARGEST)
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except StudioError:
        raise
    except Exception as error:  # as above
        raise _broken(found, error) from error


def _broken(file: Path, error: Exception) -> StudioError:
    return StudioError("weights-broken", path=file, reason=type(error).__name__)
