#!/usr/bin/env python3
"""Inpaint Studio for GIMP 3: fill the selection, or open the layer in the editor.

The layer goes to a TIFF file at its depth and with the profile of its image, the selection to another as the
mask; the result comes back as a new layer above. Written after GIMP's documentation of its Python API
(developer.gimp.org/api/3.0/libgimp).
"""

from __future__ import annotations

import sys
from pathlib import Path

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("GimpUi", "3.0")
gi.require_version("Gegl", "0.4")
from gi.repository import Gegl, Gimp, GimpUi, Gio, GLib, GObject  # noqa: E402 - their versions come first

HOME = Path(__file__).resolve().parent
sys.path.insert(0, str(HOME))
from inpaint_studio_command import NOT_SAVED, SAVED, edit_words, fill_words, folder, run  # noqa: E402

FILL, EDIT = "plug-in-inpaint-studio-fill", "plug-in-inpaint-studio-edit"
ENGINES = (
    ("auto", "Automatic"),
    ("exemplar", "Texture copy"),
    ("biharmonic", "Smooth blend"),
    ("low-rank", "Pattern repair"),
    ("sparse", "Detail repair"),
    ("gan", "Invented detail"),
    ("autoencoder", "Learned guess"),
)
_DEEP = 200  # precisions below are 8 bit
_SILENT = Gimp.RunMode.NONINTERACTIVE


def exchange_precision(image):
    """The precision to exchange a layer in: 8 bit stays 8 bit, what is deeper becomes 16 bit."""
    precision = image.get_precision()
    if int(precision) < _DEEP:
        return precision
    return Gimp.Precision.U16_LINEAR if int(precision) % 100 == 0 else Gimp.Precision.U16_NON_LINEAR


def copied(drawable, image, x=0, y=0):
    """A copy of a drawable as the only layer of another image: opaque, visible, without its mask."""
    layer = Gimp.Layer.new_from_drawable(drawable, image)
    image.insert_layer(layer, None, 0)
    if layer.get_mask() is not None:
        layer.remove_mask(Gimp.MaskApplyMode.DISCARD)
    layer.set_offsets(x, y)
    layer.set_visible(True)
    layer.set_opacity(100)
    layer.set_mode(Gimp.LayerMode.NORMAL)
    return layer


def saved(image, path):
    """Write an image and forget it."""
    Gimp.file_save(_SILENT, image, Gio.File.new_for_path(str(path)), None)
    image.delete()


def save_layer(image, layer, path):
    """Write a layer alone, at its depth and with the profile of its image."""
    gray = image.get_base_type() == Gimp.ImageBaseType.GRAY
    kind = Gimp.ImageBaseType.GRAY if gray else Gimp.ImageBaseType.RGB
    copy = Gimp.Image.new_with_precision(
        layer.get_width(), layer.get_height(), kind, exchange_precision(image)
    )
    profile = image.get_color_profile()
    if profile is not None:
        copy.set_color_profile(profile)
    copied(layer, copy)
    saved(copy, path)


def save_selection(image, layer, path):
    """Write the selection over a layer as a mask. It is linear: shares must not get a gamma."""
    copy = Gimp.Image.new_with_precision(
        layer.get_width(), layer.get_height(), Gimp.ImageBaseType.GRAY, Gimp.Precision.U8_LINEAR
    )
    _, x, y = layer.get_offsets()
    image.undo_freeze()  # the channel is there for a moment only
    try:
        channel = Gimp.Selection.save(image)
        copied(channel, copy, -x, -y)
        image.remove_channel(channel)
    finally:
        image.undo_thaw()
    Gimp.context_push()
    Gimp.context_set_background(Gegl.Color.new("black"))
    copy.flatten()
    Gimp.context_pop()
    saved(copy, path)


