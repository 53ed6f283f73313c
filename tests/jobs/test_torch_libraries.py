"""The large libraries of torch are loaded before its import."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from inpaint_studio.jobs.torch_libraries import load_libraries

PROGRAM = """
import pathlib, sys
from inpaint_studio.jobs.torch_libraries import load_libraries

def loaded():
    return "libtorch_cpu.so" in pathlib.Path("/proc/self/maps").read_text()

assert not loaded()
load_libraries()
assert loaded()
assert "torch" not in sys.modules
import torch
assert torch.ones(2).sum() == 2
load_libraries()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")
@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="without torch")
def test_they_are_loaded_before_the_import_which_then_works() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_without_torch_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    load_libraries()
