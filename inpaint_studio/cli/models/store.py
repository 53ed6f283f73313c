"""`inpaint-studio models list | info | install | import | verify | remove`: the store on the command line."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from ...core.errors import StudioError
from ...core.files import megabytes
from ...core.threads import thread_count
from ...weights import importing, store, trust
from ...weights.cards import catalog
from ...weights.cards.card import Card, Contract
from ...weights.cards.files import to_toml
from ...weights.checking import read_models
from ...weights.download import OnProgress
from ...weights.offline import is_offline
from ..output import print_json, progress
from ..settings import limit

_STATES = {"installed": "installed", "damaged": "damaged", "partly": "partly downloaded", "absent": "-"}

_THERE = ("installed", "damaged")
"""The states in which there is a file."""


def list_models(*, as_json: bool) -> int:
    """Print all models; returns the exit code."""
    read_models()
    entries = store.entries()
    broken = catalog.catalogue().broken.values()
    free = store.free_space()
    if as_json:
        print_json(
            {
                "models": [_report(entry) for entry in entries],
                "broken_cards": [str(error) for error in broken],
                "folder": catalog.own_folder(),
                "free_bytes": free,
                "offline": is_offline(),
            }
        )
        return 0
    for entry in entries:
        card = entry.card
        print(f"{card.name:<16}{_STATES[entry.state]:<16}{_size(card):>10}  {card.label} ({card.licence})")
        if entry.state == "damaged":
            print(f"{'':<16}{entry.reason}")
    for error in broken:
        print(f"Not listed: {error}")
    room = "" if free is None else f", {megabytes(free)} free"
    used = sum(entry.on_disk for entry in entries)
    print(f"In {catalog.own_folder()}: {megabytes(used)}{room}.")
    return 0


def info(name: str, *, as_json: bool) -> int:
    """Print all that is known about one model; returns the exit code."""
    read_models([name])
    entry = store.entry(name)
    card = entry.card
    if as_json:
        print_json(_report(entry) | {"card": card.model_dump(mode="json")})
        return 0
    print(f"{card.name}  ({card.label})")
    facts = {
        "Best for": card.best_for,
        "Limits": card.limits,
        "Licence": f"{card.licence}. {card.licence_note}" if card.licence_note else card.licence,
        "Page": card.page,
        "Address": card.source or "none: install it from a file",
        "Size": _size(card),
        "SHA-256": card.sha256,
        "MD5": card.md5,
        "Pinned SHA-256": pin.sha256 if (pin := trust.read_pin(card)) else "",
        "Format": f"{card.format} (runs code when it is loaded)" if card.runs_code else card.format,
        "Network": card.architecture,
        "State": _STATES[entry.state].replace("-", "not installed"),
        "Not usable": entry.reason if entry.state in _THERE else "",
        "File": str(store.model_path(card)) if entry.state in _THERE else "",
        "Card": str(catalog.catalogue().files[name]),
    }
    for key, value in facts.items():
        if value:
            print(textwrap.fill(f"{key}: {value}", 96, initial_indent="    ", subsequent_indent="      "))
    for line in _contract_lines(card.contract):
        print(f"    {line}")
    return 0


def install(name: str, source: str | None, *, trust: bool) -> int:
    """Install a model; returns the exit code."""
    calls = 0

    def counted(done: int, total: int | None) -> None:
        nonlocal calls
        calls += 1
        advance(done, total)

    card = catalog.card(name)
    with _bytes_bar(card.label) as advance:
        installed = store.install(name, source, trusted=trust, on_progress=counted)
    if not calls and source is None:
        print(f"{name} is already installed: {installed.path}")
        return 0
    print_installed(installed)
    return 0


def import_model(file: Path, *, card: str | None, name: str | None, yes: bool, trust: bool) -> int:
    """Install a file of the user's own, by a card or by what the probe finds; returns the exit code."""
    from ...engines.registry import REGISTRY

    limit()
    taken = REGISTRY.fixed_names()
    if card is not None:
        with _bytes_bar(file.name) as advance:
            installed = importing.install_with_card(
                file, card, reserved=taken, trusted=trust, on_progress=advance
            )
        print_installed(installed)
        return 0
    with _bytes_bar(f"Trying {file.name}") as advance:
        proposal = importing.propose(
            file, name, reserved=taken, threads=thread_count(), trusted=trust, on_progress=advance
        )
    if not proposal.finding.best.works:
        written = importing.write_proposal(proposal)
        raise StudioError("model-unclear", source=file, path=written, name=proposal.card.name)
    _print_proposal(proposal)
    if not (yes or _confirmed()):
        written = importing.write_proposal(proposal)
        print(f"The card is '{written}'. Edit it if necessary, and then:")
        print(f"  inpaint-studio models install {proposal.card.name} --from '{file}'")
        return 0
    with _bytes_bar(file.name) as advance:
        print_installed(importing.adopt(proposal, on_progress=advance))
    return 0


