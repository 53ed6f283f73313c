"""Converting published weights of partial convolutions, and installing the network that they make.

The file is read in a separate process that a thread of the pool waits for, so the window never blocks.
Nothing is written before the user confirms.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QProgressBar, QSizePolicy, QWidget
from shiboken6 import isValid

from ...core.errors import Cancelled, StudioError
from ...engines.registry import REGISTRY
from ...weights import importing, store
from ...weights.published.convert import convert_and_install
from ..kit.basic_controls import ComboBox, ElidedLabel, label, push_button
from ..kit.layouts import add, column_layout
from ..kit.model_work import Work
from ..kit.theme import GRID, set_primary, set_role
from ..session.workers import Pool
from ..words.translation import translate_error, translated

_WIDTH = 560


class ConvertDialog(QDialog):
    """Asks what the file does not say, converts it and installs the network.

    `installed` is called with the name of the card once the model is installed, even if this window was
    closed in the meantime, as long as `parent` exists.
    """

    def __init__(
        self, pool: Pool, path: Path, installed: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Convert weights"))
        self._pool, self._path, self._installed = pool, path, installed
        self._work: Work | None = None
        self.line = label("", wraps=True)
        self.bar = QProgressBar()
        self.name_field = QLineEdit(importing.name_for(path, REGISTRY.fixed_names()), maxLength=40)
        self.label_field = QLineEdit(maxLength=80)
        self.licence_field = QLineEdit(maxLength=200)
        self.origin_field = QLineEdit(maxLength=400)
        self.range_box = ComboBox()
        self.convert_button = push_button(self.tr("Convert and install"), self.convert)
        self.cancel_button = push_button(self.tr("Cancel"), self.reject)
        self._form = QWidget()
        self._build()
        self._refresh()
        self.resize(_WIDTH, self._rows.totalHeightForWidth(_WIDTH))
        self.name_field.setFocus()

    @property
    def busy(self) -> bool:
        """Whether the weights are being converted."""
        return self._work is not None

    def convert(self) -> None:
        """Convert the weights, and install the network under the name."""
        if self.busy:
            return
        pool, path, installed = self._pool, self._path, self._installed
        work = self._work = Work(path.name)
        self.destroyed.connect(work.stop.set)  # also when the parent deletes this window
        name, label_, licence, note = (
            field.text().strip()
            for field in (self.name_field, self.label_field, self.licence_field, self.origin_field)
        )
        values = self.range_box.currentData()
        self._say(self.tr("Reading the weights in a process of their own…"))
        self._refresh()

        def run() -> store.Installed:
            return convert_and_install(
                path,
                name=name,
                label=label_,
                licence=licence,
                note=note,
                values=values,
                reserved=REGISTRY.fixed_names(),
                is_cancelled=lambda: work.stop.is_set() or pool.closing,
                translate=translated,
            )

        # owned by the parent, as this window may be closed before the last step is done
        def ended(made: store.Installed) -> None:
            installed(made.card.name)
            if isValid(self):
                self._work = None
                self.accept()

        def failed(error: Exception) -> None:
            if isValid(self):
                self._failed(error)

        pool.run(run, ended, failed, owner=self.parentWidget())

    def done(self, result: int) -> None:
        """Close, and stop the present work."""
        if self._work is not None:
            self._work.stop.set()
        super().done(result)

    def _build(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("Progress"))
        for text, values in (
            (self.tr("As its layout usually has them"), None),
            (self.tr("0 to 1"), "unit"),
            (self.tr("-1 to 1"), "signed"),
            (self.tr("ImageNet's mean and deviation"), "imagenet"),
        ):
            self.range_box.addItem(text, values)
        self.range_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.range_box.setToolTip(self.tr("The values of the pictures that the network was trained on"))
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, control in (
            (self.tr("Name"), self.name_field),
            (self.tr("Label"), self.label_field),
            (self.tr("Licence"), self.licence_field),
            (self.tr("Source and training data"), self.origin_field),
            (self.tr("Values"), self.range_box),
        ):
            control.setAccessibleName(text)
            form.addRow(text, control)
        self.name_field.textChanged.connect(self._suggest_label)
        self._suggest_label()
        for field in (self.licence_field, self.origin_field):
            field.setPlaceholderText(self.tr("not known"))
        about = label(
            self.tr(
                "The weights of a network of partial convolutions become an engine here. A file of weights "
                "says neither where it comes from nor what may be done with it: fill in what you know. What "
                "you leave out is said to be unknown."
            ),
            "muted",
            wraps=True,
        )
        about.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        buttons = QHBoxLayout()
        add(buttons, None, self.convert_button, self.cancel_button)
        path = ElidedLabel(str(self._path), Qt.TextElideMode.ElideMiddle)
        self._rows = column_layout(
            self,
            [path, about, self._form, self.line, self.bar, None, buttons],
            spacing=GRID,
            margins=(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID),
        )
        self.cancel_button.setAutoDefault(False)
        self.convert_button.setDefault(True)
        set_primary(self.convert_button)

    def _suggest_label(self) -> None:
        """Show the label that an empty field stands for."""
        self.label_field.setPlaceholderText(importing.label_of(self.name_field.text().strip()))

    def _failed(self, error: Exception) -> None:
        self._work = None
        self._refresh()
        if isinstance(error, Cancelled):
            self.reject()
            return
        self._say(translate_error(error) if isinstance(error, StudioError) else str(error), "danger")
        if isinstance(error, StudioError) and error.code == "model-name":
            self.name_field.setFocus()

    def _say(self, text: str, role: str = "") -> None:
        self.line.setText(text)
        set_role(self.line, role)
        self.resize(self.width(), max(self.height(), self._rows.totalHeightForWidth(self.width())))

    def _refresh(self) -> None:
        """Show the progress, and enable what can be done."""
        self.bar.setVisible(self.busy)
        self._form.setEnabled(not self.busy)
        self.convert_button.setEnabled(not self.busy)
