"""`make stress` tells a run that failed from one that did not, and leaves no core busy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import PATIENCE

TOOL = Path(__file__).parents[1] / "tools" / "stress.py"


def stressed(test: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, TOOL, "--burners", "1", *words, "-q", "-p", "no:cacheprovider", test]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.fixture
def tests_of_somebody(tmp_path: Path) -> Path:
    """One always passes; the other only if it is the first: they depend on their order."""
    file = tmp_path / "test_somebody.py"
    file.write_text(
        "seen = []\n"
        "def test_any_order():\n    seen.append(1)\n"
        "def test_only_as_the_first():\n    assert not seen\n"
    )
    return file


def test_each_run_has_its_seed_and_one_that_fails_is_named(tests_of_somebody: Path) -> None:
    """Of a few orders of two tests some are good and some are bad."""
    done = stressed(tests_of_somebody, "--seeds", "1,2,3,4,5,6")
    table = done.stdout.partition("minutes")[2]
    assert done.returncode == 1
    assert "green" in table
    assert "FAILED (1)" in table
    assert "test_only_as_the_first" in table
    assert [line.split()[0] for line in table.splitlines()[1:7]] == ["1", "2", "3", "4", "5", "6"]


def test_it_is_green_when_all_runs_are(tmp_path: Path) -> None:
    file = tmp_path / "test_fine.py"
    file.write_text("def test_fine():\n    pass\n")
    done = stressed(file, "--runs", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("--randomly-seed=") == 2
