"""Tests marked `needs_torch` are skipped where torch is not installed, and still counted.

A file marked as a whole (`pytestmark = pytest.mark.needs_torch`) may import torch at its top. It is never
imported without torch: its tests are found by their names, so that each is reported as skipped.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

HAS_TORCH = importlib.util.find_spec("torch") is not None
REASON = "needs torch, which is not installed"


class SkippedFile(pytest.File):
    """A file of tests that cannot be imported here."""

    def collect(self) -> Iterator[pytest.Item]:
        for node in ast.parse(self.path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield SkippedTest.from_parent(self, name=node.name)


class SkippedTest(pytest.Item):
    """One of its tests, without its parameters."""

    def runtest(self) -> None:
        pytest.skip(REASON)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


def marks_its_tests(path: Path) -> bool:
    """Whether a file of tests is marked `needs_torch` as a whole."""
    return any(
        isinstance(node, ast.Assign) and ast.unparse(node) == "pytestmark = pytest.mark.needs_torch"
        for node in ast.parse(path.read_text("utf-8")).body
    )


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if HAS_TORCH or not marks_its_tests(module_path):
        return None
    return SkippedFile.from_parent(parent, path=module_path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if HAS_TORCH:
        return
    for item in items:
        if "needs_torch" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=REASON))
