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
    "volume",
    "Fill lost slices and blocks of a volume.",
    """Fill slices that are lost in PICTURE, or what MASK covers in them, from the slices around them.

    N counts from 1 along the axis. With --mask alone the mask is what is lost, in all slices; without either,
    it is the slices that have one value all over. 'auto' learns from the other slices of the volume how to
    predict one from its neighbours, and fills the rest with the smoothest volume (biharmonic). A slice at an
    end of the volume is refused.
    """,
    PICTURE,
    OUTPUT,
    option("--along z|y|x", str, "The axis across the slices: frames, rows, or columns.", default="z"),
    option("--lost N,N-N", str, "The slices that are lost."),
    option("--mask -m MASK", Path, "White is lost: a picture of a frame's size, or for NIfTI a volume."),
    option("--method auto|biharmonic|low-rank|linear", str, "How to fill (default auto)."),
    *DERIVATION,
    OVERWRITE,
    JSON,
    run="medical.volume.run",
)

command(
    medical,
    "stripes",
    "Fill lost columns or rows.",
    """Fill columns or rows that a detector lost, in all frames of PICTURE, such as the stripes of a sinogram.

    Without --lost they are found by comparing each with its neighbours, and named.
    """,
    PICTURE,
    OUTPUT,
    option("--lines columns|rows", str, "Which way the lost lines run.", default="columns"),
    option("--lost N,N-N", str, "The lost lines, counted from 1."),
    option("--sensitivity 0-100", float, "How much is taken for lost.", default=50, min=0, max=100),
    option("--engine -e NAME", str, "The engine (default low-rank, without added texture)."),
    ENGINE[1],
    *COMPUTING,
    *DERIVATION,
    OVERWRITE,
    JSON,
    run="medical.stripes.run",
)

command(
    medical,
    "blank-text",
    "Blank text that is burned into the pixels.",
    """Find text in the frames of PICTURE, and blank it with one value, box by box.

    Not all text may be found: look at every frame. Nothing in the header is touched: this does not
    de-identify. With --paint the strokes are painted over instead, which looks like anatomy, and can leave
    traces that can be read; the derivation description says that they are invented.
    """,
    PICTURE,
    OUTPUT,
    option("--sensitivity 0-100", float, "How faint text may be.", default=50, min=0, max=100),
    option("--value V", float, "The stored value to blank with (default: what is shown as black)."),
    option("--paint", bool, "Paint over the strokes instead."),
    *DERIVATION,
    OVERWRITE,
    JSON,
    run="medical.text.run",
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
