"""The events of a job: frozen, with the number of their job, so that stale ones can be dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..core.errors import StudioError
    from ..engines.pipeline.run import PreviewImage
    from ..engines.request import Fill


@dataclass(frozen=True)
class Started:
    """The job left the queue and is running."""

    job: int


@dataclass(frozen=True, eq=False)
class Progress:
    """How far the job is (`fraction` 0 to 1, never falling) and sometimes a preview of the fill."""

    job: int
    fraction: float
    preview: PreviewImage | None = None


@dataclass(frozen=True, eq=False)
class Finished:
    """The job is done and this is its fill."""

    job: int
    fill: Fill


@dataclass(frozen=True, eq=False)
class Failed:
    """The job failed: `error` is for the user, `details` the traceback for a report, or empty."""

    job: int
    error: StudioError
    details: str = ""


@dataclass(frozen=True)
class Cancelled:
    """The user stopped the job, running or still queued."""

    job: int


Event = Started | Progress | Finished | Failed | Cancelled
TERMINAL = (Finished, Failed, Cancelled)
"""A job ends with exactly one of these, and nothing comes after it."""
