"""The pages of the preferences: controls generated from the schema of the settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QWidget,
)

from ...core.paths import config_dir
from ...core.settings import Settings, Shown, bounds, shown_settings
from ...jobs.devices import Device, devices
from ...weights.offline import OFFLINE_VARIABLE, is_offline, offline_by_environment
from ..kit.basic_controls import ColourButton, ComboBox, ElidedLabel, label, push_button
from ..kit.layouts import add, column_layout, row_layout
from ..kit.number_slider import Slider, number_box
from ..kit.theme import GRID
from ..session.session import Session
from ..words.translation import translated
from .about import show_log_folder
from .keymap_editor import KeymapEditor


class Page(QWidget):
    """A page of settings in two columns, label and control, generated from the schema."""

    changed = Signal(str, object)
    """Name and value of a setting that the user changed."""

    def __init__(self, page: str, settings: Settings) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnMinimumWidth(0, 150)
        self._grid.setColumnStretch(1, 1)
        for name, shown in shown_settings().items():
            if shown.page == page:
                self._setting(name, shown, getattr(settings, name))
        self.build(settings)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def build(self, settings: Settings) -> None:
        """Add other rows, or change generated ones; for subclasses."""

    def row(self, text: str, control: QWidget, hint: str = "") -> None:
        """Add a row; `hint` is shown below the control."""
        place = self._grid.rowCount()
        if text:
            caption = label(text)
            caption.setBuddy(control)
            self._grid.addWidget(caption, place, 0)
            if not control.accessibleName():
                control.setAccessibleName(text)
        self._grid.addWidget(control, place, 1)
        if hint:
            self._grid.addWidget(label(hint, "muted", wraps=True), place + 1, 1)

    def heading(self, text: str) -> None:
        """Add a title above the rows that follow."""
        place = self._grid.rowCount()
        if place > 1:
            self._grid.setRowMinimumHeight(place, GRID)
            place += 1
        self._grid.addWidget(label(text, "heading"), place, 0, 1, 2)

    def _setting(self, name: str, shown: Shown, value: Any) -> None:
        """Add a row for a setting, below its heading."""
        text = _words(shown.label)
        if shown.heading:
            self.heading(_words(shown.heading))
        if isinstance(value, bool):
            control: QWidget = self._switch(name, text, value)
            text = ""
        elif shown.choices:
            control = self._choice(name, shown, value)
        elif isinstance(value, str):
            control = self._colour(name, value)
        elif shown.typed:
            control = self._box(name, shown, value)
        else:
            control = self._slider(name, shown, value)
        beside = isinstance(control, ComboBox | ColourButton)
        self.row(text, _left(control) if beside else control, _words(shown.hint))

    def _switch(self, name: str, text: str, on: bool) -> QWidget:
        box = QCheckBox(text)
        box.setObjectName(name)
        box.setChecked(on)
        box.clicked.connect(lambda checked: self.changed.emit(name, checked))
        return box

    def _choice(self, name: str, shown: Shown, value: str) -> QWidget:
        box = ComboBox()
        box.setObjectName(name)
        for data, text in shown.choices:
            box.addItem(_words(text), data)
        box.choose(value)
        box.setAccessibleName(_words(shown.label))
        box.activated.connect(lambda index: self.changed.emit(name, box.itemData(index)))
        return box

    def _colour(self, name: str, value: str) -> QWidget:
        swatch = ColourButton(value, self.tr("Colour of the mask"))
        swatch.setObjectName(name)
        swatch.changed.connect(lambda colour: self.changed.emit(name, colour))
        return swatch

    def _slider(self, name: str, shown: Shown, value: float) -> QWidget:
        scale, unit = (100, "%") if shown.percent else (1, shown.unit)
        low, high = (round(bound * scale) for bound in bounds(name))
        whole = shown.percent or isinstance(value, int)
        default = Settings.model_fields[name].default * scale
        slider = Slider(
            low,
            high,
            round(value * scale) if whole else value,
            step=None if whole else shown.step,
            unit=unit,
            whole=whole,
            default=round(default) if whole else default,
        )
        slider.setObjectName(name)
        slider.set_name(_words(shown.label))
        back = type(Settings.model_fields[name].default)
        slider.changed.connect(lambda number: self.changed.emit(name, back(number / scale)))
        return slider

    def _box(self, name: str, shown: Shown, value: float | None) -> QWidget:
        low, high = bounds(name)
        box = number_box(low, high, shown.step, shown.unit, True, None)
        box.setObjectName(name)
        if shown.lowest:
            box.setSpecialValueText(_words(shown.lowest).format(cores=os.cpu_count() or 1))
        box.setValue(round(value or 0))
        box.setFixedWidth(140)
        default = Settings.model_fields[name].default

        def take(number: float) -> None:
            self.changed.emit(name, (int(number) or None) if default is None else type(default)(number))

        box.valueChanged.connect(take)
        return box


class Performance(Page):
    """Where fills are computed, how much memory undo and models may use, and offline mode."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("performance", settings)

    def build(self, settings: Settings) -> None:
        device, threads = self.findChild(ComboBox, "device"), self.findChild(QSpinBox, "threads")
        offline = self.findChild(QCheckBox, "offline")
        assert device is not None
        assert threads is not None
        assert offline is not None
        self.device = device
        threads.setButtonSymbols(threads.ButtonSymbols.UpDownArrows)
        if offline_by_environment() is not None:  # which overrides the settings
            offline.setEnabled(False)
            offline.setChecked(is_offline())
            offline.setToolTip(self.tr("Set by {variable}").format(variable=OFFLINE_VARIABLE))

    def ask(self, session: Session) -> None:
        """Find the available devices off the GUI thread, and grey out the others."""
        session.pool.run(devices, self._mark, owner=self)

    def _mark(self, found: list[Device]) -> None:
        model = self.device.model()
        assert isinstance(model, QStandardItemModel)
        for device in found:
            row = self.device.findData(device.name)
            if row >= 0 and not device.available:
                model.item(row).setEnabled(False)
                self.device.setItemData(row, translated(device.details), Qt.ItemDataRole.ToolTipRole)


