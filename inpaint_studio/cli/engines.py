"""`inpaint-studio engines`: which engines there are, which are not available, and why."""

from __future__ import annotations

import shutil
import textwrap
from typing import Any

from ..engines.base import EngineInfo, Param
from ..engines.registry import REGISTRY, EngineEntry
from ..jobs.devices import can_use_gpu
from ..weights import shipped, store
from ..weights.checking import read_models, read_weights
from .output import print_json

_INFO = ["label", "term", "family", "summary", "best_for", "limits", "papers", "stochastic"]
_PARAM = ["name", "kind", "default", "minimum", "maximum", "choices", "unit", "label", "help", "advanced"]
"""What scripts get of an engine and of a parameter."""


_WIDTH = 96


def run(*, everything: bool, as_json: bool) -> int:
    """Print one line for each engine that is here, or `everything`; returns the exit code."""
    read_weights(name for info in map(REGISTRY.info, REGISTRY.names()) if info for name in info.weights)
    read_models()
    entries = REGISTRY.entries()
    if as_json:
        print_json({"engines": [_report(entry) for entry in entries]})
        return 0
    if everything:
        for entry in entries:
            print(_paragraph(entry))
        print("Set a parameter with --param NAME=VALUE.")
        return 0
    absent = {model.card.name for model in store.entries() if model.state in ("absent", "partly")}
    shown = [entry for entry in entries if entry.available or entry.name not in absent]
    column = max(len(entry.name) for entry in shown) + 2
    for entry in shown:
        print(_wrapped(f"{entry.name:<{column}}{_named(entry)}{_use(entry)}", " " * column))
    print()
    if more := [entry.name for entry in entries if entry not in shown]:
        print(_wrapped(f"Not installed (see 'inpaint-studio models list'): {', '.join(more)}."))
    print("Parameters and limits: inpaint-studio engines --all")
    return 0


def _named(entry: EngineEntry) -> str:
    """The plain name of an engine, as the editor shows it, with a colon; "" if it could not be loaded."""
    return "" if entry.info is None else f"{entry.info.label}: "


def _use(entry: EngineEntry) -> str:
    """What an engine is good for, or why it cannot run."""
    if entry.info is None or entry.reason:
        return f"Not available: {entry.reason}"
    return entry.info.best_for or entry.info.summary


def _wrapped(line: str, further: str = "", *, first: str = "") -> str:
    """A line as wide as the terminal, 96 characters at most; file names stay whole."""
    wrapper = textwrap.TextWrapper(min(shutil.get_terminal_size().columns, _WIDTH))
    wrapper.initial_indent, wrapper.subsequent_indent = first, further
    wrapper.break_on_hyphens = wrapper.break_long_words = False
    return wrapper.fill(line)


def _paragraph(entry: EngineEntry) -> str:
    """The lines about one engine."""
    info = entry.info
    if info is None:
        return f"{entry.name}\n    not available: {entry.reason}\n"
    lines = [info.summary]
    if entry.reason:
        lines.append(f"Not available: {entry.reason}")
    if info.best_for:
        lines.append(f"Best for: {info.best_for}")
    if info.limits:
        lines.append(f"Limits: {info.limits}")
    abilities = {
        "takes a guide (--guide)": info.uses_guide,
        "takes a source mask (--source-mask)": info.uses_sources,
        "each seed gives a different fill": info.stochastic,
        "can use a GPU": can_use_gpu(info),
    }
    if info.weights:
        lines.append(f"Weights: {', '.join(f'{name} ({_source_of(name)})' for name in info.weights)}")
    if any(abilities.values()):
        words = "; ".join(ability for ability, there in abilities.items() if there)
        lines.append(f"{words[0].upper()}{words[1:]}.")
    lines += [_param_line(param) for param in info.params]
    return "\n".join([f"{entry.name}  ({_both(info)})", *map(_indented, lines), ""])


def _both(info: EngineInfo) -> str:
    """The plain name of an engine and what the field calls it."""
    return "; ".join(part for part in (info.label, info.term) if part)


def _source_of(name: str) -> str:
    """Where weights come from."""
    if shipped.is_own(name):
        return "your own"
    if not shipped.reason_missing(name):
        return "as shipped"
    return "damaged" if shipped.shipped_path(name).exists() else "missing"


def _indented(line: str) -> str:
    return _wrapped(line, "      " if line.startswith("- ") else "    ", first="    ")


def _param_line(param: Param) -> str:
    unit = f" {param.unit}" if param.unit else ""
    default = ("on" if param.default else "off") if isinstance(param.default, bool) else param.default
    words = param.help or param.label
    return f"- {param.name}: {words.rstrip('.')} ({param.wanted}{unit}; default {default})."


def _report(entry: EngineEntry) -> dict[str, Any]:
    """The entry of one engine, for scripts."""
    info = entry.info
    report: dict[str, Any] = {
        "name": entry.name,
        "available": entry.available,
        "reason": entry.reason or None,
    }
    if info is None:
        return report
    report |= {key: getattr(info, key) for key in _INFO}
    return report | {
        "uses_guide": info.uses_guide,
        "uses_sources": info.uses_sources,
        "gpu": can_use_gpu(info),
        "weights": [{"name": name, "source": _source_of(name)} for name in info.weights],
        "colour": info.colour,
        "widest": info.widest,
        "params": [{key: getattr(param, key) for key in _PARAM} for param in info.params],
    }
