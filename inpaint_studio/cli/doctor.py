"""`inpaint-studio doctor`: what is installed, what is missing, and where files are kept."""

from __future__ import annotations

import importlib.util
from typing import Any

from ..core import paths
from ..core.threads import thread_count
from ..engines.registry import REGISTRY
from ..gui.kit.screen import missing_libraries
from ..jobs.devices import best_gpu, can_use_gpu, devices
from ..jobs.environment import machine, versions
from ..weights import store
from ..weights.cards.catalog import own_folder
from ..weights.inventory import inventory
from ..weights.shipped import own_path
from .output import print_json
from .settings import limit

_FORMATS = {
    "heic": ("pillow_heif", "HEIC and HEIF"),
    "raw": ("rawpy", "camera raw files"),
    "video": ("av", "films"),
}
"""For each extra, the module that it installs and the files that this opens."""


def run(*, as_json: bool) -> int:
    """Print the findings; returns the exit code 0, as a finding is not a failure."""
    limit()
    report = examine()
    if as_json:
        print_json(report)
    else:
        _print(report)
    return 0


def examine() -> dict[str, Any]:
    """All findings."""
    import cv2
    import numba

    engines = REGISTRY.entries()
    needed = [name for entry in engines if entry.info is not None for name in entry.info.weights]
    found = devices()
    gpu = best_gpu(found)
    return {
        "versions": versions(),
        "machine": machine(),
        "threads": {
            "fills": thread_count(),
            "opencv": cv2.getNumThreads(),
            "numba": numba.get_num_threads(),
        },
        "devices": [
            {"name": device.name, "available": device.available, "details": device.details}
            for device in found
        ],
        "engines": [
            {
                "name": entry.name,
                "available": entry.available,
                "reason": entry.reason or None,
                "gpu": entry.info is not None and can_use_gpu(entry.info),
                "device": gpu if gpu and entry.info is not None and can_use_gpu(entry.info) else "cpu",
            }
            for entry in engines
        ],
        "weights": [
            {
                "name": one.name,
                "path": None if one.path is None else str(one.path),
                "own": one.own,
                "verified": one.listed and not one.problem,
                "sha256": one.sha256,
                "problem": one.problem or None,
            }
            for one in inventory(needed)
        ],
        "models": models(),
        "onnx_providers": providers(),
        "formats": formats(),
        "missing_libraries": missing_libraries(),
        "folders": folders(),
    }


def models() -> list[dict[str, Any]]:
    """The third-party models that are installed or partly downloaded, and whether they can be used."""
    return [
        {
            "name": entry.card.name,
            "state": entry.state,
            "usable": not entry.reason,
            "reason": entry.reason or None,
            "bytes": entry.on_disk,
        }
        for entry in store.entries()
        if entry.state != "absent"
    ]


def providers() -> list[str] | None:
    """The execution providers of ONNX Runtime that models run on here, the best first.

    None if it is not installed; empty if it is installed but cannot be loaded.
    """
    if importlib.util.find_spec("onnxruntime") is None:
        return None
    try:
        import onnxruntime
    except (ImportError, OSError):  # for example, a missing system library
        return []

    from ..weights.process.models import PROVIDERS

    found = onnxruntime.get_available_providers()
    return [name for name in (*PROVIDERS.values(), "CPUExecutionProvider") if name in found]


def formats() -> dict[str, bool]:
    """The formats that need an extra package to open, by its extra, and whether it is installed."""
    return {extra: importlib.util.find_spec(module) is not None for extra, (module, _) in _FORMATS.items()}


def folders() -> dict[str, str]:
    """Where settings, weights and so on are kept (whether or not they exist yet)."""
    return {
        "settings": str(paths.settings_file()),
        "weights": str(own_path("any").parent),
        "models": str(own_folder()),
        "logs": str(paths.log_dir()),
        "resources": str(paths.resources_dir()),
    }


def _weights_line(one: dict[str, Any]) -> str:
    """The line about one weights file."""
    if one["problem"]:
        return f"no: {one['problem']}"
    if one["own"]:
        return f"your own, used instead of the shipped ones: {one['path']}"
    return "as shipped" if one["verified"] else f"not on the list of checksums: {one['path']}"


def _print(report: dict[str, Any]) -> None:
    print("Versions")
    for name, version in report["versions"].items():
        print(f"  {name:<24}{version or 'not installed'}")
    system = report["machine"]
    print("Machine")
    print(f"  {'system':<24}{system['system']}")
    print(f"  {'cores':<24}{system['cores']}")
    for name, count in report["threads"].items():
        print(f"  {'threads of ' + name:<24}{count}")
    print("Devices")
    for device in report["devices"]:
        print(f"  {device['name']:<24}{'yes: ' if device['available'] else 'no: '}{device['details']}")
    print("Engines")
    for engine in report["engines"]:
        where = "the CPU" if engine["device"] == "cpu" else engine["device"]
        can = f"yes, on {where}" if engine["available"] else f"no: {engine['reason']}"
        print(f"  {engine['name']:<24}{can}")
    if report["weights"]:
        print("Weights")
    for one in report["weights"]:
        print(f"  {one['name']:<24}{_weights_line(one)}")
    print("Third-party models")
    for model in report["models"]:
        what = "yes" if model["usable"] else "no: " + model["reason"]
        print(f"  {model['name']:<24}{what}")
    if not report["models"]:
        print("  none installed. See: inpaint-studio models list")
    found = report["onnx_providers"]
    runs = f"runs on {', '.join(found)}" if found else "installed, but it cannot be loaded"
    if found is None:
        runs = "not installed; needs the extra 'onnx'"
    print(f"  {'ONNX Runtime':<24}{runs}")
    print("Photos")
    for extra, there in report["formats"].items():
        print(f"  {_FORMATS[extra][1]:<24}{'yes' if there else f'no; needs the extra {extra!r}'}")
    print("Folders")
    for name, path in report["folders"].items():
        print(f"  {name:<24}{path}")
    missing = report["missing_libraries"]
    if missing:
        print("System libraries that the editor needs (fills don't)")
        print(f"  missing: {', '.join(missing)}")
        print(f"  on Debian or Ubuntu: sudo apt-get install {' '.join(missing.values())}")
