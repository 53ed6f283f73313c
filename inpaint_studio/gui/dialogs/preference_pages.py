"""The pages of the preferences: each builds its controls over the settings and says what was changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...core.paths import config_dir
from ...core.settings import Settings
from ...jobs.devices import DEVICES, Device, devices
from ...weights.offline import OFFLINE_VARIABLE, is_offline, offline_by_environment
from ..kit.basic_controls import ColourButton, ComboBox, ElidedLabel, label
from ..kit.number_slider import Slider, number_box
from ..kit.theme import GRID
from ..session.session import Session
from .about import show_log_folder
from .keymap_editor import KeymapEditor

_DEVICES = {
    "auto": QT_TRANSLATE_NOOP("Preferences", "Automatic"),
    "cpu": QT_TRANSLATE_NOOP("Preferences", "Processor"),
    "cuda": QT_TRANSLATE_NOOP("Preferences", "NVIDIA GPU"),
    "mps": QT_TRANSLATE_NOOP("Preferences", "Apple GPU"),
}


class Page(QWidget):
    """A page of settings in two columns: what it is, and its control."""

    changed = Signal(str, object)
    """Name and value of a setting that the user has changed."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnMinimumWidth(0, 150)
        self._grid.setColumnStretch(1, 1)
        self.build(settings)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def build(self, settings: Settings) -> None:
        """Make the controls."""
        raise NotImplementedError

    def row(self, text: str, control: QWidget, hint: str = "") -> None:
        """One more row; `hint` stands under the control."""
        place = self._grid.rowCount()
        if text:
            caption = label(text)
            caption.setBuddy(control)
            self._grid.addWidget(caption, place, 0)
            if not control.accessibleName():
                control.setAccessibleName(text)
        self._grid.addWidget(control, place, 1)
        if hint:
            under = label(hint, "muted")
            under.setWordWrap(True)
            self._grid.addWidget(under, place + 1, 1)

    def heading(self, text: str) -> None:
        """A title over the rows that follow."""
        place = self._grid.rowCount()
        if place > 1:
            self._grid.setRowMinimumHeight(place, GRID)
            place += 1
        self._grid.addWidget(label(text, "heading"), place, 0, 1, 2)

    def switch(self, text: str, name: str, on: bool) -> QCheckBox:
        """A row with a check box for the setting of that name."""
        box = QCheckBox(text)
        box.setObjectName(name)
        box.setChecked(on)
        box.clicked.connect(lambda checked: self.changed.emit(name, checked))
        self.row("", box)
        return box

    def choice(
        self, text: str, name: str, entries: list[tuple[str, str]], value: str, hint: str = ""
    ) -> ComboBox:
        """A row with a list of (value, text) for the setting of that name."""
        box = ComboBox()
        box.setObjectName(name)
        for data, shown in entries:
            box.addItem(shown, data)
        box.choose(value)
        box.activated.connect(lambda index: self.changed.emit(name, box.itemData(index)))
        box.setAccessibleName(text)
        self.row(text, _left(box), hint)
        return box

    def slider(self, text: str, name: str, slider: Slider, back: Callable[[float], object]) -> Slider:
        """A row with a slider for the setting of that name; `back` makes the setting of its number."""
        slider.setObjectName(name)
        slider.set_name(text)
        slider.changed.connect(lambda number: self.changed.emit(name, back(number)))
        self.row(text, slider)
        return slider


class Appearance(Page):
    """Theme, language, motion, and how the mask is shown."""

    def build(self, settings: Settings) -> None:
        themes = [
            ("system", self.tr("As the system")),
            ("dark", self.tr("Dark")),
            ("light", self.tr("Light")),
        ]
        self.choice(self.tr("Theme"), "theme", themes, settings.theme)
        # languages are named in themselves, so that everybody finds theirs
        languages = [("", self.tr("As the system")), ("en", "English"), ("zh_CN", "简体中文")]
        hint = self.tr("A new language shows at the next start.")
        self.choice(self.tr("Language"), "language", languages, settings.language, hint)
        self.switch(self.tr("Reduce motion"), "reduced_motion", settings.reduced_motion)
        self.heading(self.tr("Mask"))
        swatch = ColourButton(settings.overlay_colour, self.tr("Colour of the mask"))
        swatch.setObjectName("overlay_colour")
        swatch.changed.connect(lambda colour: self.changed.emit("overlay_colour", colour))
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(swatch)
        line.addStretch(1)
        self.row(self.tr("Colour"), holder)
        percent = round(settings.overlay_opacity * 100)
        opacity = Slider(5, 100, percent, unit="%", whole=True, default=45)
        self.slider(self.tr("Opacity"), "overlay_opacity", opacity, _share)
        self.switch(self.tr("Show it as an outline"), "overlay_outline", settings.overlay_outline)