def print_installed(installed: store.Installed) -> None:
    """Say where a model was installed, and under which licence."""
    card = installed.card
    print(f"Installed {card.name}: {installed.path}")
    print(f"Licence: {card.licence}{'. ' + card.licence_note if card.licence_note else ''}")


def verify(names: Sequence[str] | None, *, as_json: bool) -> int:
    """Check installed models; returns the exit code, 1 if one has changed."""
    wanted = names or [entry.card.name for entry in store.entries() if entry.state in _THERE]
    problems: dict[str, str | None] = {}
    for name in wanted:
        try:
            store.verify(name)
            problems[name] = None
        except StudioError as error:
            if error.code == "model-unknown":
                raise
            problems[name] = str(error)
    if as_json:
        print_json(
            {"models": [{"name": name, "whole": not line, "reason": line} for name, line in problems.items()]}
        )
    else:
        for name, line in problems.items():
            print(f"{name}: {line or 'whole'}")
        if not problems:
            print("No models are installed.")
    return 1 if any(problems.values()) else 0


def remove(name: str) -> int:
    """Delete a model; returns the exit code."""
    freed = store.remove(name)
    print(f"Removed {name}: {megabytes(freed)} freed.")
    return 0


def _print_proposal(proposal: importing.Proposal) -> None:
    print("What the model does with each form of its inputs:")
    for trial in proposal.finding.trials[:6]:
        print(f"  {trial.words}")
    if proposal.finding.about_declaration is not None:
        print(proposal.finding.about_declaration)
    if proposal.finding.rivals:
        print("Several forms work equally well on this picture; check a real fill before you trust it.")
    print(f"\nThe card for it:\n\n{textwrap.indent(to_toml(proposal.card), '  ')}")


def _confirmed() -> bool:
    """Whether the user, if there is one, says yes."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return typer.confirm("Install it with this card?", default=True)


@contextmanager
def _bytes_bar(label: str) -> Iterator[OnProgress]:
    """A bar on a terminal that takes the bytes done and the total."""
    with progress(label) as advance:
        yield lambda done, total: advance(done / total if total else 0.0, None)


def _contract_lines(contract: Contract) -> list[str]:
    lines = []
    for one in contract.inputs:
        what = f"Takes {one.name}: {one.channels} {one.dtype} {one.layout}"
        if one.range:
            what += f", from {one.range[0]:g} to {one.range[1]:g}"
        if one.hole is not None:
            what += f", {one.hole:g} in the hole"
        if one.has_mask:
            what += f", mask {one.fill:g} = fill and {one.keep:g} = keep"
        lines.append(what)
    lines += [f"Takes noise {one.name}: {one.channels} channels" for one in contract.noise]
    output = contract.output
    lines.append(
        f"Gives {output.name or 'a picture'}: {output.channels} {output.dtype} {output.layout}, "
        f"from {output.range[0]:g} to {output.range[1]:g}{', composited' if output.composited else ''}"
    )
    size = contract.size
    sizes = {
        "any": "any size",
        "multiple": f"sides that are multiples of {size.of}",
        "square": "squares" if size.of == 1 else f"squares with sides that are multiples of {size.of}",
        "fixed": f"{size.width} x {size.height} px",
    }
    lines.append(f"Size: {sizes[size.rule]}{f', at most {size.largest} px' if size.largest else ''}")
    lines.append(f"Context: {contract.margin} px; grow a tight mask by {contract.grow} px")
    return lines


def _report(entry: store.StoreEntry) -> dict[str, Any]:
    card = entry.card
    return {
        "name": card.name,
        "label": card.label,
        "state": entry.state,
        "usable": not entry.reason,
        "reason": entry.reason or None,
        "licence": card.licence,
        "format": card.format,
        "size_bytes": card.size,
        "on_disk_bytes": entry.on_disk,
        "best_for": card.best_for,
    }


def _size(card: Card) -> str:
    if card.size is None:
        return "?"
    return megabytes(card.size) if card.size_exact else f"~{megabytes(card.size)}"
