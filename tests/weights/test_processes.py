"""The processes of models: they can crash, hang or grow, and the program continues."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.weights.process import wire
from inpaint_studio.weights.process.process import ModelProcess
from inpaint_studio.weights.process.warm import Wanted, WarmModels
from tests.conftest import model_processes
from tests.twins import save_twin, slow_onnx
from tests.waiting import PATIENCE, wait_until

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def go_on(seconds: float) -> None:
    """Wait without end."""


def wanted(path: Path, name: str = "", **changes: object) -> Wanted:
    values: dict[str, object] = {
        "name": name or path.stem,
        "format": "onnx",
        "architecture": "",
        "path": str(path),
        "sha256": "",
        "threads": 1,
        "device": "cpu",
    }
    return Wanted(**(values | changes))  # type: ignore[arg-type]


def arrays(side: int = 16) -> dict[str, np.ndarray]:
    """What the twin of MI-GAN takes."""
    image = np.full((1, 3, side, side), 100, np.uint8)
    mask = np.full((1, 1, side, side), 255, np.uint8)
    mask[..., 4:8, 4:8] = 0
    return {"image": image, "mask": mask}


@pytest.fixture
def migan(tmp_path: Path) -> Path:
    return save_twin("migan", tmp_path / "migan.onnx")


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    path = tmp_path / "slow.onnx"
    path.write_bytes(slow_onnx().SerializeToString())
    return path


@pytest.fixture
def warm() -> Iterator[Callable[[int], WarmModels]]:
    """Makes loaded models with a budget of their own."""
    made: list[WarmModels] = []

    def make(budget: int = 2_000_000_000) -> WarmModels:
        made.append(WarmModels(lambda: budget))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize("dtype", ["float32", "float16", "uint8", "int32", "int64", "bool"])
def test_messages_carry_arrays_of_every_kind(dtype: str) -> None:
    stream = io.BytesIO()
    sent = {
        "a": np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1).astype(dtype),
        "none": np.zeros((0, 3), dtype),
        "one": np.array(1, dtype),
    }
    wire.send(stream, {"do": "run", "words": "ä"}, sent)
    stream.seek(0)
    message, got = wire.receive(stream)
    assert message == {"do": "run", "words": "ä"}
    assert list(got) == list(sent)
    for name, array in sent.items():
        assert (got[name].dtype, got[name].shape) == (array.dtype, array.shape)
        assert np.array_equal(got[name], array)
    with pytest.raises(EOFError):
        wire.receive(stream)


@pytest.mark.parametrize("kind", ["O", "S4", "M8[s]", "V8"])
def test_messages_carry_nothing_but_numbers(kind: str) -> None:
    head = f'{{"message": {{}}, "arrays": [["x", "{kind}", [1]]]}}'.encode()
    stream = io.BytesIO(len(head).to_bytes(4, "little") + head + bytes(64))
    with pytest.raises(ValueError, match="another kind"):
        wire.receive(stream)


def test_a_model_runs_in_another_process_and_stays_loaded(
    migan: Path, warm: Callable[..., WarmModels]
) -> None:
    models = warm()
    assert models.loaded() == ()
    ran = models.run(wanted(migan), arrays(), waiting=go_on)
    assert ran.device == "cpu"
    assert not ran.fell_back
    assert ran.outputs["result"].shape == (1, 3, 16, 16)
    (loaded,) = models.loaded()
    assert loaded.pid not in (0, os.getpid())
    assert loaded.resident > 10_000_000
    models.run(wanted(migan), arrays(24), waiting=go_on)
    assert [one.pid for one in models.loaded()] == [loaded.pid]


def test_other_threads_or_another_file_load_it_anew(migan: Path, warm: Callable[..., WarmModels]) -> None:
    models = warm()
    models.run(wanted(migan), arrays(), waiting=go_on)
    first = models.loaded()[0].pid
    models.run(wanted(migan, threads=2), arrays(), waiting=go_on)
    assert [one.pid for one in models.loaded()] != [first]


def test_cancel_kills_a_model_that_never_ends(slow: Path, warm: Callable[..., WarmModels]) -> None:
    models = warm()

    def cancel(seconds: float) -> None:
        if models.loaded() and models.loaded()[0].resident and seconds > 0.1:
            raise Cancelled

    with pytest.raises(Cancelled):
        models.run(wanted(slow), arrays(), waiting=cancel)
    assert models.loaded() == ()


@needs_signals
@pytest.mark.parametrize("how", ["SIGSEGV", "SIGKILL", "SIGABRT"])
def test_a_crash_is_an_error_and_the_next_run_works(
    how: str, slow: Path, migan: Path, warm: Callable[..., WarmModels]
) -> None:
    models = warm()

    def crash(seconds: float) -> None:
        if models.loaded() and models.loaded()[0].resident and seconds > 0.05:
            os.kill(models.loaded()[0].pid, getattr(signal, how))

    with pytest.raises(StudioError, match=rf"'migan' crashed \({how}\)") as caught:
        models.run(wanted(slow, "migan"), arrays(), waiting=crash)
    assert caught.value.code == "model-crashed"
    assert models.loaded() == ()
    assert models.run(wanted(migan), arrays(), waiting=go_on).outputs


@needs_signals
def test_one_that_died_between_two_runs_is_started_again(
    migan: Path, warm: Callable[..., WarmModels]
) -> None:
    models = warm()
    models.run(wanted(migan), arrays(), waiting=go_on)
    pid = models.loaded()[0].pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not models.loaded())
    models.run(wanted(migan), arrays(), waiting=go_on)
    assert models.loaded()[0].pid != pid


def test_what_the_runtime_says_is_the_error(tmp_path: Path, warm: Callable[..., WarmModels]) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"\x08\x08 no model")
    models = warm()
    with pytest.raises(StudioError, match="The model 'broken' failed: ") as caught:
        models.run(wanted(broken), arrays(), waiting=go_on)
    assert caught.value.code == "model-failed"
    assert models.loaded() == ()


def test_wrong_inputs_are_an_error_too(migan: Path, warm: Callable[..., WarmModels]) -> None:
    with pytest.raises(StudioError, match="failed"):
        warm().run(wanted(migan), {"image": np.zeros(3, np.float32)}, waiting=go_on)


@pytest.mark.needs_torch
def test_torchscript_that_was_changed_is_not_loaded(tmp_path: Path, warm: Callable[..., WarmModels]) -> None:
    path = save_twin("lama-torch", tmp_path / "lama-torch.pt")
    with pytest.raises(StudioError, match="is not the file that was installed"):
        warm().run(wanted(path, format="torchscript", sha256="0" * 64), {}, waiting=go_on)


def test_fifty_switches_stay_within_the_budget(tmp_path: Path, warm: Callable[..., WarmModels]) -> None:
    paths = [save_twin("migan", tmp_path / f"model-{number}.onnx") for number in range(4)]
    room = warm()
    room.run(wanted(paths[0]), arrays(), waiting=go_on)
    each = room.loaded()[0].resident
    room.close()
    budget = int(each * 2.6)
    models = warm(budget)
    most, started = 0, set()
    for number in range(50):
        # two are used in turn most of the time, the others now and then
        path = paths[number % 2 if number % 10 else 2 + number // 10 % 2]
        models.run(wanted(path), arrays(), waiting=go_on)
        loaded = models.loaded()
        most = max(most, sum(one.resident for one in loaded))
        started |= {one.pid for one in loaded}
        assert loaded[-1].name == path.stem
    assert most <= budget
    assert len(models.loaded()) == 2
    assert len(started) < 30


def test_room_is_made_for_what_a_run_takes_beside_the_model(
    tmp_path: Path, warm: Callable[..., WarmModels], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [save_twin("migan", tmp_path / f"model-{number}.onnx") for number in range(2)]
    models = warm()
    for path in paths:
        models.run(wanted(path), arrays(), waiting=go_on)
    first, second = models.loaded()
    assert first.name == "model-0"
    # both fit as they are, but the last run of the second took much more
    monkeypatch.setitem(models._running, "model-1", second.resident + 500_000_000)
    monkeypatch.setattr(models, "budget", lambda: first.resident + second.resident + 400_000_000)
    models.run(wanted(paths[1]), arrays(), waiting=go_on)
    assert [(one.name, one.pid) for one in models.loaded()] == [("model-1", second.pid)]
    # that was not so this time, and both stay
    models.run(wanted(paths[0]), arrays(), waiting=go_on)
    models.run(wanted(paths[1]), arrays(), waiting=go_on)
    assert len(models.loaded()) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forgets what was the most")
def test_the_peak_is_that_since_it_was_forgotten() -> None:
    # in a process of its own: in one that has run for long, what is freed need not go back to the system
    code = """
