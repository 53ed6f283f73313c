"""Every sentence and phrase below the editor that a person may read, in English, by its code.

`StudioError` and `Note` take theirs from here; the editor lays its translations over them. A message
says what went wrong and, where there is something to do, what the user can do. A note is a whole
sentence, or a phrase that stands in another text.
"""

from __future__ import annotations

from .messages import MESSAGES
from .notes import NOTES

__all__ = ["MESSAGES", "NOTES"]
