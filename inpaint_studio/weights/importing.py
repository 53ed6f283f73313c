"""Taking in a model file that no card knows: look at it, propose a card, try it, write the card, install.

`propose` writes nothing; the user looks at what it found and may change the card. `adopt` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import StudioError
from . import catalog, store, trust
from .apart import opened_apart
from .card_files import read_card, write_card
from .cards import Card
from .download import OnProgress
from .probe import Finding, probe
from .sniff import require_harmless

_BY_THE_WAY = """\
Proposed by 'inpaint-studio models import' from the model itself; check label, licence and limits.
The probe cannot tell RGB from BGR inputs: if fills have blue and red swapped inside, write "BGR"."""


@dataclass(frozen=True)
class Proposal:
    """A card for a file that had none, and what the probe found."""

    path: Path
    card: Card
    finding: Finding

    @property
    def comment(self) -> str:
        """What stands at the top of the card: how it came about."""
        lines = [f"- {trial.words}" for trial in self.finding.trials[:4]]
        return "\n".join([_BY_THE_WAY, "What the probe saw:", *lines])


def propose(
    path: Path,
    name: str | None = None,
    *,
    reserved: Iterable[str] = (),
    threads: int = 1,
    on_progress: OnProgress = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Proposal:
    """A card for an unknown ONNX file; runs the model some ten times on a small picture, in its own process.

    `name` is that of the card, by default the file's; `reserved` are names that it must not have (those
    of engines). Raises `Cancelled`, StudioError "model-unfit", "model-crashed", "model-needs", "model-name",
    "file-…" and what is refused at sight ("model-pickle", "model-page", "model-pointer").
    """
    kind = require_harmless(path, str(path))
    if kind == "cut":
        raise StudioError("model-cut", source=path)
    if kind != "onnx":
        raise StudioError("model-unfit", source=path, reason=_NOT_ONNX.get(kind, _NOT_ONNX["unknown"]))
    name = _free_name(name or slug(path.stem), reserved)
    sums = trust.sums_of(path, is_cancelled=is_cancelled)
    with opened_apart(path, threads, is_cancelled) as model:
        finding = probe(model, on_progress, is_cancelled)
    contract = finding.best.contract.model_copy(update={"margin": 128, "grow": 5})
    card = Card(
        name=name,
        label=name.replace("-", " ").capitalize(),
        licence="not known",
        size=path.stat().st_size,
        sha256=sums.sha256,
        format="onnx",
        contract=contract,
    )
    return Proposal(path, card, finding)


def adopt(
    proposal: Proposal,
    *,
    on_progress: OnProgress = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> store.Installed:
    """Write the proposed card into the user's folder and install the file with it.

    Raises what `write_proposal` and `store.install` raise; the card goes again if the file cannot be had.
    """
    written = write_proposal(proposal)
    return _installed(proposal.card, proposal.path, written, False, on_progress, is_cancelled)


def write_proposal(proposal: Proposal) -> Path:
    """Write the proposed card alone, to be looked at; the file is then installed by its name.

    Raises StudioError "file-exists" and what else `atomic_write` raises.
    """
    return _written(proposal.card, comment=proposal.comment)


def install_with_card(
    path: Path,
    card: str,
    *,
    reserved: Iterable[str] = (),
    trusted: bool = False,
    on_progress: OnProgress = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> store.Installed:
    """Install a file by a card: the name of one, or a TOML file, which is then copied to the user's folder.

    Raises what `read_card`, `write_card` and `store.install` raise, and StudioError "model-name".
    """
    if not card.endswith(catalog.ENDING):
        return store.install(card, path, trusted=trusted, on_progress=on_progress, is_cancelled=is_cancelled)
    read = read_card(Path(card))
    written = None
    if catalog.catalogue().cards.get(read.name) != read:
        _free_name(read.name, reserved)
        written = _written(read)
    return _installed(read, path, written, trusted, on_progress, is_cancelled)


def slug(words: str) -> str:
    """A name for a card made of any words: 'Big LaMa (v2)' gives 'big-lama-v2'."""
    name = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    return name[:40].strip("-") or "model"


def _installed(
    card: Card,
    path: Path,
    written: Path | None,
    trusted: bool,
    on_progress: OnProgress,
    is_cancelled: Callable[[], bool],
) -> store.Installed:
    try:
        return store.install(
            card.name, path, trusted=trusted, on_progress=on_progress, is_cancelled=is_cancelled
        )
    except BaseException:
        if written is not None:
            written.unlink(missing_ok=True)
        raise


def _written(card: Card, comment: str = "") -> Path:
    path = catalog.own_folder() / f"{card.name}{catalog.ENDING}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError("folder-unwritable", path=path.parent, reason=str(error)) from error
    write_card(card, path, comment=comment)
    return path


def _free_name(name: str, reserved: Iterable[str]) -> str:
    if name in reserved:
        raise StudioError("model-name", name=name, reason="an engine is called so. Choose another.")
    if name in catalog.catalogue().cards:
        raise StudioError("model-name", name=name, reason="there is a card of that name. Choose another.")
    if slug(name) != name:
        raise StudioError("model-name", name=name, reason=f"write it as '{slug(name)}'.")
    return name


_NOT_ONNX = {
    "torchscript": "TorchScript runs code when it is loaded, so it is not tried out. Write a card for it and "
    "name that.",
    "safetensors": "a safetensors file does not say how its network is built. Write a card that names one of "
    "the networks here, and name that card.",
    "zip": "it is an ordinary ZIP file.",
    "unknown": "it is no ONNX file.",
}
