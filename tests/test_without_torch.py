"""An install without torch, where torch is hidden from new processes: what needs no torch works, and the
rest says in one line what is missing."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from inpaint_studio.engines.registry import REGISTRY
from tests.cli.studio import HOLE, pixels_of, save_mask, save_photo, textured
from tests.twins import install_twin
from tests.waiting import PATIENCE
from tests.without_torch import marks_its_tests

ROOT = Path(__file__).parents[1]
OURS = sorted({entry.name for entry in REGISTRY.entries()} & set(REGISTRY.fixed_names()))
NEED_TORCH = {"deep-prior"}
"""Of our engines."""
LOADS_TORCH = (
    r"(torch|safetensors\.torch|inpaint_studio\.nets|tests\.engines\.tiny|(tests\.weights\.)?published)\b"
)
"""Modules that import torch, and that tests use."""

# Python runs this file at every start, so that child processes have no torch either.
_HIDES_TORCH = """
import sys
from importlib.machinery import PathFinder

class Others(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] == "torch" else super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Others
"""

# Several commands in one process, as each start takes a second; prints a line of JSON for each.
_COMMANDS = """
import contextlib, io, json, sys
from inpaint_studio.__main__ import main

for words in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""

_EDITOR = """
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from inpaint_studio.gui.window import app
from inpaint_studio.gui.window.main_window import MainWindow

def window():
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))

def fill():
    session = window().session
    if not (session.is_open and session.mask_area() and window().canvas.is_ready and not session.busy):
        return QTimer.singleShot(10, fill)
    session.failed.connect(ended)
    session.fills.results_changed.connect(ended)
    session.fills.fill("gan", {})

def ended(*failure):
    results = window().session.fills.results
    if failure or results:
        print(*failure[:1], *[one.request.engine for one in results], flush=True)
        window().shut_down(discard=True)
        QApplication.exit(7)

QTimer.singleShot(0, fill)
sys.exit(app.run(*map(Path, sys.argv[1:])))
"""

Run = Callable[..., subprocess.CompletedProcess[str]]
Commands = Callable[..., list[tuple[int, str, str]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a program in a new Python process without torch."""
    hiding = tmp_path / "hiding"
    hiding.mkdir()
    (hiding / "sitecustomize.py").write_text(_HIDES_TORCH, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (hiding, ROOT)))}

    def start(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )

    return start


@pytest.fixture
def commands(run: Run) -> Commands:
    """Runs commands of `inpaint-studio` without torch; the exit code, output and errors of each."""

    def start(*lines: list[object]) -> list[tuple[int, str, str]]:
        done = run(_COMMANDS, json.dumps([list(map(str, words)) for words in lines]))
        assert done.returncode == 0, done.stderr
        return [tuple(json.loads(line)) for line in done.stdout.splitlines()]

    return start


def test_torch_is_hidden(run: Run) -> None:
    done = run("import importlib.util; print(importlib.util.find_spec('torch'))\nimport torch")
    assert done.stdout == "None\n"
    assert "No module named 'torch'" in done.stderr


def test_every_engine_of_ours_fills_but_the_one_that_trains(commands: Commands, tmp_path: Path) -> None:
    photo, mask = save_photo(tmp_path / "photo.png", textured()), save_mask(tmp_path / "mask.png")
    lines = []
    for name in OURS:
        quick = {} if name in NEED_TORCH else REGISTRY.get(name).info.quick_params
        params = [f"--param={key}={value}" for key, value in quick.items()]
        lines.append(["fill", photo, "-m", mask, "-e", name, *params, "-o", tmp_path / f"{name}.png"])
    for name, (code, _, errors) in zip(OURS, commands(*lines), strict=True):
        if name in NEED_TORCH:
            assert code == 2
            assert re.search(r"^[^\n]* torch[^\n]*\n$", errors), errors
            assert not (tmp_path / f"{name}.png").exists()
        else:
            assert code == 0, errors
            changed = (pixels_of(tmp_path / f"{name}.png") != textured()).any(axis=2)
            assert changed.any()
            changed[HOLE] = False
            assert not changed.any()


def test_help_lists_models_and_the_finder_work_and_training_says_what_it_needs(
    commands: Commands, tmp_path: Path, own_home: Path
) -> None:
    install_twin("migan", own_home)
    photo, mask = save_photo(tmp_path / "photo.png", textured()), save_mask(tmp_path / "mask.png")
    (tmp_path / "photos").mkdir()
    save_photo(tmp_path / "photos" / "photo.png", textured())
    helped, engines, models, doctor, found, filled, trained, used = commands(
        ["--help"],
        ["engines", "--json"],
        ["models", "list"],
        ["doctor"],
        ["find", photo, "-o", tmp_path / "found.png"],
        ["fill", photo, "-m", mask, "-e", "migan", "-o", tmp_path / "filled.png"],
        ["train", "gan", tmp_path / "photos", "-o", tmp_path / "run"],
        ["models", "export", "gan", "-o", tmp_path / "gan.onnx"],
    )
    for code, _, errors in (helped, engines, models, doctor, found, filled):
        assert code == 0, errors
    reasons = {entry["name"]: entry["reason"] for entry in json.loads(engines[1])["engines"]}
    assert {name for name in OURS if reasons[name]} == NEED_TORCH
    assert "torch is not installed" in doctor[1]
    with Image.open(tmp_path / "found.png") as picture:
        assert picture.size == (80, 60)
    assert (pixels_of(tmp_path / "filled.png")[HOLE] != textured()[HOLE]).any()
    for code, _, errors in (trained, used):
        assert code == 1
        assert re.fullmatch(r"[^\n]*'torch'[^\n]*\n", errors), errors


def test_the_editor_opens_a_photo_and_fills_it_with_a_network(run: Run, tmp_path: Path) -> None:
    photo, mask = save_photo(tmp_path / "photo.png", textured()), save_mask(tmp_path / "mask.png")
    done = run(_EDITOR, photo, mask)
    assert done.stdout == "gan\n", done.stderr
    assert done.returncode == 7


def test_files_of_tests_that_import_torch_are_marked() -> None:
    unmarked = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if re.search(LOADS_TORCH, path.read_text("utf-8")) and not marks_its_tests(path)
        for name in imported_at_the_top(path)
        if re.match(LOADS_TORCH, name)
    ]
    assert unmarked == []


def imported_at_the_top(path: Path) -> Iterator[str]:
    """The modules that a file imports when it is itself imported; relative ones without their dots."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
