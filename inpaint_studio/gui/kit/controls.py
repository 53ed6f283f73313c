"""The controls that all panels share, from one place."""

from .basic_controls import (
    ColourButton,
    ComboBox,
    ElidedLabel,
    Hairline,
    IconButton,
    Section,
    label,
    push_button,
    search_field,
)
from .number_slider import Slider, Track, is_logarithmic, number_box
from .param_form import ParamForm

__all__ = (
    "ColourButton",
    "ComboBox",
    "ElidedLabel",
    "Hairline",
    "IconButton",
    "ParamForm",
    "Section",
    "Slider",
    "Track",
    "is_logarithmic",
    "label",
    "number_box",
    "push_button",
    "search_field",
)
