from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable

import pytest

from inpaint_studio.core import memory

HEAPS = """
import ctypes, sys, tempfile, threading
from inpaint_studio.core.memory import limit_heaps

if sys.argv[1] == "held little":
    limit_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
libc.fopen.restype, libc.fopen.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p]
libc.malloc_info.argtypes, libc.fclose.argtypes = [ctypes.c_int, ctypes.c_void_p], [ctypes.c_void_p]


class Info(ctypes.Structure):
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]


libc.mallinfo2.restype = Info
together = threading.Barrier(6)


def work():
    together.wait()  # each has a heap to itself if it can
    libc.free(libc.malloc(1000))
    together.wait()


threads = [threading.Thread(target=work) for _ in range(6)]
for one in threads:
    one.start()
for one in threads:
    one.join()
libc.free(libc.malloc(30 << 20))
before = libc.mallinfo2().hblks
blocks = [libc.malloc(5 << 20) for _ in range(5)]
mapped = libc.mallinfo2().hblks - before
with tempfile.NamedTemporaryFile() as file:
    stream = libc.fopen(file.name.encode(), b"w")
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    heaps = file.read().count(b"<heap nr=")
print(heaps, mapped)
"""


def heaps(how: str) -> tuple[int, int]:
    """Heaps after six threads were at work, and how many of five blocks of 5 MB are the system's own."""
    ran = subprocess.run([sys.executable, "-c", HEAPS, how], capture_output=True, text=True, check=True)
    count, mapped = ran.stdout.split()
    return int(count), int(mapped)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="it is about glibc")
def test_threads_share_two_heaps_and_large_blocks_go_back_to_the_system() -> None:
    assert heaps("held little") == (2, 5)
    count, mapped = heaps("as it comes")  # else there is nothing that need be held back
    assert count > 2
    assert mapped == 0


def test_giving_memory_back_never_fails() -> None:
    memory.trim_heap()


@pytest.mark.parametrize("act", [memory.trim_heap, memory.limit_heaps])
@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_it_does_nothing(
    system: str, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: pytest.fail("no library is loaded"))
    act()


@pytest.mark.parametrize("act", [memory.trim_heap, memory.limit_heaps])
def test_another_c_library_is_left_as_it_is(act: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: object())
    act()
