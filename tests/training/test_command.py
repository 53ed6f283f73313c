"""The two commands: of the program, and of the package alone on a bare machine."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from inpaint_studio.__main__ import main as studio
from inpaint_studio.training.__main__ import main as bare

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


def test_a_bare_machine_can_train(photos: Path, tmp_path: Path, settings: Path) -> None:
    words = ["gan", str(photos), "-o", str(tmp_path / "run"), "--config", str(settings), "--steps", "1"]
    script = (
        "import sys\n"
        f"absent = {ABSENT!r}\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in absent:\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Blocked())\n"
        "from inpaint_studio.training.__main__ import main\n"
        f"sys.exit(main({[*words, '--device', 'cpu']!r}))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "run" / "weights.safetensors").is_file()


def test_the_program_trains_and_goes_on(
    photos: Path, tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "gan", str(photos), "-o", str(tmp_path / "run"), "--config", str(settings)]
    assert studio([*words, "--steps", "1", "--device", "cpu"]) == 0
    assert studio([*words, "--steps", "2", "--device", "cpu", "--resume"]) == 0
    assert "Going on from step 1" in capsys.readouterr().err


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
    words = ["-m", "inpaint_studio.training", "gan", str(photos), "--config", str(settings)]
    words += ["--device", "cpu", "--steps", "3"]
    environment = {**os.environ, "ACCELERATE_USE_CPU": "1", "OMP_NUM_THREADS": "1"}
    both = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    for before, name, batch in (([], "one", "8"), (both, "two", "4")):
        command = [sys.executable, *before, *words, "-o", str(tmp_path / name), "--batch", batch]
        subprocess.run(command, check=True, capture_output=True, env=environment, timeout=250)
    rows = []
    for name in ("one", "two"):
        with (tmp_path / name / "log.csv").open(encoding="utf-8") as file:
            rows.append([(float(row["l1"]), float(row["loss"])) for row in csv.DictReader(file)])
    assert len(rows[0]) == 3
    assert rows[0] == [pytest.approx(pair, abs=2e-3) for pair in rows[1]]
