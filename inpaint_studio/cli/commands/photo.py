"""The commands for one photo, or for photos of one place; nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path

import typer

from ..options import (
    CAREFUL_FACES,
    COMPUTING,
    ENGINE,
    EXTEND,
    JOINING,
    JSON,
    KINDS,
    MASK_EDITS,
    OVERWRITE,
    SAVING,
    TIME,
    argument,
    command,
    option,
)


def add_photo(app: typer.Typer) -> None:
    """Add the commands for one photo."""
    command(
        app,
        "fill",
        "Fill what a mask covers in one photo.",
        """Fill what MASK covers in PHOTO and save the result as OUT.

        The extension of OUT sets its format. In PNG and TIFF, every pixel outside the mask stays exactly the
        same. With --replay, PHOTO may be left out if it has not moved.

        With --extend the picture gets larger and its new border is filled; MASK may then be left out. SHAPE
        is a shape (16:9, 21:9, square), a size in pixels (2560x1080), a share by which it gets wider and
        taller (25%), or some of its sides, in pixels or per cent (left=200,right=10%).
        """,
        argument("PHOTO", Path, "The photo.", required=False),
        option("--mask -m MASK", Path, "White is filled, black is kept."),
        EXTEND,
        option("--output -o OUT", Path, "Where to save."),
        *ENGINE,
        *COMPUTING,
        TIME,
        *MASK_EDITS,
        option("--source-mask FILE", Path, "Copy only from where this picture is white."),
        option("--guide FILE", Path, "A coarse fill to stay close to."),
        option("--belief 0-1", float, "How far to trust the guide against the surroundings.", min=0, max=1),
        *JOINING,
        *SAVING,
        option("--replay FILE", Path, "Repeat the fill that this sidecar describes, byte for byte."),
        OVERWRITE,
        JSON,
    )

    command(
        app,
        "find",
        "Find the damage in a photo and save it as a mask.",
        """Find dust, hairs, scratches, creases, tears, stains and missing parts in PHOTO; save the mask as
        OUT.

        White is damage, so that the mask can be used by fill. With --kinds text, PHOTO is a DICOM object or
        a NIfTI volume, and white is where text is burned into any of its frames; see 'medical blank-text'.
        """,
        argument("PHOTO", Path, "The photo."),
        option("--output -o OUT.png", Path, "Where to save the mask.", required=True),
        option("--sensitivity 0-100", float, "How much is marked.", default=50, min=0, max=100),
        KINDS,
        CAREFUL_FACES,
        option("--ir FILE", Path, "The infrared of the scan (found by itself in a TIFF, or as NAME_IR.tif)."),
        option("--exclude MASK", Path, "Mark nothing where this picture is white."),
        option("--map FILE.png", Path, "Also save the confidence as a grey picture.", name="confidence"),
        OVERWRITE,
        JSON,
    )

    command(
        app,
        "shadow",
        "Add the shadow or reflection of what a mask covers.",
        """Look for the shadow or reflection of each object that MASK covers; save MASK with them as OUT.

        A suggestion to look at: what isn't certain is left out, and without any OUT is MASK as it was.
        """,
        argument("PHOTO", Path, "The photo."),
        option("--mask -m MASK", Path, "White covers the objects.", required=True),
        option("--output -o OUT.png", Path, "Where to save the wider mask.", required=True),
        OVERWRITE,
        JSON,
    )

    command(
        app,
        "plate",
        "The empty scene of a film or of many photos.",
        """Save what each place shows most often in SOURCE, a film or a folder of photos of one place, as
        OUT.

        The camera may be fixed, shake, or pan: then OUT is wider than a frame. Nothing is invented; what no
        frame shows stays transparent. The map of uncertainty is black where all frames agree. In the map of
        times red, green and blue are the first, the last and the best frame that shows the place as in OUT,
        counted from 1, in 16 bits.
        """,
        argument("SOURCE", Path, "A film, or a folder of photos."),
        option("--output -o OUT", Path, "Where to save the scene.", required=True),
        option("--uncertainty FILE.png", Path, "Also save how uncertain each place is, as a grey picture."),
        option("--times FILE.png", Path, "Also save which frames show each place."),
        OVERWRITE,
        JSON,
    )
