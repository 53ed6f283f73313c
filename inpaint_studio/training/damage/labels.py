"""What the labels of pixels mean."""

from __future__ import annotations

from ...core.damage import KINDS

SPECK, HAIR, SCRATCH, CREASE, TEAR, STAIN, MISSING = range(1, 1 + len(KINDS))
"""Labels: 0 is intact."""

UNDECIDED = 255
"""The label of pixels that differ too little to be called damaged or intact."""