import numpy as np
from inpaint_studio.weights.process.resident import forget_peak, peak_bytes
forget_peak()
before = peak_bytes()
large = np.ones(100_000_000, np.uint8)
assert peak_bytes() > before + 90_000_000
del large
forget_peak()
assert peak_bytes() < before + 50_000_000
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr


def test_one_that_is_larger_than_the_budget_runs_and_goes(
    migan: Path, warm: Callable[..., WarmModels]
) -> None:
    models = warm(1)
    assert models.run(wanted(migan), arrays(), waiting=go_on).outputs
    assert models.loaded() == ()


def test_two_threads_share_a_model(migan: Path, warm: Callable[..., WarmModels]) -> None:
    models = warm()
    done: list[int] = []

    def work() -> None:
        for _ in range(3):
            done.append(len(models.run(wanted(migan), arrays(), waiting=go_on).outputs))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1] * 6
    assert len(models.loaded()) == 1


def test_unloading_gives_the_process_back(migan: Path, warm: Callable[..., WarmModels]) -> None:
    models = warm()
    models.unload("migan")
    models.run(wanted(migan), arrays(), waiting=go_on)
    pid = models.loaded()[0].pid
    models.unload("migan")
    assert models.loaded() == ()
    assert pid not in model_processes()


def test_what_a_library_prints_does_not_disturb(tmp_path: Path) -> None:
    (tmp_path / "no.onnx").write_bytes(b"no model")
    process = ModelProcess("x")
    try:
        with pytest.raises(StudioError, match="ONNX Runtime says"):
            process.ask({"do": "open", "path": str(tmp_path / "no.onnx"), "threads": 1}, waiting=go_on)
        assert process.alive
        assert process.resident > 0
    finally:
        process.kill()
    assert not process.alive


PARENT = """
import sys, threading, time
from tests.weights.test_processes import WarmModels, arrays, go_on, wanted
from pathlib import Path
models = WarmModels(lambda: 10**10)
path = Path(sys.argv[1])
if sys.argv[2] == "busy":
    threading.Thread(target=lambda: models.run(wanted(path), arrays(), waiting=go_on), daemon=True).start()
    while not (models.loaded() and models.loaded()[0].resident):
        time.sleep(0.01)
    time.sleep(0.1)
else:
    models.run(wanted(path), arrays(), waiting=go_on)
print(models.loaded()[0].pid, flush=True)
if sys.argv[3] == "killed":
    time.sleep(3600)
"""


def is_gone(pid: int) -> bool:
    """Whether there is no such process (any more)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("end", ["killed", "over"])
@pytest.mark.parametrize("state", ["idle", "busy"])
@needs_signals
def test_no_model_outlives_the_program(state: str, end: str, slow: Path, migan: Path) -> None:
    path = slow if state == "busy" else migan
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(path), state, end],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as program:
        assert program.stdout is not None
        pid = int(program.stdout.readline())
        if end == "killed":
            program.kill()
    wait_until(lambda: is_gone(pid))
