"""Any exception of a job as an error that can be shown to the user."""

from __future__ import annotations

import traceback

from ..core.errors import Note, StudioError, torch_missing


def studio_error(error: Exception) -> StudioError:
    """`error` itself if it is one; else "out-of-memory", "torch-missing" or, for what should never happen,
    "internal"."""
    if isinstance(error, StudioError):
        return error
    if isinstance(error, MemoryError):
        return StudioError("out-of-memory")
    if lacking := torch_missing(error):
        return lacking
    return StudioError("internal", what=Note("exception", kind=type(error).__name__, error=error))


def details(error: Exception) -> str:
    """The traceback, for a report."""
    return "".join(traceback.format_exception(error))