def take_in(image, layer, offsets, path, name):
    """Add the result as a layer above the one that it was made of.

    Both may be gone, as GIMP can be used while the editor is open: then it is the top layer, or a new image.
    """
    file = Gio.File.new_for_path(str(path))
    if not image.is_valid():
        Gimp.Display.new(Gimp.file_load(_SILENT, file))
        return
    image.undo_group_start()
    try:
        new = Gimp.file_load_layer(_SILENT, image, file)
        if layer.is_valid():
            image.insert_layer(new, layer.get_parent(), image.get_item_position(layer))
        else:
            image.insert_layer(new, None, 0)
        new.set_offsets(*offsets)
        new.set_name(name)
    finally:
        image.undo_group_end()


def meanwhile():
    """Show that something is going on."""
    Gimp.progress_pulse()
    return True


def exchanged(image, layer, engine):
    """Fill the selection with an engine, or edit without one; returns the exit code and the message."""
    selected = not Gimp.Selection.is_empty(image)
    if engine is not None and not selected:
        return 2, "Select what to fill first."
    with folder() as place:
        picture, mask, result = (place / name for name in ("layer.tif", "selection.tif", "result.tif"))
        _, *offsets = layer.get_offsets()
        save_layer(image, layer, picture)
        if selected:
            save_selection(image, layer, mask)
        if engine is None:
            words = edit_words(picture, mask if selected else None, result)
        else:
            words = fill_words(picture, mask, result, engine)
        code, message = run(words, HOME, meanwhile, result)
        if code == SAVED:
            name = "Edited in Inpaint Studio" if engine is None else "Filled by Inpaint Studio"
            take_in(image, layer, offsets, result, name)
    Gimp.displays_flush()
    return code, message


class InpaintStudio(Gimp.PlugIn):
    """Two procedures, and their places in the menus."""

    def do_query_procedures(self):
        """The procedures that there are."""
        return [FILL, EDIT]

    def do_set_i18n(self, name):
        """No translations of GIMP's kind."""
        return False

    def do_create_procedure(self, name):
        """Describe one of them."""
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, self.run_procedure, None)
        procedure.set_image_types("RGB*, GRAY*")
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.DRAWABLE)
        procedure.add_menu_path("<Image>/Filters/Inpaint Studio")
        procedure.set_attribution("Inpaint Studio", "Inpaint Studio", "2026")
        if name == FILL:
            procedure.set_menu_label("Fill selection…")
            about = "Fill what is selected from the rest of the layer, as a new layer."
            choice = Gimp.Choice.new()
            for number, (engine, label) in enumerate(ENGINES):
                choice.add(engine, number, label, "")
            procedure.add_choice_argument(
                "engine", "_Engine", "What fills it", choice, "auto", GObject.ParamFlags.READWRITE
            )
        else:
            procedure.set_menu_label("Open in Inpaint Studio")
            about = "Edit the layer in Inpaint Studio; what you save comes back as a new layer."
        procedure.set_documentation(about, about, name)
        return procedure

    def run_procedure(self, procedure, run_mode, image, drawables, config, data):
        """Do what the menu says."""
        is_fill = procedure.get_name() == FILL
        if len(drawables) != 1 or not isinstance(drawables[0], Gimp.Layer):  # a mask or a channel
            return _ended(procedure, Gimp.PDBStatusType.CALLING_ERROR, "Choose one layer.")
        if is_fill and run_mode == Gimp.RunMode.INTERACTIVE:
            GimpUi.init("inpaint-studio")
            dialog = GimpUi.ProcedureDialog.new(procedure, config, "Fill selection")
            dialog.fill(None)
            if not dialog.run():
                return _ended(procedure, Gimp.PDBStatusType.CANCEL)
        Gimp.progress_init("Inpaint Studio")
        engine = config.get_property("engine") if is_fill else None
        code, message = exchanged(image, drawables[0], engine)
        if code == SAVED:
            return _ended(procedure, Gimp.PDBStatusType.SUCCESS)
        if code == NOT_SAVED:
            return _ended(procedure, Gimp.PDBStatusType.CANCEL)
        return _ended(procedure, Gimp.PDBStatusType.EXECUTION_ERROR, message)


def _ended(procedure, status, message=""):
    if message:
        return procedure.new_return_values(status, GLib.Error(message))
    return procedure.new_return_values(status, None)


if __name__ == "__main__":
    Gimp.main(InpaintStudio.__gtype__, sys.argv)
