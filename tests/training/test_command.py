"""The two commands: `inpaint-studio train`, and the package alone on a bare machine."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from inpaint_studio.__main__ import main as studio
from inpaint_studio.training.__main__ import main as bare
from inpaint_studio.training.processes import was_launched
from tests.waiting import PATIENCE

pytestmark = pytest.mark.needs_torch

SETTINGS = """
resolutions = [[32, 1.0]]
batch = 2
log_steps = 1
[network]
channels = [6, 8, 8, 12]
blocks = [0, 1, 1, 1]
fourier = 4
style = 4
[discriminator]
channels = [6, 8, 8, 8]
last = 8
"""
ABSENT = (
    "pydantic",
    "platformdirs",
    "typer",
    "rich",
    "cv2",
    "scipy",
    "skimage",
    "numba",
    "accelerate",
    "PySide6",
)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    return path


def on_a_bare_machine(words: list[str]) -> subprocess.CompletedProcess[str]:
    """Train with torch alone."""
    script = (
        "import sys\n"
        f"absent = {ABSENT!r}\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in absent:\n"
        "            raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Blocked())\n"
        "from inpaint_studio.training.__main__ import main\n"
        f"sys.exit(main({[*words, '--device', 'cpu']!r}))\n"
    )
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE)


def test_a_bare_machine_can_train(photos: Path, tmp_path: Path, settings: Path) -> None:
    run = tmp_path / "run"
    words = ["gan", str(photos), "-o", str(run), "--config", str(settings), "--steps", "1"]
    done = on_a_bare_machine(words)
    assert done.returncode == 0, done.stderr
    assert (run / "weights.safetensors").is_file()


def test_the_finder_says_at_once_that_it_needs_more(photos: Path, tmp_path: Path) -> None:
    done = on_a_bare_machine(["finder", str(photos), "-o", str(tmp_path / "run"), "--steps", "1"])
    assert done.returncode == 1
    assert "Training needs the package 'opencv-python-headless'" in done.stderr


def test_the_program_trains_and_goes_on(
    photos: Path, tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "gan", str(photos), "-o", str(tmp_path / "run"), "--config", str(settings)]
    assert studio([*words, "--steps", "1", "--device", "cpu"]) == 0
    assert studio([*words, "--steps", "2", "--device", "cpu", "--resume"]) == 0
    assert "Continuing from step 1" in capsys.readouterr().err


def test_what_does_not_serve_is_one_line(
    photos: Path, tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = str(tmp_path / "run")
    assert studio(["train", "autoencoder", str(tmp_path / "none"), "-o", run, "--device", "cpu"]) == 2
    assert studio(["train", "gan", str(photos), "-o", run, "--architecture", "unet"]) == 2
    assert studio(["train", "gan", str(photos), "-o", run, "--steps", "1", "--minutes", "1"]) == 2
    assert bare(["gan", str(tmp_path), "-o", run, "--device", "tpu"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("Error: ") for line in lines)


@pytest.mark.timeout(300)
def test_two_processes_do_what_one_does_with_twice_the_batch(
    photos: Path, tmp_path: Path, settings: Path
) -> None:
    pytest.importorskip("accelerate")
    words = ["-m", "inpaint_studio", "train", "gan", str(photos), "--config", str(settings)]
    words += ["--device", "cpu", "--steps", "3"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    both = ["-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2", "--num_machines", "1"]
    both += ["--main_process_port", "0", "--mixed_precision", "no", "--dynamo_backend", "no"]
    # so few that one of the two has no picture that is filled twice
    for before, name, batch in (([], "one", "4"), (both, "two", "2")):
        command = [sys.executable, *before, *words, "-o", str(tmp_path / name), "--batch", batch]
        subprocess.run(command, check=True, capture_output=True, env=environment, timeout=PATIENCE)
    rows = []
    for name in ("one", "two"):
        with (tmp_path / name / "log.csv").open(encoding="utf-8") as file:
            names = ("l1", "loss", "alike", "pictures")
            rows.append([tuple(float(row[name]) for name in names) for row in csv.DictReader(file)])
    assert len(rows[0]) == 3
    assert rows[0] == [pytest.approx(pair, abs=2e-3) for pair in rows[1]]


def test_one_process_instead_of_several_is_reported(
    photos: Path,
    tmp_path: Path,
    settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["gan", str(photos), "--config", str(settings), "--steps", "1", "--device", "cpu"]
    assert bare([*words, "-o", str(tmp_path / "one")]) == 0
    assert "accelerate" not in capsys.readouterr().err
    # what accelerate leaves behind for processors without MPI
    monkeypatch.setenv("ACCELERATE_MIXED_PRECISION", "no")
    monkeypatch.setenv("MASTER_ADDR", "127.0.0.1")
    assert bare([*words, "-o", str(tmp_path / "two")]) == 0
    assert "started one process, not several" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE"])
def test_every_launcher_is_noticed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert not was_launched()
    monkeypatch.setenv(name, "2")
    assert was_launched()
    monkeypatch.setenv(name, "1")
    assert not was_launched()
