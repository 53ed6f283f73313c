"""What importing loads: the package next to nothing, the core and the engines neither torch nor Qt."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import inpaint_studio
from tests.waiting import PATIENCE

HEAVY = {"torch", "PySide6", "cv2", "numba", "skimage", "scipy", "numpy", "PIL", "rich", "pydantic"}
TYPERS_OWN = {"rich", "pydantic"}
QT_AND_TORCH = {"torch", "PySide6", "shiboken6"}


def loaded_by(code: str) -> set[str]:
    """The top-level packages in memory after a fresh interpreter has run `code`."""
    names = "json.dumps(sorted({name.partition('.')[0] for name in sys.modules}))"
    script = f"{code}\nimport json, sys\nprint({names})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_the_package_loads_next_to_nothing() -> None:
    assert not loaded_by("import inpaint_studio") & HEAVY


@pytest.mark.parametrize(
    "command",
    [
        "",
        "fill",
        "engines",
        "batch",
        "restore",
        "video",
        "compare",
        "evaluate",
        "find",
        "shadow",
        "plate",
        "style",
        "texture",
        "compress",
        "decompress",
        "serve",
        "desktop",
        "train",
        "medical",
        "models",
        "plugins",
        "doctor",
    ],
)
def test_help_loads_next_to_nothing(command: str) -> None:
    words = [word for word in (command, "--help") if word]
    loaded = loaded_by(f"from inpaint_studio.__main__ import main\nmain({words})")
    assert not loaded & (HEAVY - TYPERS_OWN)


def test_filling_with_an_engine_without_a_network_needs_neither_torch_nor_qt() -> None:
    code = (
        "import numpy as np, inpaint_studio\n"
        "from inpaint_studio.engines.registry import REGISTRY\n"
        "mask = np.zeros((24, 24), bool)\n"
        "mask[8:12, 8:12] = True\n"
        "for entry in REGISTRY.entries():\n"
        "    if entry.available and not entry.info.uses_gpu:\n"
        "        inpaint_studio.fill(np.zeros((24, 24, 3), np.uint8), mask, entry.name,"
        " params=dict(entry.info.quick_params))"
    )
    assert not loaded_by(code) & QT_AND_TORCH


def test_every_module_but_those_of_the_editor_and_the_networks_loads_without_qt_and_torch() -> None:
    code = (
        "import importlib, pkgutil, inpaint_studio\n"
        "def load(package):\n"
        "    for found in pkgutil.iter_modules(package.__path__, package.__name__ + '.'):\n"
        "        if found.name.partition('.')[2] not in ('gui', 'nets', 'training', 'engines'):\n"
        "            module = importlib.import_module(found.name)\n"
        "            found.ispkg and load(module)\n"
        "load(inpaint_studio)\n"
        # what an engine with a network keeps in further modules is loaded by its first fill
        "from inpaint_studio.engines import pipeline, registry\n"
        "assert all(entry.info for entry in registry.REGISTRY.entries())"
    )
    assert not loaded_by(code) & QT_AND_TORCH


@pytest.mark.needs_torch
def test_the_networks_and_their_training_load_without_qt() -> None:
    assert not loaded_by("import inpaint_studio.training.run") & {"PySide6", "cv2", "pydantic", "rich"}


def test_the_editor_loads_what_reads_medical_images_only_for_one() -> None:
    code = "import inpaint_studio.gui.window.main_window, inpaint_studio.gui.files.reading"
    assert not loaded_by(code) & {"pydicom", "nibabel"}


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_like_it"):
        inpaint_studio.nothing_like_it  # noqa: B018


def test_all_that_is_promised_is_there() -> None:
    assert all(getattr(inpaint_studio, name) for name in inpaint_studio.__all__)
    assert set(inpaint_studio.__all__) <= set(dir(inpaint_studio))
