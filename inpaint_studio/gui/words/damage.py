"""The kinds of damage: their names in the user's language, and the colours that marks have on any photo."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

KIND_COLOURS = MappingProxyType(
    {
        "speck": QColor("#e0ec3b"),
        "hair": QColor("#ef9af8"),
        "scratch": QColor("#8ff6d2"),
        "crease": QColor("#b28c05"),
        "tear": QColor("#d2406c"),
        "stain": QColor("#a73cfb"),
        "missing": QColor("#00a29a"),
    }
)
"""Chosen by search so that each two differ (CIEDE2000) as much as seven colours of lightness 50 to 90 can, to
normal sight, protanopes, deuteranopes and tritanopes (Machado et al. 2009): by 18, where the seven of Okabe
and Ito differ by 11. A dark rim shows them on bright photos."""


def kind_name(kind: str) -> str:
    """The name of a kind, in the plural."""
    return _names()[kind]


def mark_name(kind: str) -> str:
    """What one mark of a kind is called within a sentence."""
    return _mark_names()[kind]


def kind_help(kind: str) -> str:
    """What belongs to a kind."""
    return _helps()[kind]


def _names() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "speck": translate("Damage", "Specks"),
        "hair": translate("Damage", "Hairs"),
        "scratch": translate("Damage", "Scratches"),
        "crease": translate("Damage", "Creases"),
        "tear": translate("Damage", "Tears"),
        "stain": translate("Damage", "Stains"),
        "missing": translate("Damage", "Missing parts"),
    }


def _mark_names() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "speck": translate("Damage", "speck"),
        "hair": translate("Damage", "hair"),
        "scratch": translate("Damage", "scratch"),
        "crease": translate("Damage", "crease"),
        "tear": translate("Damage", "tear"),
        "stain": translate("Damage", "stain"),
        "missing": translate("Damage", "missing part"),
    }


def _helps() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "speck": translate("Damage", "Dust and dots, light or dark"),
        "hair": translate("Damage", "Hairs and fibres"),
        "scratch": translate("Damage", "Scratches and scuffs"),
        "crease": translate("Damage", "Folds and cracked emulsion"),
        "tear": translate("Damage", "Tears with bare paper"),
        "stain": translate("Damage", "Stains and water marks"),
        "missing": translate("Damage", "Torn corners, borders and holes"),
    }
