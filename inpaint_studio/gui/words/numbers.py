"""Numbers and names as text: with units, in the user's language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from ...engines.base import EngineInfo, Param
from ...engines.registry import EngineEntry, Registry
from .translation import engine_text, translated

_MOST_DECIMALS = 15


def engine_label(registry: Registry, name: str) -> str:
    """The label of an engine, or its name if it is unknown."""
    info = registry.info(name)
    return engine_text(info.label) if info is not None else name


def entry_label(entry: EngineEntry) -> str:
    """The label of an engine, available or not."""
    return engine_text(entry.info.label) if entry.info is not None else entry.name


def term_and_use(info: EngineInfo) -> str:
    """What the field calls an engine, and what it is good at: 'Exemplar · Removing objects from grass.'"""
    parts = (engine_text(info.term), engine_text(info.best_for or info.summary))
    return " · ".join(part for part in parts if part)


def entry_line(entry: EngineEntry) -> str:
    """One line on what an engine is good at, or why it cannot run."""
    if not entry.available:
        reason = translated(entry.reason).rstrip(".。")
        return QCoreApplication.translate("EngineList", "Cannot run here: {reason}.").format(reason=reason)
    return engine_text(entry.info.best_for or entry.info.summary) if entry.info is not None else ""


def number(value: int) -> str:
    """An integer with digit groups: 43,812."""
    return QLocale().toString(value)


def plain(value: float) -> str:
    """A measured number with as many decimals as its size needs: -1,024, 40.5, 0.0312, 0.000712."""
    size = abs(value)
    most = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 4
    if 0 < size < 0.01:
        most = min(_MOST_DECIMALS, 2 - math.floor(math.log10(size)))
    text = QLocale().toString(float(value), "f", most)
    point = QLocale().decimalPoint()
    return text.rstrip("0").rstrip(point) if point in text else text


def seconds(value: float) -> str:
    """A duration: 0.4 s, 12 s, 2 min 05 s."""
    locale = QLocale()
    if value < 0.05:
        return QCoreApplication.translate("Words", "< {seconds} s").format(
            seconds=locale.toString(0.1, "f", 1)
        )
    if value < 9.95:
        shown = locale.toString(value, "f", 1)
        return QCoreApplication.translate("Words", "{seconds} s").format(seconds=shown)
    whole = round(value)
    if whole < 60:
        return QCoreApplication.translate("Words", "{seconds} s").format(seconds=whole)
    return QCoreApplication.translate("Words", "{minutes} min {seconds} s").format(
        minutes=whole // 60, seconds=f"{whole % 60:02}"
    )


def seconds_left(value: float) -> str:
    """The time left, in steps that do not flicker: 3 s, 25 s, 2 min."""
    if value < 1:
        return QCoreApplication.translate("Words", "< 1 s")
    if value < 10:
        return QCoreApplication.translate("Words", "{seconds} s").format(seconds=round(value))
    if value < 90:
        return QCoreApplication.translate("Words", "{seconds} s").format(seconds=5 * round(value / 5))
    return QCoreApplication.translate("Words", "{minutes} min").format(minutes=round(value / 60))


def percent(share: float) -> str:
    """A fraction (0 to 1) in whole percent."""
    return QCoreApplication.translate("Words", "{percent} %").format(percent=round(100 * share))


def small_percent(share: float) -> str:
    """A fraction that may be small: 1.4 %, 0.02 %, below that '< 0.01 %'."""
    percents = 100 * share
    if 0 < percents < 0.01:
        return QCoreApplication.translate("Words", "< {percent} %").format(
            percent=QLocale().toString(0.01, "f", 2)
        )
    shown = QLocale().toString(percents, "f", 2 if 0 < percents < 1 else 1)
    return QCoreApplication.translate("Words", "{percent} %").format(percent=shown)


def bytes_text(count: int) -> str:
    """Bytes in kB, MB or GB of 1024."""
    megabytes = count / (1 << 20)
    if megabytes < 1:
        return QCoreApplication.translate("Words", "{kilobytes} kB").format(kilobytes=-(-count // 1024))
    if megabytes < 1024:
        shown = QLocale().toString(megabytes, "f", 0 if megabytes >= 10 else 1)
        return QCoreApplication.translate("Words", "{megabytes} MB").format(megabytes=shown)
    shown = QLocale().toString(megabytes / 1024, "f", 1)
    return QCoreApplication.translate("Words", "{gigabytes} GB").format(gigabytes=shown)


def listed(names: Iterable[str]) -> str:
    """Names separated by the comma of the language."""
    return QCoreApplication.translate("Words", ", ").join(names)


def param_text(param: Param, value: Any) -> str:
    """One parameter with its value: 'Patch size 9 px', 'Quality best', 'Blend light off'."""
    return f"{engine_text(param.label)} {value_text(param, value)}"


def value_text(param: Param, value: Any) -> str:
    """The value of a parameter with its unit: '9 px', 'best', 'off'; the name of a file."""
    if param.kind == "bool":
        on = QCoreApplication.translate("Words", "on")
        off = QCoreApplication.translate("Words", "off")
        return on if value else off
    if param.kind == "choice":
        return engine_text(str(value))
    if param.kind == "file":
        return Path(str(value)).name
    return f"{value:g}{' ' + engine_text(param.unit) if param.unit else ''}"


def unusual_params(info: EngineInfo | None, params: Mapping[str, Any], *, brief: bool = False) -> list[str]:
    """The parameters that are not at their default, as text.

    `brief` leaves out the labels, except for switches.
    """
    if info is None:
        return [f"{name} {value}" for name, value in params.items()]
    return [
        value_text(param, params[param.name])
        if brief and param.kind != "bool"
        else param_text(param, params[param.name])
        for param in info.params
        if param.name in params and params[param.name] != param.default
    ]
