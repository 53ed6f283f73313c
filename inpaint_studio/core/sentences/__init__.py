"""Every user-visible text below the editor, in English, by its code, for `StudioError` and `Note`.

A message says what went wrong and, if possible, what the user can do. A note is a whole sentence, or a
phrase used in another text.
"""

from __future__ import annotations

from . import messages, notes
from .cluster import CLUSTER_MESSAGES
from .machine import MACHINE_NOTES
from .medical import MEDICAL_MESSAGES, MEDICAL_NOTES
from .serving import SERVING

MESSAGES: dict[str, str] = messages.MESSAGES | MEDICAL_MESSAGES | SERVING | CLUSTER_MESSAGES
NOTES: dict[str, str] = notes.NOTES | MEDICAL_NOTES | MACHINE_NOTES

__all__ = ["MESSAGES", "NOTES"]