class BrushPage(Page):
    """What the brush is like when the editor starts."""

    def build(self, settings: Settings) -> None:
        defaults = Settings()
        size = Slider(1, 1000, settings.brush_size, step=1, unit="px", default=defaults.brush_size)
        self.slider(self.tr("Size"), "brush_size", size, float)
        percent = round(settings.brush_hardness * 100)
        hardness = Slider(0, 100, percent, unit="%", whole=True, default=round(defaults.brush_hardness * 100))
        self.slider(self.tr("Hardness"), "brush_hardness", hardness, _share)
        self.switch(self.tr("Pen pressure sets the size"), "brush_pressure", settings.brush_pressure)


class Performance(Page):
    """Where fills are computed, how much memory undo and models may take, and whether anything is fetched."""

    def build(self, settings: Settings) -> None:
        entries = [(name, QCoreApplication.translate("Preferences", str(_DEVICES[name]))) for name in DEVICES]
        self.device = self.choice(self.tr("Device"), "device", entries, settings.device)
        cores = os.cpu_count() or 1
        threads = number_box(0, 256, 1, "", True, None)
        threads.setObjectName("threads")
        threads.setSpecialValueText(self.tr("All {cores} cores").format(cores=cores))
        threads.setButtonSymbols(threads.ButtonSymbols.UpDownArrows)
        threads.setFixedWidth(140)
        threads.setValue(settings.threads or 0)
        threads.valueChanged.connect(lambda number: self.changed.emit("threads", int(number) or None))
        self.row(self.tr("Threads"), threads)
        self.heading(self.tr("Memory"))
        undo = Slider(64, 16384, settings.undo_megabytes, unit="MB", whole=True, default=512)
        self.slider(self.tr("Undo"), "undo_megabytes", undo, int)
        hint = self.tr("Older steps lie on disk; a change holds from the next photo on.")
        under = label(hint, "muted")
        under.setWordWrap(True)
        self._grid.addWidget(under, self._grid.rowCount(), 1)
        most = number_box(1, 100_000, 10, "MP", True, None)
        most.setObjectName("max_megapixels")
        most.setValue(round(settings.max_megapixels))
        most.setFixedWidth(140)
        most.valueChanged.connect(lambda number: self.changed.emit("max_megapixels", float(number)))
        self.row(self.tr("Largest photo"), most)
        self.heading(self.tr("Models of others"))
        keep = number_box(0, 1_000_000, 256, "MB", True, None)
        keep.setObjectName("models_megabytes")
        keep.setSpecialValueText(self.tr("none"))
        keep.setValue(settings.models_megabytes)
        keep.setFixedWidth(140)
        keep.valueChanged.connect(lambda number: self.changed.emit("models_megabytes", int(number)))
        hint = self.tr("Memory of models that stay loaded between fills; holds from the next fill on.")
        self.row(self.tr("Keep loaded"), keep, hint)
        offline = self.switch(self.tr("Stay offline: fetch no models"), "offline", settings.offline)
        if offline_by_environment() is not None:  # which goes before the settings
            offline.setEnabled(False)
            offline.setChecked(is_offline())
            offline.setToolTip(self.tr("Set by {variable}").format(variable=OFFLINE_VARIABLE))

    def ask(self, session: Session) -> None:
        """Find out, off the GUI thread, which devices there are, and grey the others."""
        session.pool.run(devices, self._mark, owner=self)

    def _mark(self, found: list[Device]) -> None:
        model = self.device.model()
        assert isinstance(model, QStandardItemModel)
        for device in found:
            row = self.device.findData(device.name)
            if row >= 0 and not device.available:
                model.item(row).setEnabled(False)
                self.device.setItemData(row, device.details, Qt.ItemDataRole.ToolTipRole)


class Files(Page):
    """Where photos are saved, the list of recent ones, and where our own files lie."""

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
        self.choose = QPushButton(self.tr("Choose…"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        self.shown = ElidedLabel(self._folder, Qt.TextElideMode.ElideMiddle)
        line = self._line = QWidget()
        beside = QHBoxLayout(line)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.shown, 1)
        beside.addWidget(self.choose)
        self.row("", line)
        self.heading(self.tr("Recent photos"))
        self.forget = QPushButton(self.tr("Clear the list"))
        self.forget.setAutoDefault(False)
        self.forget.setEnabled(bool(settings.recent))
        self.forget.clicked.connect(self._forget)
        self.row(self.tr("Photos: {count}").format(count=len(settings.recent)), _left(self.forget))
        self.heading(self.tr("Folders of Inpaint Studio"))
        settings_button = QPushButton(self.tr("Show the settings"))
        settings_button.clicked.connect(lambda: _show_folder(config_dir()))
        log_button = QPushButton(self.tr("Show the log"))
        log_button.clicked.connect(show_log_folder)
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
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.editor)


def _share(percent: float) -> float:
    return percent / 100


def _left(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(GRID)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return holder


def _show_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
