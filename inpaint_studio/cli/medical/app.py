"""The sub-commands of `inpaint-studio medical`; nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path

from ..options import COMPUTING, ENGINE, JSON, MASK_EDITS, OVERWRITE, argument, command, group, option

medical = group(
    "medical",
    help="DICOM objects and NIfTI volumes, in the values that they store. Not for diagnosis.",
    short_help="Fill DICOM and NIfTI pictures. Not for diagnosis.",
    no_args_is_help=True,
)

PICTURE = argument("PICTURE", Path, "The DICOM object or NIfTI volume.")
OUTPUT = option("--output -o OUT", Path, "Where to save the derived object.", required=True)
DERIVATION = (
    option(
        "--mask-as seg|overlay|none",
        str,
        "Where the mask goes: an object of its own beside OUT (default), an overlay plane, or nowhere.",
    ),
    option("--burned-in yes|no", str, "What Burned In Annotation says (default: what it said)."),
    option("--drop-private", bool, "Leave private attributes out."),
    option("--description TEXT", str, "Add this to the Derivation Description."),
)

command(
    medical,
    "fill",
    "Fill what a mask covers, as a derived object.",
    """Fill what MASK covers in PICTURE and save the result as OUT, a derived object. Not for diagnosis.

    MASK is a picture of the size of a frame; for a NIfTI volume also a volume of its shape, not 0 where it is
    to be filled. Outside the mask every stored value stays the same, and so do all attributes but those that
    say what was done. The engine is biharmonic unless another one is chosen: it invents no structure.
    """,
    PICTURE,
    option("--mask -m MASK", Path, "White is filled, black is kept.", required=True),
    OUTPUT,
    option("--frames A,B-C", str, "Only these frames or slices, counted from 0 (default: all)."),
    option("--engine -e NAME", str, "The engine (default biharmonic)."),
    ENGINE[1],
    *COMPUTING,
    MASK_EDITS[0],
    MASK_EDITS[4],
    *DERIVATION,
    OVERWRITE,
    JSON,
    run="medical.fill.run",
)

command(
    medical,
    "info",
    "Show what a medical picture stores.",
    "Show the kind, size, bits, rescaling, windows and spacing of PICTURE, and whether it can be filled.",
    PICTURE,
    JSON,
    run="medical.info.run",
)
