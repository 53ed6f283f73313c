"""The third-party models: a list, installing and removing.

Nothing is downloaded before the user presses Install. Closing the window stops a download that was begun
in it; it resumes next time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ...core.errors import Cancelled, StudioError
from ...core.files import megabytes
from ...weights import store
from ...weights.cards import catalog
from ...weights.checking import read_models
from ...weights.offline import is_offline
from ...weights.process.warm import MODELS
from ...weights.published.convert import can_convert
from ..kit.basic_controls import label, push_button
from ..kit.later import timer
from ..kit.layouts import add, column_layout, fit
from ..kit.question import Answer, ask_whether
from ..kit.theme import CONTROL_HEIGHT, GRID
from ..session.installs import Installs
from ..words.translation import engine_text, translate_error, translated
from .convert_model import ConvertDialog
from .import_model import ImportDialog

_NAME = Qt.ItemDataRole.UserRole
_EVERY = 250
"""ms between updates of the progress and of the memory in use."""


class ModelsDialog(QDialog):
    """The list of models; `changed` is emitted when one was installed or removed."""

    changed = Signal()

    def __init__(self, installs: Installs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Third-party models"))
        self._installs = installs
        self._began = False  # whether what is being installed was asked for here
        self.list = QTreeWidget()
        self.about = label("")
        self.place = label("", "muted")
        self.line = label("")
        self.bar = QProgressBar()
        self.install_button = push_button(self.tr("Install"), lambda: self.install())
        self.file_button = push_button(self.tr("Install from a file…"), self._ask_file)
        self.cancel_button = push_button(self.tr("Cancel"), self.cancel)
        self.unload_button = push_button(self.tr("Free its memory"), self._unload)
        self.remove_button = push_button(self.tr("Remove"), self.remove)
        self.page_button = push_button(self.tr("Web page"), self._show_page)
        self.import_button = push_button(self.tr("Import…"), self._ask_import)
        self._build()
        self._timer = timer(self, _EVERY, self._refresh, repeats=True)
        self._timer.start()
        installs.ended.connect(self._ended)
        self.reload()
        pool = installs.pool
        pool.run(
            lambda: read_models(is_cancelled=lambda: pool.closing), lambda _: self._checked(), owner=self
        )
        fit(self, 780, 560)

    @property
    def chosen(self) -> str:
        """The name of the selected model, or ""."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(0, _NAME))

    @property
    def busy(self) -> bool:
        """Whether a model is being installed."""
        return self._installs.work is not None

    def choose(self, name: str) -> None:
        """Select a model."""
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item is not None and item.data(0, _NAME) == name:
                self.list.setCurrentItem(item)

    def reload(self, message: str = "") -> None:
        """List the models again; the selection stays.

        The line shows how the last action ended: a `message`, else that a card is broken, else nothing.
        """
        chosen = self.chosen
        entries = store.entries()
        self.list.clear()
        for entry in entries:
            card = entry.card
            item = QTreeWidgetItem(
                [
                    engine_text(card.label),
                    self._state(entry),
                    self._size(entry),
                    "",
                    engine_text(card.licence),
                ]
            )
            item.setData(0, _NAME, card.name)
            item.setToolTip(0, card.name)
            wide = self.fontMetrics().horizontalAdvance(item.text(0)) + 3 * GRID
            item.setSizeHint(0, QSize(wide, CONTROL_HEIGHT))
            if entry.state in ("installed", "damaged") and entry.reason:
                item.setToolTip(1, translated(entry.reason))
            self.list.addTopLevelItem(item)
        self.choose(chosen or (entries[0].card.name if entries else ""))
        broken = catalog.catalogue().broken.values()
        self.line.setText(message or "".join(map(translate_error, [*broken][:1])))
        free = store.free_space()
        used = sum(entry.on_disk for entry in entries)
        text = self.tr("{used} in {folder}").format(used=megabytes(used), folder=catalog.own_folder())
        if free is not None:
            text += self.tr(", {free} free").format(free=megabytes(free))
        if is_offline():
            text += " · " + self.tr("offline mode")
        self.place.setText(text)
        self._refresh()

    def _checked(self) -> None:
        """The installed models were read: list them again if one of them is damaged."""
        if any(entry.state == "damaged" for entry in store.entries()):
            self.reload(self.line.text())
            self.changed.emit()

    def install(self, source: Path | None = None, *, trusted: bool = False) -> None:
        """Download the chosen model, or install it from a file; one at a time."""
        name = self.chosen
        if self.busy or not name:
            return
        self.line.setText("")
        self._began = True
        self._installs.install(name, source, trusted=trusted)
        self._refresh()

    def import_file(self, path: Path) -> ImportDialog | ConvertDialog:
        """Open the window that tests a model without a card, or converts weights, and installs it."""
        converts = False
        with contextlib.suppress(StudioError):  # which the test of the model shows
            converts = can_convert(path)
        window = ConvertDialog if converts else ImportDialog
        dialog = window(self._installs.pool, path, self._imported, self)
        dialog.show()
        return dialog

    def cancel(self) -> None:
        """Stop the installation; what was downloaded is kept for next time."""
        self._installs.cancel()

    def remove(self) -> None:
        """Delete the chosen model, after asking."""
        name = self.chosen
        question = self.tr("Remove the model “{name}”? It can be installed again later.").format(name=name)
        if not self.busy and name:
            self._ask(question, self.tr("&Remove"), lambda: self._remove(name))

    def _remove(self, name: str) -> None:
        try:
            store.remove(name)
        except StudioError as error:
            self.reload(translate_error(error))
            return
        self.reload()
        self.changed.emit()

    def done(self, result: int) -> None:
        """Close, and stop a download, which resumes next time."""
        self._stop()
        self._timer.stop()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Like `done`."""
        self._stop()
        super().closeEvent(event)

    def _stop(self) -> None:
        if self._began:
            self.cancel()
        for dialog in (*self.findChildren(ImportDialog), *self.findChildren(ConvertDialog)):
            dialog.reject()

    def _build(self) -> None:
        self.list.setHeaderLabels(
            [self.tr("Model"), self.tr("State"), self.tr("Size"), self.tr("Memory"), self.tr("Licence")]
        )
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setAccessibleName(self.tr("Models"))
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.currentItemChanged.connect(lambda *_: self._refresh())
        for text in (self.about, self.line):
            text.setWordWrap(True)
        self.about.setMinimumHeight(96)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.import_button.setAutoDefault(False)
        self.import_button.setToolTip(self.tr("Install a model that is not in this list"))
        actions = [
            self.install_button,
            self.file_button,
            self.cancel_button,
            self.remove_button,
            self.unload_button,
            self.page_button,
        ]
        for button in actions:
            button.setAutoDefault(False)
        buttons, last = QHBoxLayout(), QHBoxLayout()
        add(buttons, *actions, None)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        add(last, self.import_button, close)
        column_layout(
            self,
            [(self.list, 1), self.about, self.bar, self.line, buttons, self.place, last],
            spacing=GRID,
            margins=(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID),
        )

    def _refresh(self) -> None:
        """Show the progress and the memory in use, and enable what can be done."""
        loaded = {one.name: one.resident for one in MODELS.loaded()}
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item is not None:
                memory = loaded.get(str(item.data(0, _NAME)))
                item.setText(3, "" if memory is None else megabytes(memory))
        work = self._installs.work
        self.bar.setVisible(work is not None)
        if work is not None:
            work.show_in(self.bar)
            self.line.setText(
                self.tr("{name}: {done} of {total}").format(
                    name=work.name, done=megabytes(work.done), total=megabytes(work.total)
                )
            )
        name = self.chosen
        entry = next((one for one in store.entries() if one.card.name == name), None)
        here = entry is not None and entry.state == "installed"
        self.install_button.setEnabled(
            entry is not None and work is None and bool(entry.card.source) and not (here and not entry.reason)
        )
        words = {"partly": self.tr("Resume"), "damaged": self.tr("Install again")}
        self.install_button.setText(words.get("" if entry is None else entry.state, self.tr("Install")))
        self.file_button.setEnabled(entry is not None and work is None)
        self.cancel_button.setVisible(work is not None)
        self.remove_button.setEnabled(entry is not None and entry.state != "absent" and work is None)
        self.unload_button.setEnabled(name in loaded)
        self.page_button.setEnabled(entry is not None and bool(entry.card.page))
        card = None if entry is None else entry.card
        texts = [] if card is None else [card.best_for, card.limits, card.licence_note]
        damage = translated(entry.reason) if entry is not None and entry.state == "damaged" else ""
        self.about.setText("\n".join(one for one in (damage, *map(engine_text, texts)) if one))

    def _ended(self, name: str, error: Exception | None, source: Path | None) -> None:
        here, self._began = self._began, False
        if here and error is not None:
            self._installs.dismiss()  # it is shown here
        if error is None or isinstance(error, Cancelled):
            self.reload()
            if error is None:
                self.changed.emit()
            return
        if not isinstance(error, StudioError):
            self.reload(str(error))
            return
        line = translate_error(error)
        self.reload(line)
        if error.code == "model-untrusted" and source is not None:
            self.choose(name)
            self._ask(line, self.tr("I &trust it"), lambda: self.install(source, trusted=True))

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Install from a file"))
        if name:
            self.install(Path(name))

    def _ask_import(self) -> None:
        kinds = self.tr("Models") + " (*.onnx *.pt *.pth *.ckpt *.h5 *.hdf5 *.safetensors *.torchscript);;"
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Import a model"), "", kinds + self.tr("All files") + " (*)"
        )
        if name:
            self.import_file(Path(name))

    def _imported(self, name: str) -> None:
        """A model was imported, or only its card was written."""
        self.reload()
        if name:
            self.choose(name)
        self.changed.emit()

    def _ask(self, question: str, yes: str, then: Callable[[], None]) -> None:
        """Ask the user, and call `then` if the answer is yes."""
        ask_whether(self.windowTitle(), question, (Answer.Yes, yes), then, self)

    def _unload(self) -> None:
        MODELS.unload(self.chosen)
        self._refresh()

    def _show_page(self) -> None:
        card = catalog.catalogue().cards.get(self.chosen)
        if card is not None and card.page:
            QDesktopServices.openUrl(QUrl(card.page))

    def _state(self, entry: store.StoreEntry) -> str:
        if entry.state == "damaged":
            return self.tr("damaged")
        if entry.state == "installed":
            return self.tr("cannot be used") if entry.reason else self.tr("installed")
        return self.tr("partly downloaded") if entry.state == "partly" else self.tr("not installed")

    def _size(self, entry: store.StoreEntry) -> str:
        size = entry.on_disk if entry.state in ("installed", "damaged") else entry.card.size
        return "" if size is None else megabytes(size)
