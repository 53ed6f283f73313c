"""Texts of Qt's own dialogs for which Qt's translations have no entry.

Most of Qt's texts are translated by the files that come with PySide6; these are missing there. Ours are
looked up first, so an entry does no harm where a later version of Qt translates it.
"""

from __future__ import annotations

from collections.abc import Mapping

MISSING_IN_QT: Mapping[str, tuple[str, ...]] = {
    "QAbstractFileIconProvider": ("Folder", "File Folder", "Drive", "File", "%1 File", "Unknown"),
    "QFileDialog": ("&Look in:", "Files of &type:"),
}
"""The texts by their contexts, to be translated in `resources/translations`."""
