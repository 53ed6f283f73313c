"""Importing a model without a card: it is tested, the outcome is shown, and the user decides.

The test runs in a separate process that a thread of the pool waits for, so the window never blocks.
Nothing is written before the user confirms.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QSizePolicy,
    QWidget,
)
from shiboken6 import isValid

from ...core.errors import Cancelled, StudioError
from ...core.threads import thread_count
from ...engines.registry import REGISTRY
from ...weights import importing, store
from ...weights.importing import Proposal
from ...weights.probe import ContractTrial, picture_and_hole
from ..kit.basic_controls import ComboBox, ElidedLabel, label, push_button
from ..kit.later import timer
from ..kit.layouts import add, column_layout, row_layout
from ..kit.model_work import Work
from ..kit.theme import GRID, set_primary, set_role
from ..session.workers import Pool
from ..words.translation import translate_error, translated
from .outcome import SIDE, Outcome, picture_label, show_picture

_WIDTH = 640
_EVERY = 100
"""ms between updates of the progress."""


class ImportDialog(QDialog):
    """Tests the model in a file, proposes a card, lets the user correct it, and installs the model.

    `installed` is called with the name of the card once the model is installed, and with "" when only
    its card was written; even if this window was closed in the meantime, as long as `parent` exists.
    """

    def __init__(
        self, pool: Pool, path: Path, installed: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Import a model"))
        self._pool, self._path, self._installed = pool, path, installed
        self._work: Work | None = None
        self.proposal: Proposal | None = None
        self.line = label("")
        self.bar = QProgressBar()
        self.given = picture_label(self.tr("Input"))
        self.bright = Outcome(self.tr("White in the mask: fill"))
        self.dark = Outcome(self.tr("Black in the mask: fill"))
        self.ways = ComboBox()
        self.colours = ComboBox()
        self.name_field = QLineEdit(maxLength=40)
        self.label_field = QLineEdit(maxLength=80)
        self.licence_field = QLineEdit(maxLength=200)
        self.trust_button = push_button(self.tr("I trust it"), lambda: self._try(trusted=True))
        self.install_button = push_button(self.tr("Install"), self.install)
        self.card_button = push_button(self.tr("Write the card only"), self.write_card)
        self.cancel_button = push_button(self.tr("Cancel"), self.reject)
        self._found = QWidget()
        self._build()
        self._timer = timer(self, _EVERY, self._refresh, repeats=True)
        self._timer.start()
        self.resize(_WIDTH, 160)
        self._try()

    @property
    def busy(self) -> bool:
        """Whether the model is being tested or installed."""
        return self._work is not None

    @property
    def chosen(self) -> ContractTrial | None:
        """The contract that the user has chosen; None if none is chosen yet."""
        index = self.ways.currentData()
        if self.proposal is None or index is None:
            return None
        return self.proposal.finding.trials[int(index)]

    def done(self, result: int) -> None:
        """Close, and stop the present work."""
        if self._work is not None:
            self._work.stop.set()
        self._timer.stop()
        super().done(result)

    def install(self) -> None:
        """Write the corrected card, and install the file with it."""
        wanted = self._wanted()
        if wanted is None:
            return
        work = self._begin(wanted.card.name)
        self._say(self.tr("Installing it…"))

        stopping, installed = self._stopping(work), self._installed

        def run() -> store.Installed:
            return importing.adopt(
                wanted, on_progress=work.advance, is_cancelled=stopping, translate=translated
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

        self._pool.run(run, ended, failed, owner=self.parentWidget())

    def write_card(self) -> None:
        """Write the corrected card, for the user to edit and then install the file by its name."""
        wanted = self._wanted()
        if wanted is None:
            return
        try:
            path = importing.write_proposal(wanted, translated)
        except StudioError as error:
            self._say(translate_error(error), "danger")
            return
        text = self.tr("The card is “{path}”. Correct it, then install “{name}” from the file.")
        self._found.setEnabled(False)
        for button in (self.install_button, self.card_button):
            button.setEnabled(False)
        self.cancel_button.setText(self.tr("Close"))
        self._say(text.format(path=path, name=wanted.card.name))
        self._installed("")

    def _build(self) -> None:
        self.line.setWordWrap(True)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        buttons = QHBoxLayout()
        add(buttons, self.card_button, None, self.trust_button, self.install_button, self.cancel_button)
        path = ElidedLabel(str(self._path), Qt.TextElideMode.ElideMiddle)
        self._rows = column_layout(
            self,
            [path, self.line, self.bar, self._found, None, buttons],
            spacing=GRID,
            margins=(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID),
        )
        for button in (self.trust_button, self.install_button, self.card_button, self.cancel_button):
            button.setAutoDefault(False)
        set_primary(self.install_button)
        self._build_found()
        self._found.hide()
        self.trust_button.hide()
        self.install_button.hide()
        self.card_button.hide()

    def _build_found(self) -> None:
        """Build what is shown after the test: three pictures, and the card in a few fields."""
        first = QWidget()
        title = label(self.given.accessibleName())
        title.setMinimumHeight(self.bright.radio.sizeHint().height())
        column_layout(first, [title, self.given, None], spacing=GRID // 2)
        for part in (first, self.bright, self.dark):
            part.setFixedWidth(SIDE)
        pictures = row_layout(None, [first, self.bright, self.dark, None], spacing=2 * GRID)
        self._group = QButtonGroup(self)
        for outcome in (self.bright, self.dark):
            self._group.addButton(outcome.radio)
            outcome.radio.toggled.connect(self._polarity_changed)
        self.ways.activated.connect(self._show_way)
        self.ways.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.colours.addItem(self.tr("Red, green, blue (default)"), False)
        self.colours.addItem(self.tr("Blue, green, red (OpenCV)"), True)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, control in (
            (self.tr("Values"), self.ways),
            (self.tr("Channel order"), self.colours),
            (self.tr("Name"), self.name_field),
            (self.tr("Label"), self.label_field),
            (self.tr("Licence"), self.licence_field),
        ):
            control.setAccessibleName(text)
            form.addRow(text, control)
        hint = label(
            self.tr("The channel order and the licence cannot be tested: check where the model comes from."),
            "muted",
            wraps=True,
        )
        hint.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        form.addRow("", hint)
        column_layout(self._found, [pictures, form], spacing=2 * GRID)

    def _try(self, *, trusted: bool = False) -> None:
        """Test the model on a small picture with all common contracts."""
        path, reserved = self._path, REGISTRY.fixed_names()
        work = self._begin(path.name)
        self.trust_button.hide()
        self._say(self.tr("Testing it on a small generated picture, with both mask polarities…"))

        def run() -> Proposal:
            return importing.propose(
                path,
                importing.name_for(path, reserved),
                reserved=reserved,
                threads=thread_count(),
                trusted=trusted,
                on_progress=work.advance,
                is_cancelled=self._stopping(work),
            )

        self._pool.run(run, self._tried, self._failed, owner=self)

    def _tried(self, proposal: Proposal) -> None:
        self._work = None
        self.proposal = proposal
        finding = proposal.finding
        best = finding.best
        given = picture_and_hole(*best.picture.shape[:2])[0]
        show_picture(self.given, np.rint(given * 255).astype(np.uint8))
        for outcome, bright in ((self.bright, True), (self.dark, False)):
            ways = self._ways(bright)
            outcome.setVisible(bool(ways))
            if ways:
                outcome.show_trial(finding.trials[ways[0]])
        self.name_field.setText(proposal.card.name)
        self.label_field.setText(proposal.card.label)
        self.licence_field.setText("")
        self.licence_field.setPlaceholderText(self.tr("not known"))
        if not best.works:
            text = self.tr(
                "With none of the common settings does the model fill the hole and keep the rest. Choose one "
                "if you know better, or write the card and correct it."
            )
            self._say(text, "danger")
        elif finding.declaration == "contradicted":
            text = self.tr(
                "The file declares settings that do not work here; what works best is selected instead. "
                "Check a real fill before relying on it."
            )
            self._say(text, "warning")
        elif finding.rivals:
            text = self.tr("Several settings work equally well here; check a real fill before relying on it.")
            self._say(text, "warning")
        elif finding.declaration == "agrees":
            text = self.tr(
                "The file declares its settings, and they work. Check the pictures, then install the model."
            )
            self._say(text)
        else:
            self._say(self.tr("One setting clearly works. Check the pictures, then install the model."))
        self._found.show()
        self.install_button.show()
        self.card_button.show()
        if best.works:
            (self.bright if best.bright_fills else self.dark).radio.setChecked(True)
        self._refresh()
        self.resize(_WIDTH, self._rows.heightForWidth(_WIDTH))
        (self.install_button if best.works else self.bright.radio).setFocus()

    def _failed(self, error: Exception) -> None:
        self._work = None
        self._refresh()
        if isinstance(error, Cancelled):
            self.reject()
        elif isinstance(error, StudioError):
            asked = error.code == "model-untrusted"
            self._say(translate_error(error), "warning" if asked else "danger")
            self.trust_button.setVisible(asked)
        else:
            self._say(str(error), "danger")
        if self.proposal is None:
            if self.trust_button.isHidden():
                self.cancel_button.setText(self.tr("Close"))  # nothing is left to cancel
            self.cancel_button.setFocus()

    def _wanted(self) -> Proposal | None:
        """The corrected proposal; None, with the reason shown, if it is not valid."""
        trial, proposal = self.chosen, self.proposal
        if self.busy or trial is None or proposal is None:
            return None
        try:
            return importing.corrected(
                proposal,
                trial,
                name=self.name_field.text().strip(),
                label=self.label_field.text(),
                licence=self.licence_field.text(),
                bgr=bool(self.colours.currentData()),
                reserved=REGISTRY.fixed_names(),
            )
        except StudioError as error:
            self._say(translate_error(error), "danger")
            self.name_field.setFocus()
            return None

    def _polarity_changed(self, on: bool) -> None:
        """List the contracts with the chosen mask polarity."""
        if not on or self.proposal is None:
            return
        self.ways.clear()
        for index in self._ways(self.bright.radio.isChecked()):
            self.ways.addItem(translated(self.proposal.finding.trials[index].way), index)
        self._show_way()

    def _ways(self, bright: bool) -> list[int]:
        """Indices of the trials with that mask polarity: first the best, or the opposite of the best."""
        assert self.proposal is not None
        trials = self.proposal.finding.trials
        best = trials[0].contract
        mask, image = best.mask_input, best.image_input
        opposite = (image.range, image.hole, image.channels, mask.fill, mask.keep)

        def is_opposite(index: int) -> bool:
            mask, image = trials[index].contract.mask_input, trials[index].contract.image_input
            return (image.range, image.hole, image.channels, mask.keep, mask.fill) == opposite

        found = [index for index, trial in enumerate(trials) if trial.bright_fills is bright]
        return (
            found if trials[0].bright_fills is bright else sorted(found, key=lambda at: not is_opposite(at))
        )

    def _show_way(self) -> None:
        trial = self.chosen
        if trial is not None:
            (self.bright if trial.bright_fills else self.dark).show_trial(trial)
        self._refresh()

    def _begin(self, name: str) -> Work:
        work = self._work = Work(name)
        self.destroyed.connect(work.stop.set)  # also when the parent deletes this window
        self._refresh()
        return work

    def _stopping(self, work: Work) -> Callable[[], bool]:
        pool = self._pool
        return lambda: work.stop.is_set() or pool.closing

    def _say(self, text: str, role: str = "") -> None:
        self.line.setText(text)
        set_role(self.line, role)

    def _refresh(self) -> None:
        """Show the progress and enable what can be done."""
        self.bar.setVisible(self._work is not None)
        if self._work is not None:
            self._work.show_in(self.bar)
        ready = self._work is None and self.chosen is not None and self._found.isEnabled()
        for button in (self.install_button, self.card_button):
            button.setEnabled(ready)
