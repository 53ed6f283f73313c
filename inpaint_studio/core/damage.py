"""The kinds of damage that photos have, and by how much what marks them is grown before it is filled."""

from __future__ import annotations

KINDS = ("speck", "hair", "scratch", "crease", "tear", "stain", "missing")
"""Dust and dots; fibres; scratches; folds and cracked emulsion; tears; stains and water marks; torn corners,
borders and holes. The finder's network numbers them in this order."""
SENSITIVITY = 50
"""The sensitivity, of 0 to 100, that suits most photos."""
GROW = 3.0
"""By how many pixels marks are grown before they are filled, so that no rim of the damage remains: measured,
see resources/docs/restoring.md."""
MARK_FEATURES = 40
"""How many numbers describe a possible mark to the classifier that judges it (`finding.candidates`)."""
FURTHEST = 6.0
"""They are limited to this many deviations from their mean."""
WIDEN = 2.0
"""By how many pixels the editor widens a mask by default, so that no halo of what is removed remains:
measured, see resources/docs/widening.md."""
MOST_WIDEN = 32.0
"""The most pixels by which a mask can be widened."""
