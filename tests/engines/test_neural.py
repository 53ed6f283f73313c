"""Devices, cancelling and tensors of engines with networks; a GPU without enough memory is faked."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines import neural
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.neural import NO_GPU_MEMORY, cancellable, on_device, placed
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.nets.architectures import ARCHITECTURES
from tests.engines.spies import Spy, box, code_of, noise, run
from tests.weights.files import content, folder, put_own, put_shipped

pytestmark = pytest.mark.needs_torch

__all__ = ["folder"]

SIZE = Size(60, 50)
MASK = box(SIZE, Rect(20, 20, 12, 9))
PHOTO = Photo(noise(SIZE))


class Work:
    """Work that needs a GPU of at least so many attempts, and says where it was done."""

    def __init__(self, failures: int = 0, error: Exception | None = None) -> None:
        self.failures = failures
        self.error = error or torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 GiB.")
        self.devices: list[str] = []
        self.threads: list[int] = []

    def __call__(self, device: torch.device) -> str:
        self.devices.append(device.type)
        self.threads.append(torch.get_num_threads())
        if device.type != "cpu" and len(self.devices) <= self.failures:
            raise self.error
        return device.type


class Ear:
    """What a run hears."""

    def __init__(self, device: str, **more: Any) -> None:
        self.notes: list[str] = []
        self.devices: list[str] = []
        self.context = RunContext(
            device=device, on_note=self.notes.append, on_device=self.devices.append, **more
        )


@pytest.fixture
def threads() -> Iterator[int]:
    before = torch.get_num_threads()
    yield before
    torch.set_num_threads(before)


def test_work_is_done_on_the_device_of_the_run() -> None:
    for device in ("cpu", "cuda"):
        ear = Ear(device)
        assert on_device(ear.context, Work()) == device
        assert (ear.notes, ear.devices) == ([], [device])


def test_a_gpu_short_of_memory_gives_way_to_the_processor_and_the_user_is_told() -> None:
    ear, work = Ear("cuda"), Work(failures=1)
    assert on_device(ear.context, work) == "cpu"
    assert work.devices == ["cuda", "cpu"]
    assert (ear.notes, ear.devices) == ([NO_GPU_MEMORY], ["cpu"])


def test_the_words_of_other_drivers_are_understood_too() -> None:
    work = Work(1, RuntimeError("MPS backend out of memory (MPS allocated: 3.35 GB)"))
    assert on_device(Ear("mps").context, work) == "cpu"


def test_other_errors_are_not_hidden() -> None:
    with pytest.raises(RuntimeError, match="shape"):
        on_device(Ear("cuda").context, Work(1, RuntimeError("shape mismatch")))


def test_what_the_failed_attempt_held_is_freed_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[bool] = []
    held: list[Any] = []

    class Large:
        def __del__(self) -> None:
            held.append("freed")

    def work(device: torch.device) -> None:
        large = Large()
        if device.type == "cuda":
            raise torch.OutOfMemoryError(f"out of memory for {large}")
        alive.append("freed" not in held)

    on_device(Ear("cuda").context, work)
    assert alive == [False]


def test_torch_uses_all_threads_of_the_run_but_one_and_its_own_again_afterwards(threads: int) -> None:
    for asked, used in ((threads + 3, threads + 2), (1, 1)):
        work = Work()
        on_device(RunContext(threads=asked), work)
        assert work.threads == [used]
        assert torch.get_num_threads() == threads


def gpu_spy(work: Work, **more: Any) -> Spy:
    def fills(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        on_device(ctx, work)
        return np.full_like(image, 0.5)

    return Spy(fills, margin=2, uses_gpu=True, **more)


def test_a_fill_says_where_it_was_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "best_device", lambda: "cuda")
    assert run(gpu_spy(Work()), PHOTO, MASK, device="auto").device == "cuda"
    assert run(gpu_spy(Work()), PHOTO, MASK, device="cpu").device == "cpu"
    fallen = run(gpu_spy(Work(failures=1)), PHOTO, MASK, device="cuda")
    assert (fallen.device, fallen.notes) == ("cpu", (NO_GPU_MEMORY,))


def test_an_engine_that_does_not_say_is_taken_to_have_computed_where_it_should() -> None:
    spy = Spy(lambda image, hole, ctx: np.zeros_like(image), uses_gpu=True)
    assert run(spy, PHOTO, MASK, device="cuda").device == "cuda"


def test_several_crops_that_fall_back_are_told_of_once() -> None:
    size = Size(600, 400)
    mask = box(size, Rect(2, 2, 5, 5), Rect(545, 338, 9, 5))
    work = Work(error=torch.OutOfMemoryError("out of memory"), failures=99)
    fill = run(gpu_spy(work), Photo(noise(size)), mask, device="cuda")
    assert work.devices == ["cuda", "cpu"] * 2
    assert fill.notes == (NO_GPU_MEMORY,)


def test_an_engine_without_use_for_a_gpu_stays_on_the_processor() -> None:
    spy = Spy(lambda image, hole, ctx: np.zeros_like(image))
    assert run(spy, PHOTO, MASK, device="cuda").device == "cpu"
    assert spy.calls[0][2].device == "cpu"


def test_the_fill_takes_its_threads_to_torch(threads: int) -> None:
    work = Work()
    run(gpu_spy(work), PHOTO, MASK, threads=threads + 2)
    assert work.threads == [threads + 1]


def test_a_processor_short_of_memory_is_one_clear_line() -> None:
    def fills(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        raise RuntimeError("[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: not enough memory")

    assert code_of(lambda: run(Spy(fills), PHOTO, MASK)) == "out-of-memory"


def test_the_fill_names_the_weights_it_came_from(folder: Path) -> None:
    put_shipped(folder, "one")
    put_own("two", content(longer=1))
    plain = Spy(lambda image, hole, ctx: np.zeros_like(image))
    assert run(plain, PHOTO, MASK).weights_hash is None
    one = run(gpu_spy(Work(), weights=("one",)), PHOTO, MASK).weights_hash
    both = run(gpu_spy(Work(), weights=("one", "two")), PHOTO, MASK).weights_hash
    assert one is not None
    assert both is not None
    assert one != both
    assert run(gpu_spy(Work(), weights=("one",)), PHOTO, box(SIZE)).weights_hash is None


def test_a_network_that_is_where_it_should_be_is_not_copied() -> None:
    network = nn.Conv2d(3, 3, 3)
    assert placed(network, torch.device("cpu")) is network
    elsewhere = placed(network, torch.device("meta"))
    assert elsewhere.weight.device.type == "meta"
    assert network.weight.device.type == "cpu"


def test_pictures_become_tensors_and_pictures_again() -> None:
    image = np.random.default_rng(0).random((5, 7, 3), np.float32)
    tensor = neural.to_tensor(image)
    assert tensor.shape == (1, 3, 5, 7)
    assert torch.allclose(tensor[0, 2, 4, 6], torch.tensor(image[4, 6, 2] * 2 - 1))
    assert np.allclose(neural.to_image(tensor), image, atol=1e-6)
    assert neural.to_image(tensor * 3).min() == 0
    hole = image[..., 0] > 0.5
    assert np.array_equal(neural.mask_tensor(hole)[0, 0].numpy() == 1, hole)


def test_a_read_only_picture_becomes_a_tensor_of_its_own() -> None:
    image = np.zeros((4, 4, 3), np.float32)
    image.flags.writeable = False
    neural.to_tensor(image).fill_(1)
    assert image.max() == 0


def test_random_numbers_follow_the_seed_alone() -> None:
    first, again = (torch.rand(5, generator=neural.seeded(RunContext(seed=2**60 + 1))) for _ in range(2))
    assert torch.equal(first, again)
    assert not torch.equal(first, torch.rand(5, generator=neural.seeded(RunContext(seed=2))))


def test_a_network_is_cancelled_between_its_layers() -> None:
    asked = 0

    def is_cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked == 3

    network = nn.Sequential(*(nn.Conv2d(3, 3, 3, padding=1) for _ in range(6)))
    picture = torch.zeros(1, 3, 8, 8)
    with pytest.raises(Cancelled), cancellable(network, RunContext(is_cancelled=is_cancelled)):
        network(picture)
    assert asked == 3
    network(picture)  # the hooks are gone
    assert asked == 3


def test_a_cancel_does_not_reach_another_thread_with_the_same_network() -> None:
    network = nn.Sequential(nn.Conv2d(3, 3, 3), nn.Conv2d(3, 3, 3))
    outcomes: list[Any] = []

    def other() -> None:
        outcomes.append(network(torch.zeros(1, 3, 8, 8)).shape)

    with cancellable(network, RunContext(is_cancelled=lambda: True)):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(outcomes) == 1


def test_our_network_asks_before_each_of_its_layers() -> None:
    """A layer takes some 10 ms at 512 px, so a cancel is heard within the 50 ms that engines promise."""
    seen: list[str] = []
    context = RunContext(is_cancelled=lambda: seen.append("asked") is not None)
    network = ARCHITECTURES["context"].build().eval()
    for layer in network.modules():
        if not list(layer.children()):
            layer.register_forward_hook(lambda *_: seen.append("layer"))
    picture, hole = torch.zeros(1, 3, 64, 64), torch.zeros(1, 1, 64, 64)
    hole[..., 20:30, 20:30] = 1
    with torch.inference_mode(), cancellable(network, context):
        network(picture, hole)
    assert seen.count("layer") > 20
    assert "layer layer" not in " ".join(seen)


def test_it_loads_no_torch_before_it_is_asked_to() -> None:
    import subprocess

    code = "import sys, inpaint_studio.engines.neural; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
