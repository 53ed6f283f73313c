"""`make stress` recognises failed runs, and leaves no core busy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.waiting import PATIENCE

TOOL = Path(__file__).parents[1] / "tools" / "stress.py"


def stressed(test: Path, *words: str) -> subprocess.CompletedProcess[str]:
    plugins = ["-p", "no:cacheprovider", "-p", "no:pytest-qt", "-p", "no:xdist"]  # quicker without them
    command = [sys.executable, TOOL, *words, "-q", *plugins, test]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_a_run_that_fails_is_named_with_its_seed(tmp_path: Path) -> None:
    file = tmp_path / "test_somebody.py"
    file.write_text("def test_fine():\n    pass\ndef test_broken():\n    assert 1 == 2\n")
    done = stressed(file, "--seeds", "17", "--burners", "1")
    table = done.stdout.partition("minutes")[2].splitlines()
    assert done.returncode == 1
    assert table[1].split()[:4] == ["17", "1", "1", "0"]
    assert "FAILED (1)" in table[1]
    # where the file lies beside this checkout decides how much of its path is told
    assert table[2].startswith("seed 17: ")
    assert table[2].endswith("test_somebody::test_broken")


def test_it_is_green_when_all_runs_are_and_each_has_a_seed_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "test_fine.py"
    file.write_text("def test_fine():\n    pass\n")
    done = stressed(file, "--runs", "2", "--burners", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    seeds = [word for word in done.stdout.split() if word.startswith("--randomly-seed=")]
    assert len(set(seeds)) == 2
    assert done.stdout.count("  green\n") == 4  # after each run, and in the table
