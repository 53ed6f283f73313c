"""The commands `compress` and `decompress`; as in `app`, nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path

import typer

from ..options import JSON, OVERWRITE, argument, command, option


def add_codec(app: typer.Typer) -> None:
    """Add the commands to the program."""
    command(
        app,
        "compress",
        "Save a photo as a few pixels and the contours between them.",
        """Keep a few pixels of PHOTO and its contours; what is between is inpainted again by decompress.

        For drawings, depth maps and soft pictures at low rates; photos lose their texture.
        Colours become sRGB of 8 bit, metadata is left out, photos with transparent parts are refused.
        """,
        argument("PHOTO", Path, "The photo."),
        option("--output -o OUT.inpz", Path, "Where to save it.", required=True),
        option("--bpp X", float, "At most so many bits per pixel, and hardly fewer.", min=0.001, max=8),
        option("--quality Q", int, "Quality from 1 to 100 (default 60).", min=1, max=100),
        OVERWRITE,
        JSON,
        run="codec.compress.run",
    )
    command(
        app,
        "decompress",
        "Make a picture of a compressed one.",
        """Inpaint the picture that FILE.inpz keeps, and save it in the format of the ending of OUT.""",
        argument("FILE", Path, "The file that compress wrote."),
        option("--output -o OUT", Path, "Where to save the picture.", required=True),
        OVERWRITE,
        run="codec.compress.run_decompress",
    )
