"""Converting a file of published weights to one of ours, with a card that says what is not known."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from ...core.errors import Note, Noted, StudioError
from ...core.files import require_writable
from .. import importing, sniff, store, trust
from ..cards.card import OUR_NETWORKS, Card, CardSize
from ..cards.files import write_card
from ..download import OnProgress
from ..process.apart import tensors_apart
from .layouts import Range
from .network import network_of

Translate = Callable[[str], str]

CONVERTIBLE: tuple[sniff.Kind, ...] = ("hdf5", "pickle")
"""The kinds of files that only a conversion makes use of."""
_LARGEST = 512
_TRIED = 64


@dataclass(frozen=True)
class Converted:
    """What was written, which layout was found, and how many stages and parameters the network has.

    `range` is the range of the pictures that it was trained on, which no file states.
    """

    path: Path
    card_path: Path
    card: Card
    layout: str
    range: Range
    stages: int
    parameters: int


def can_convert(path: Path) -> bool:
    """Whether a file is of a kind that is converted rather than run. Raises what `files.opened` raises."""
    return sniff.kind_of(path) in CONVERTIBLE


def convert(
    path: Path,
    output: Path,
    card_path: Path | None = None,
    *,
    values: Range | None = None,
    reserved: Collection[str] = (),
    overwrite: bool = False,
    is_cancelled: Callable[[], bool] = lambda: False,
    translate: Translate = str,
) -> Converted:
    """Write the network in `path` as safetensors, and its card (by default beside it, as TOML).

    The file is read in a process of its own, and nothing in it is run. `values` is the range of the pictures
    that the network was trained on, by default that of its layout; `reserved` are names that the card must
    not have. Raises `Cancelled`, StudioError "convert-unfit" with what cannot be mapped, "weights-broken",
    "model-cut", "model-needs", those of `files.opened` and of `atomic_write`; then nothing is left behind.
    """
    card_path = card_path or output.with_suffix(".toml")
    for target in (output, card_path):
        require_writable(target, overwrite=overwrite)
    kind = _kind(path)
    tensors = tensors_apart(path, kind, is_cancelled)

    import torch

    from ...nets.architectures import save_weights

    try:
        layout, module = network_of(tensors, kind == "hdf5", values)
    except Noted as error:
        raise StudioError("convert-unfit", path=path, reason=error.args[0]) from error
    _require_finite(module, path)
    used = values or layout.range
    new = not output.exists()
    about = {"converted_from": layout.name, "file": path.name, "range": used}
    save_weights(output, module, "partial-unet", about, dtype=torch.float32)
    try:
        sums = trust.sums_of(output, is_cancelled)
        stages = len(module.config.channels)
        card = _card(output, sums.sha256, stages, reserved, translate)
        write_card(
            card,
            card_path,
            comment=translate(Note("card-converted", layout=layout.name)),
            overwrite=overwrite,
        )
    except BaseException:
        if new:
            output.unlink(missing_ok=True)
        raise
    count = sum(one.numel() for one in module.parameters())
    return Converted(output, card_path, card, layout.name, used, stages, count)


def convert_and_install(
    path: Path,
    *,
    name: str,
    label: str = "",
    licence: str = "",
    note: str = "",
    values: Range | None = None,
    reserved: Collection[str] = (),
    on_progress: OnProgress = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    translate: Translate = str,
) -> store.Installed:
    """Convert a file and install it under that name, with what the user knows about it.

    Raises what `convert` and `importing.install_with_card` raise; then nothing is left behind.
    """
    importing.free_name(name, reserved)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = convert(
            path,
            Path(folder) / f"{name}.safetensors",
            values=values,
            is_cancelled=is_cancelled,
            translate=translate,
        )
        given = {
            "label": label.strip()[:80],
            "licence": licence.strip()[:200],
            "licence_note": note.strip()[:400],
        }
        card = made.card.model_copy(update={"name": name} | {key: one for key, one in given.items() if one})
        comment = translate(Note("card-converted", layout=made.layout))
        write_card(card, made.card_path, comment=comment, overwrite=True)
        return importing.install_with_card(
            made.path,
            str(made.card_path),
            reserved=reserved,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        )


def _kind(path: Path) -> sniff.Kind:
    kind = sniff.kind_of(path)
    if kind == "cut":
        raise StudioError("model-cut", source=path)
    if kind == "safetensors" or kind in CONVERTIBLE:
        return kind
    if kind in ("page", "pointer"):
        sniff.require_harmless(path, str(path))
    reason = Note("runs-as-it-is") if kind in ("onnx", "torchscript") else Note("no-weights-file")
    raise StudioError("convert-unfit", path=path, reason=reason)


def _require_finite(module: object, path: Path) -> None:
    """Raise StudioError "weights-broken" unless the network fills a hole with finite values."""
    import torch

    mask = torch.zeros(1, 1, _TRIED, _TRIED)
    mask[..., 16:40, 20:44] = 1
    with torch.inference_mode():
        made = module.eval()(torch.zeros(1, 3, _TRIED, _TRIED), mask)  # type: ignore[attr-defined]
    if not bool(torch.isfinite(made).all()):
        raise StudioError("weights-broken", path=path, reason=Note("paints-no-numbers"))


def _card(output: Path, sha256: str, stages: int, reserved: Collection[str], translate: Translate) -> Card:
    """A card that says what is not known yet."""
    name = importing.name_for(output, reserved)
    size = CardSize(rule="multiple", of=2**stages, largest=max(_LARGEST, 2**stages))
    return Card(
        name=name,
        label=importing.label_of(name),
        licence=translate(Note("not-known")),
        licence_note=translate(Note("origin-unknown")),
        size=output.stat().st_size,
        sha256=sha256,
        format="safetensors",
        architecture="partial-unet",
        contract=OUR_NETWORKS.model_copy(update={"margin": 128, "size": size}),
    )
