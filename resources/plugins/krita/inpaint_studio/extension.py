"""The commands in Krita's menu Tools > Scripts, and what is shown while Inpaint Studio runs."""

from __future__ import annotations

from krita import Extension, Krita

try:
    from PyQt5.QtCore import Qt
    from PyQt5.QtWidgets import QApplication, QInputDialog, QMessageBox, QProgressDialog
except ImportError:  # Krita 6
    from PyQt6.QtCore import Qt
    from PyQt6.QtWidgets import QApplication, QInputDialog, QMessageBox, QProgressDialog

from .exchange import exchanged
from .inpaint_studio_command import NOT_SAVED, SAVED

ENGINES = {
    "Automatic": "auto",
    "Texture copy": "exemplar",
    "Smooth blend": "biharmonic",
    "Pattern repair": "low-rank",
    "Detail repair": "sparse",
    "Invented detail": "gan",
    "Learned guess": "autoencoder",
}


class InpaintStudio(Extension):
    """Two commands on the active layer."""

    def setup(self):
        """Called by Krita; there is nothing to set up."""

    def createActions(self, window):
        """Add the commands to the menu."""
        for name, text, act in (
            ("inpaint_studio_fill", "Fill selection with Inpaint Studio", self.fill),
            ("inpaint_studio_edit", "Open in Inpaint Studio", self.edit),
        ):
            window.createAction(name, text, "tools/scripts").triggered.connect(act)

    def fill(self):
        """Fill the selection with an engine that the user chooses."""
        engine, accepted = QInputDialog.getItem(
            _parent(), "Inpaint Studio", "Engine", list(ENGINES), 0, False
        )
        if accepted:
            self._run(ENGINES[engine], "Filling…")

    def edit(self):
        """Open the layer in the editor."""
        self._run(None, "The layer is open in Inpaint Studio.")

    def _run(self, engine, text):
        document = Krita.instance().activeDocument()
        if document is None:
            return
        waiting = QProgressDialog(text, "Cancel", 0, 0, _parent())
        waiting.setWindowModality(Qt.WindowModality.WindowModal)
        waiting.setMinimumDuration(0)
        waiting.show()

        def meanwhile():
            QApplication.processEvents()
            return not waiting.wasCanceled()

        try:
            code, message = exchanged(document, document.activeNode(), engine, meanwhile)
        except OSError as error:  # no room for the files, for example
            code, message = 1, f"The files could not be exchanged: {error.strerror or error}."
        finally:
            waiting.close()
        if code not in (SAVED, NOT_SAVED):
            QMessageBox.warning(_parent(), "Inpaint Studio", message)


def _parent():
    window = Krita.instance().activeWindow()
    return None if window is None else window.qwindow()
