"""Runs the command line and turns whatever happens into one line on stderr and an exit code."""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import typer

from ..core.errors import Cancelled, StudioError, torch_missing
from ..core.files import FULL
from .output import complain
from .usage import AnyClickError, UsageError

PROGRAM = "inpaint-studio"
FAILED, USAGE, STOPPED, TERMINATED = 1, 2, 130, 143

_USAGE_CODES = {
    "architecture-setting",
    "architecture-unknown",
    "array-kind",
    "cluster-address",
    "device-missing",
    "engine-unknown",
    "engine-unavailable",
    "film-crf",
    "film-no-crf",
    "folder-missing",
    "mask-distance",
    "model-name",
    "model-unknown",
    "moment-invalid",
    "moment-needs-film",
    "param-unknown",
    "param-value",
    "range-empty",
    "results-among-photos",
    "storage-batch-alone",
    "storage-needs-cluster",
    "storage-unknown",
    "weights-unknown",
    "training-setting",
    "training-value",
}
"""Errors that a different command would avoid: they count as wrong usage."""

_HINTS = {
    "file-exists": "--overwrite",
    "model-untrusted": "--trust",
}
"""How to do on the command line what an error advises."""


@dataclass
class Session:
    """The state of one run of the command line."""

    verbose: bool = False


class _Terminated(BaseException):
    """The system asked the process to end; unwinds like Ctrl+C, so that temporary files are removed."""


def run(argv: Sequence[str]) -> int:
    """The exit code of the command line `argv`; shows results and errors as the user should see them."""
    _print_anything()
    session = Session()
    with _orderly_termination():
        try:
            code = _invoke(argv, session)
            sys.stdout.flush()
            return code
        except BaseException as error:
            return _report(error, session)


def _invoke(argv: Sequence[str], session: Session) -> int:
    from .app import program

    code = program().main(list(argv), prog_name=PROGRAM, standalone_mode=False, obj=session)
    # Typer turns Ctrl+C into a bare exit code; raised again, it gets its message
    if code == STOPPED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _report(error: BaseException, session: Session) -> int:
    """Print on stderr what went wrong and return the exit code for it."""
    if isinstance(error, BrokenPipeError):
        # the reader is gone; keep the interpreter from complaining about that at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else FAILED
    if session.verbose:
        traceback.print_exception(error)
    line, code = _words(error)
    complain(line)
    return code


def _words(error: BaseException) -> tuple[str, int]:
    """The line for the user, and the exit code."""
    error = torch_missing(error) or error
    if isinstance(error, StudioError):
        hint = _HINTS.get(error.code)
        line = f"Error: {error}" if hint is None else f"Error: {str(error).rstrip('.')} ({hint})."
        return line, USAGE if error.code in _USAGE_CODES else FAILED
    if isinstance(error, UsageError):
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else PROGRAM
        message = error.format_message().rstrip(".")
        end = "" if message.endswith("?") else "."
        return f"Error: {message}{end} See: {path} --help", USAGE
    if isinstance(error, AnyClickError):
        return f"Error: {error.format_message()}", FAILED
    if isinstance(error, _Terminated):
        return "Stopped; nothing half-written was left behind.", TERMINATED
    if isinstance(error, Cancelled) and error.args:  # a command that keeps what it has done says so
        return str(error), STOPPED
    if isinstance(error, KeyboardInterrupt | Cancelled | typer.Abort):
        return "Stopped; nothing half-written was left behind.", STOPPED
    if isinstance(error, MemoryError):
        return f"Error: {StudioError('out-of-memory')}", FAILED
    if isinstance(error, OSError) and error.filename is None and error.errno in FULL:
        # `atomic_write` reports its own files, so this is the output itself
        return "Error: The output cannot be written: the disk is full.", FAILED
    where = traceback.extract_tb(error.__traceback__)
    place = f"{os.path.basename(where[-1].filename)} line {where[-1].lineno}" if where else "Inpaint Studio"  # noqa: PTH119
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return (
        f"Error: Something went wrong inside {place} ({what}); run again with --verbose for the details.",
        FAILED,
    )


def _print_anything() -> None:
    """Make printing never fail: escape what the terminal cannot show, replace closed streams."""
    # in this order they get the descriptors 0, 1 and 2, so that no photo is opened as one of those
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def _orderly_termination() -> Iterator[None]:
    """Make SIGTERM unwind the stack, as Ctrl+C does (only where signals can be handled: the main thread)."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise _Terminated

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
