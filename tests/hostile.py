"""Opens a malicious file in its own process, and measures what that takes.

    ended = read_in_child(path)          # `read_photo` (or `read="mask"`)
    ended = cli_in_child("fill", photo, "--mask", mask, "-o", out)
    assert_refused(ended)                # exit 1, one line, below 1 GB; returns the line
    assert_opened(ended)                 # exit 0, nothing on stderr, below 1 GB

The guards are limits of CPU time and of address space, which don't depend on how busy the machine is;
a process that sleeps for ever is killed eventually. On systems without such limits or without a way to
read the peak, the peak is 0 and only the rest is checked.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

MOST_SECONDS = 10
"""Of CPU time."""
MOST_BYTES = 1_000_000_000
"""The most memory that such a process may have resident at any time."""
_ADDRESSES = 6 << 30
_PATIENCE = 300

# VmHWM belongs to the program alone; ru_maxrss would begin with the peak of the test that started it
_SCRIPT = """
import os, sys
report, what, *argv = sys.argv[1:]
try:
    import resource
except ImportError:
    resource = None
if resource is not None:
    for name, most in (("RLIMIT_CPU", {seconds}), ("RLIMIT_AS", {addresses})):
        if hasattr(resource, name) and (name == "RLIMIT_CPU" or sys.platform.startswith("linux")):
            resource.setrlimit(getattr(resource, name), (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def peak():
    try:
        with open("/proc/self/status") as status:
            return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        if resource is None:
            return 0
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else 1024 * most


def read(kind, path):
    from inpaint_studio.core.errors import StudioError
    from inpaint_studio.core.photo_io import read_mask, read_photo

    try:
        if kind == "project":
            from inpaint_studio.core.project import load_project

            photo = load_project(path).state.document.photo
        elif kind == "sidecar":
            from inpaint_studio.core.provenance import read_sidecar

            photo = read_sidecar(path)
        else:
            photo = read_mask(path) if kind == "mask" else read_photo(path)
    except StudioError as error:
        print("Error:", error, file=sys.stderr)
        return 1
    except MemoryError:
        print("Error: not enough memory", file=sys.stderr)
        return 1
    print(photo.size, *getattr(photo, "notes", ()), sep="\\n")
    return 0


def run():
    if what == "read":
        return read(*argv)
    from inpaint_studio.__main__ import main

    return main(argv)


code = run()
with open(report, "w") as file:
    file.write(str(peak()))
sys.exit(code)
"""


@dataclass(frozen=True)
class Ending:
    """What a process said: its exit code (negative: killed by that signal), and its peak in bytes.

    `out` and `lines` are what it printed, line by line, on stdout and on stderr.
    """

    code: int
    out: tuple[str, ...]
    lines: tuple[str, ...]
    peak: int


def read_in_child(path: Path, *, read: str = "photo", seconds: int = MOST_SECONDS) -> Ending:
    """`read_photo` of a file; `read` may also be "mask", "project" or "sidecar".

    Opened, `out` is its size and then its notes; refused, `lines` is the error.
    """
    return _ran("read", read, str(path), seconds=seconds)


def cli_in_child(*argv: object, seconds: int = MOST_SECONDS) -> Ending:
    """The command line, with these arguments."""
    return _ran("cli", *(str(word) for word in argv), seconds=seconds)


def assert_refused(ended: Ending, most: int = MOST_BYTES) -> str:
    """The one line with which a process refused, having stayed within its bounds."""
    _assert_bounded(ended, most)
    assert ended.code == 1, ended
    assert ended.out == (), ended
    assert len(ended.lines) == 1, ended
    line = ended.lines[0]
    assert line.startswith("Error: "), ended
    assert "memory" not in line, ended  # the guard's doing, not a reader's
    assert "Something went wrong" not in line, ended
    return line


def assert_opened(ended: Ending, most: int = MOST_BYTES) -> tuple[str, ...]:
    """What a process printed that did its work, having stayed within its bounds."""
    _assert_bounded(ended, most)
    assert ended.code == 0, ended
    assert ended.lines == (), ended
    return ended.out


def zeros(length: int) -> bytes:
    """A sound zlib stream of this many zeros (rounded up to 16 MB), a thousandth as long; made quickly."""
    piece = 16 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(bytes(piece)) + packer.flush(zlib.Z_FULL_FLUSH)  # it can follow itself
    count = -(-length // piece)
    adler = (count * piece % 65521) << 16 | 1
    return b"\x78\x9c" + packed * count + b"\x03\0" + adler.to_bytes(4, "big")


def _assert_bounded(ended: Ending, most: int) -> None:
    assert ended.code >= 0, f"killed by signal {-ended.code}, for its CPU time or memory: {ended}"
    assert ended.peak < most, f"took {ended.peak / 1e6:.0f} MB: {ended}"


def _ran(what: str, *argv: str, seconds: int) -> Ending:
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
    script = _SCRIPT.format(seconds=seconds, addresses=_ADDRESSES)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "peak"
        ran = subprocess.run(
            [sys.executable, "-W", "error", "-c", script, str(report), what, *argv],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE,
            env={**os.environ, **threads, "PYTHONIOENCODING": "utf-8"},
        )
        peak = int(report.read_text()) if report.exists() else 0
    return Ending(ran.returncode, tuple(ran.stdout.splitlines()), tuple(ran.stderr.splitlines()), peak)
