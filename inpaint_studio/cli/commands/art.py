"""The commands for art: style and texture. As in `app`, nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path

import typer

from ..options import COMPUTING, JSON, MASK_EDITS, OVERWRITE, SAVING, argument, command, option


def add_art(app: typer.Typer) -> None:
    """Add them to the program."""
    command(
        app,
        "style",
        "Paint a photo in the style of a painting.",
        """Paint PHOTO, or what MASK covers of it, with the brush strokes of PAINTING; save the result as OUT.

        With a strength of 0 OUT shows the photo as it is; with 1 it is painted freely. Outside the mask
        nothing changes.
        """,
        argument("PHOTO", Path, "The photo."),
        option("--from PAINTING", Path, "The painting.", name="painting", required=True),
        option("--output -o OUT", Path, "Where to save.", required=True),
        option("--mask -m MASK", Path, "White is painted, black is kept (default: all is painted)."),
        option("--strength 0-1", float, "How freely it is painted (default 0.7).", min=0, max=1),
        option(
            "--colours --colors painting|photo",
            str,
            "Whose colours to use (default painting).",
            name="colours",
        ),
        option(
            "--strokes 0.25-4",
            float,
            "Enlarges the painting and so its strokes (default 1).",
            min=0.25,
            max=4,
        ),
        COMPUTING[0],
        COMPUTING[2],
        *MASK_EDITS,
        *SAVING,
        OVERWRITE,
        JSON,
    )
    command(
        app,
        "texture",
        "Make texture of any size from a sample.",
        """Make texture of the size WxH like the picture SAMPLE, and save it as OUT.

        With --tile, copies of OUT side by side or one above the other show no seam. If the sample repeats (a
        brick wall), so does the texture. With --replay, SAMPLE may be left out if it has not moved.
        """,
        argument("SAMPLE", Path, "A picture of the texture, seen from the front.", required=False),
        option("--size WxH", str, "The size in pixels, such as 1024x768."),
        option("--output -o OUT", Path, "Where to save.", required=True),
        option("--tile", bool, "Make it repeat without a seam."),
        COMPUTING[0],
        COMPUTING[2],
        *SAVING,
        option("--replay FILE", Path, "Repeat the texture that this sidecar describes, byte for byte."),
        OVERWRITE,
        JSON,
    )
