"""Inpaint Studio for Krita: fill the selection, or open the layer in the editor."""

from krita import Krita

from .extension import InpaintStudio

Krita.instance().addExtension(InpaintStudio(Krita.instance()))
