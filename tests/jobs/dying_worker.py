"""The worker process in the test of workers that die."""

from __future__ import annotations

import os

from inpaint_studio.jobs import batch
from inpaint_studio.jobs.files import FileFill


def work(task: FileFill) -> batch.Outcome:
    """As usual, but a deadly photo takes the whole process with it."""
    if task.photo.stem == "deadly":
        os._exit(9)
    return batch.outcome_of(task, None, None)
