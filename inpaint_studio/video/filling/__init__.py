"""Filling films: what is hidden in a frame is taken from the frames that show it."""

from .film import fill
from .settings import INVENTED, UNSEEN, UNTOUCHED, Filled, Settings

__all__ = ["INVENTED", "UNSEEN", "UNTOUCHED", "Filled", "Settings", "fill"]
