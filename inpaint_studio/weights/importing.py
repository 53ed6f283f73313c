"""Importing a model file that has no card: inspect and try it, propose a card, write it, install.

`propose` writes nothing; the user checks the result and may change the card. `adopt` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from ..core.errors import Note, StudioError
from ..core.files import make_folder
from . import store, trust
from .cards import catalog
from .cards.card import NO_FILE_ON_WINDOWS, Card, Contract, Format
from .cards.files import read_card, write_card
from .download import OnProgress
from .probe import ContractTrial, Finding, probe
from .process.apart import opened_apart
from .sniff import require_harmless

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Proposal:
    """The card proposed for a file, and what the probe found."""

    path: Path
    card: Card
    finding: Finding

    def comment(self, translate: Translate) -> str:
        """The comment at the top of the card: how it was made."""
        notes = [trial.words for trial in self.finding.trials[:4]]
        if self.finding.about_declaration is not None:
            notes.append(self.finding.about_declaration)
        lines = [f"- {translate(note)}" for note in notes]
        return "\n".join([translate(Note("card-proposed")), *lines])


def propose(
    path: Path,
    name: str | None = None,
    *,
    reserved: Iterable[str] = (),
    threads: int = 1,
    trusted: bool = False,
    on_progress: OnProgress = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Proposal:
    """A card for an unknown file; runs the model some twenty times on a small picture, in its own process.

    `name` is that of the card, by default the file's; `reserved` are names that it must not have (those
    of engines). `trusted` is the user's explicit consent to TorchScript, which runs code. Raises `Cancelled`,
    StudioError "model-untrusted", "model-unfit", "model-failed", "model-crashed", "model-needs",
    "model-name", "file-…" and those of `require_harmless`.
    """
    kind = require_harmless(path, str(path))
    if kind == "cut":
        raise StudioError("model-cut", source=path)
    if kind not in ("onnx", "torchscript"):
        raise StudioError("model-unfit", source=path, reason=_NO_MODEL.get(kind, _NO_MODEL["unknown"]))
    if kind == "torchscript" and not trusted:
        raise StudioError("model-untrusted", source=path)
    if name is None:
        named = slug(path.stem)  # a card of this name may be that of the file; an engine cannot be
        name = name_for(path, reserved) if named in reserved else named
    name = free_name(name, reserved)
    sums = trust.sums_of(path, is_cancelled=is_cancelled)
    script = sums.sha256 if kind == "torchscript" else ""
    with opened_apart(path, threads, is_cancelled, script=script) as model:
        finding = probe(model, on_progress, is_cancelled)
    card = Card(
        name=name,
        label=label_of(name),
        licence="not known",
        size=path.stat().st_size,
        sha256=sums.sha256,
        format=kind,
        contract=_usable(finding.best, kind),
    )
    return Proposal(path, card, finding)


def corrected(
    proposal: Proposal,
    trial: ContractTrial,
    *,
    name: str,
    label: str,
    licence: str,
    bgr: bool,
    reserved: Iterable[str] = (),
) -> Proposal:
    """The proposal as edited by the user: one of its trials, a name, a label and a licence.

    `bgr` swaps red and blue in the input and the output, which no probe can detect. Raises StudioError
    "model-name".
    """
    card = proposal.card
    contract = _usable(trial, card.format)
    if bgr:
        inputs = tuple(
            one.model_copy(update={"channels": one.channels.replace("RGB", "BGR")}) for one in contract.inputs
        )
        swapped = {"RGB": "BGR", "BGR": "RGB"}[contract.output.channels]
        output = contract.output.model_copy(update={"channels": swapped})
        contract = contract.model_copy(update={"inputs": inputs, "output": output})
    values = {
        "name": free_name(name, reserved),
        "label": label.strip()[:80] or card.label,
        "licence": licence.strip()[:200] or card.licence,
        "contract": contract,
    }
    return replace(proposal, card=card.model_copy(update=values))


def name_for(path: Path, reserved: Iterable[str] = ()) -> str:
    """A free name for the card of a file: that of the file, with a number if it is in use."""
    taken = {*catalog.catalogue().cards, *reserved}
    first = slug(path.stem)
    names = (first if number == 1 else f"{first[:36].strip('-')}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def label_of(name: str) -> str:
    """The label of a card that has none yet: 'my-model' gives 'My model'."""
    return name.replace("-", " ").capitalize()


def adopt(
    proposal: Proposal,
    *,
    on_progress: OnProgress = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    translate: Translate = str,
) -> store.Installed:
    """Write the proposed card into the user's folder and install the file with it.

    `translate` puts its comment into the user's language. Raises what `write_proposal` and `store.install`
    raise; the card is removed again if that fails.
    """
    written = write_proposal(proposal, translate)
    return _installed(proposal.card, proposal.path, written, False, on_progress, is_cancelled)


def write_proposal(proposal: Proposal, translate: Translate = str) -> Path:
    """Write only the proposed card, to be edited; the file is then installed by its name.

    Raises StudioError "file-exists" and what `atomic_write` raises.
    """
    return _written(proposal.card, comment=proposal.comment(translate))


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
        free_name(read.name, reserved)
        written = _written(read)
    return _installed(read, path, written, trusted, on_progress, is_cancelled)


def slug(words: str) -> str:
    """A card name from any text: 'Big LaMa (v2)' gives 'big-lama-v2'."""
    name = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-") or "model"
    return f"{name}-model" if NO_FILE_ON_WINDOWS.fullmatch(name) else name


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
    make_folder(path.parent)
    write_card(card, path, comment=comment)
    return path


def _usable(trial: ContractTrial, format_: Format) -> Contract:
    """The contract of a trial with defaults that suit most models; TorchScript outputs have no names."""
    contract = trial.contract.model_copy(update={"margin": 128, "grow": 5})
    if format_ == "torchscript":
        output = contract.output.model_copy(update={"name": ""})
        contract = contract.model_copy(update={"output": output})
    return contract


def free_name(name: str, reserved: Iterable[str]) -> str:
    """The name of a card, if it can have it. Raises StudioError "model-name"."""
    if name in reserved:
        raise StudioError("model-name", name=name, reason=Note("name-of-engine"))
    if name in catalog.catalogue().cards:
        raise StudioError("model-name", name=name, reason=Note("name-of-card"))
    if slug(name) != name:
        raise StudioError("model-name", name=name, reason=Note("name-written", name=slug(name)))
    return name


_NO_MODEL = {
    "safetensors": Note("safetensors-need-card"),
    "hdf5": Note("hdf5-file"),
    "zip": Note("zip-file"),
    "unknown": Note("no-model"),
}
