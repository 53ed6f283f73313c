"""The user's own weights: replacing a shipped file with a trained one, and undoing that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import Note, StudioError, unknown_name
from ..core.files import atomic_write, make_folder, opened, os_errors_as
from . import atoms, shipped

if TYPE_CHECKING:
    from ..nets.architectures import Kind

KINDS: dict[str, Kind] = {"gan": "generator", "autoencoder": "autoencoder", "finder": "finder"}
"""The networks that may be replaced, by the name of their weights, and the kind of each."""
DICTIONARY = "dictionary"
"""The weights of `sparse`, which may be replaced too: atoms instead of a network."""

_TRIED = (64, 64)


def use(name: str, path: Path, *, anyway: bool = False) -> Path:
    """Copy a file of trained weights to where engines look first, and return that path.

    The previous file is replaced completely or not at all. Raises StudioError "weights-unknown",
    "weights-broken" (also for another kind of network, one whose fill is not finite, and a dictionary
    without atoms), "weights-no-better" for weights that were trained further and fill the held-out photos
    no better than their start weights (unless `anyway`), "file-missing", "file-unreadable", and those of
    `atomic_write`.
    """
    require_known(name)
    if name == DICTIONARY:
        atoms.checked(atoms.read(path), path)
    else:
        about = _tried(path, KINDS[name])
        if not anyway:
            _require_better(path, about)
    target = shipped.own_path(name)
    with opened(path) as file:
        content = file.read()
    make_folder(target.parent)
    with atomic_write(target, overwrite=True) as file:
        file.write(content)
    _remove(target.with_suffix(".onnx"))  # of the previous weights
    return target


def use_shipped(name: str) -> bool:
    """Remove the user's own weights, so that the shipped ones are used; whether there were any.

    Raises StudioError "weights-unknown" or "file-unwritable".
    """
    require_known(name)
    target = shipped.own_path(name)
    there = target.is_file()
    _remove(target)
    _remove(target.with_suffix(".onnx"))
    return there


def require_known(name: str) -> None:
    """Raise StudioError "weights-unknown" for a name that no engine of ours has weights under."""
    known = sorted([*KINDS, DICTIONARY])
    if name not in known:
        raise unknown_name("weights-unknown", name, known)


def _tried(path: Path, kind: Kind) -> Mapping[str, Any]:
    """The metadata of a weights file that has filled a hole, or looked for damage."""
    import torch

    from ..nets.architectures import ARCHITECTURES, load_weights

    weights = load_weights(path)
    if ARCHITECTURES[weights.architecture].kind != kind:
        other = Note("named-other-network", name=weights.architecture)
        raise StudioError("weights-broken", path=path, reason=other)
    module: Any = weights.module.eval()
    given = [torch.zeros(1, 3, *_TRIED)]
    with torch.inference_mode():
        if kind == "finder":
            made, _ = module(*given)
        else:
            mask = torch.zeros(1, 1, *_TRIED)
            mask[..., 16:40, 20:44] = 1
            noise = [torch.zeros(shape) for shape in module.noise_shapes(1, *_TRIED)]
            made = module(*given, mask, *noise)
    if not bool(torch.isfinite(made).all()):
        raise StudioError("weights-broken", path=path, reason=Note("paints-no-numbers"))
    return weights.about


def _require_better(path: Path, about: Mapping[str, Any]) -> None:
    """Raise "weights-no-better" or "finder-no-better" if the final score is not above the start score."""
    before, after = about.get("start_score"), about.get("score")
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return
    for score, code, digits in (("hole_psnr", "weights-no-better", 2), ("f1", "finder-no-better", 3)):
        old, new = before.get(score), after.get(score)
        if isinstance(old, int | float) and isinstance(new, int | float) and new <= old:
            raise StudioError(code, path=path, before=f"{old:.{digits}f}", after=f"{new:.{digits}f}")


def _remove(path: Path) -> None:
    with os_errors_as("file-unwritable", path):
        path.unlink(missing_ok=True)