class Files(Page):
    """Where photos are saved, the list of recent ones, and the folders of the program."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("files", settings)

    def build(self, settings: Settings) -> None:
        entries = [("", self.tr("Beside the photo")), ("folder", self.tr("Always in one folder"))]
        self._folder = settings.save_folder
        self.where = ComboBox()
        self.where.setObjectName("save_folder")
        for data, text in entries:
            self.where.addItem(text, data)
        self.where.choose("folder" if self._folder else "")
        self.where.activated.connect(self._where_chosen)
        self.row(self.tr("Save photos"), _left(self.where))
        self.choose = push_button(self.tr("Choose…"), self._choose)
        self.choose.setAutoDefault(False)
        self.shown = ElidedLabel(self._folder, Qt.TextElideMode.ElideMiddle)
        line = self._line = QWidget()
        beside = QHBoxLayout(line)
        beside.setContentsMargins(0, 0, 0, 0)
        add(beside, (self.shown, 1), self.choose)
        self.row("", line)
        self.heading(self.tr("Recent photos"))
        self.forget = push_button(self.tr("Clear the list"), self._forget)
        self.forget.setAutoDefault(False)
        self.forget.setEnabled(bool(settings.recent))
        self.row(self.tr("Photos: {count}").format(count=len(settings.recent)), _left(self.forget))
        self.heading(self.tr("Folders of Inpaint Studio"))
        settings_button = push_button(self.tr("Show the settings"), lambda: _show_folder(config_dir()))
        log_button = push_button(self.tr("Show the log"), show_log_folder)
        for button in (settings_button, log_button):
            button.setAutoDefault(False)
        self.row("", _left(settings_button, log_button))
        self._refresh()

    def _forget(self) -> None:
        self.forget.setEnabled(False)
        self.changed.emit("recent", ())

    def _where_chosen(self) -> None:
        if self.where.currentData() == "folder":
            self._choose()
        else:
            self._take("")

    def _choose(self) -> None:
        picked = QFileDialog.getExistingDirectory(
            self, self.tr("Save photos in"), self._folder or str(Path.home())
        )
        self._take(picked or self._folder)

    def _take(self, folder: str) -> None:
        self._folder = folder
        self._refresh()
        self.changed.emit("save_folder", folder)

    def _refresh(self) -> None:
        self.where.choose("folder" if self._folder else "")
        self.shown.set_text(self._folder)
        self._line.setVisible(bool(self._folder))


class Keyboard(QWidget):
    """The keys of all commands."""

    changed = Signal(str, object)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.editor = KeymapEditor(settings.keymap)
        self.editor.changed.connect(lambda overrides: self.changed.emit("keymap", overrides))
        column_layout(self, [self.editor])


def _words(text: str) -> str:
    """A text of the schema in the user's language."""
    return QCoreApplication.translate("Settings", text) if text else ""


def _left(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row_layout(holder, [*widgets, None], spacing=GRID)
    return holder


def _show_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
