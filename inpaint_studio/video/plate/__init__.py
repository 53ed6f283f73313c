"""The empty scene of a fixed or panning camera: what each place shows most often, and how sure that is."""

from .plate import Plate, plate_of

__all__ = ["Plate", "plate_of"]
