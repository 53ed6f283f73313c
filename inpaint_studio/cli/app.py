"""The commands. Nothing heavy is imported here: `--help` must answer at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from ..core.version import VERSION
from .art import add_commands
from .codec.app import add_codec
from .medical.app import medical
from .models.app import models
from .options import (
    CAREFUL_FACES,
    COMPUTING,
    DEVICE,
    ENGINE,
    ENGINES,
    EXTEND,
    FOLDER,
    JOINING,
    JSON,
    KINDS,
    MASK_EDITS,
    OVERWRITE,
    SAVING,
    TIME,
    VERBOSE,
    argument,
    command,
    group,
    option,
)

app = group(
    "inpaint-studio",
    help="Inpaint photos: fill what a mask covers from the rest of the picture.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage. 'inpaint-studio COMMAND --help' explains a command.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


def program() -> Any:
    """The command line as an object with `main(argv, …)`."""
    return typer.main.get_command(app)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"inpaint-studio {VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _without_command(
    context: typer.Context,
    version: bool = typer.Option(
        False, "--version", help="Show the version.", callback=_show_version, is_eager=True
    ),
    verbose: bool = VERBOSE.default,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


command(
    app,
    "edit",
    "Open the editor.",
    "Open the editor: paint over what you want to remove, fill it, compare, keep, save.",
    argument("PHOTO", Path, "A photo, a film, or a project.", required=False),
    option("--mask -m MASK", Path, "A mask to begin with."),
)

command(
    app,
    "fill",
    "Fill what a mask covers in one photo.",
    """Fill what MASK covers in PHOTO and save the result as OUT.

    The extension of OUT sets its format. In PNG and TIFF, every pixel outside the mask stays exactly the
    same. With --replay, PHOTO may be left out if it has not moved.

    With --extend the picture gets larger and its new border is filled; MASK may then be left out. SHAPE is
    a shape (16:9, 21:9, square), a size in pixels (2560x1080), a share by which it gets wider and taller
    (25%), or some of its sides, in pixels or per cent (left=200,right=10%).
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
    """Find dust, hairs, scratches, creases, tears, stains and missing parts in PHOTO; save the mask as OUT.

    White is damage, so that the mask can be used by fill. With --kinds text, PHOTO is a DICOM object or a
    NIfTI volume, and white is where text is burned into any of its frames; see 'medical blank-text'.
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
    """Save what each place shows most often in SOURCE, a film or a folder of photos of one place, as OUT.

    The camera may be fixed, shake, or pan: then OUT is wider than a frame. Nothing is invented; what no frame
    shows stays transparent. The map of uncertainty is black where all frames agree. In the map of times red,
    green and blue are the first, the last and the best frame that shows the place as in OUT, counted from 1,
    in 16 bits.
    """,
    argument("SOURCE", Path, "A film, or a folder of photos."),
    option("--output -o OUT", Path, "Where to save the scene.", required=True),
    option("--uncertainty FILE.png", Path, "Also save how uncertain each place is, as a grey picture."),
    option("--times FILE.png", Path, "Also save which frames show each place."),
    OVERWRITE,
    JSON,
)

command(
    app,
    "engines",
    "List the engines and what each is good for.",
    """List the engines and what each is good for.

    With --all, also their limits and parameters, and the models that are not installed; --json has it all.
    """,
    option("--all", bool, "Everything about all of them.", name="everything"),
    JSON,
)

command(
    app,
    "batch",
    "Fill every photo of a folder.",
    """Fill every photo of FOLDER; a photo that fails is reported and the others continue.

    In a folder of masks, the mask of NAME.jpg is NAME or NAME_mask with the extension of any picture
    format. With --mask find, each photo's own damage is filled, as restore does. With --extend the pictures
    get larger and their new borders are filled, as fill does; --mask may then be left out. Each result is
    saved under its photo's name. The exit code is 1 if any photo failed.
    """,
    FOLDER,
    option("--mask -m FILE|FOLDER|find", Path, "One mask, a folder of masks, or the damage found."),
    EXTEND,
    option("--sensitivity 0-100", float, "With --mask find: how much is marked.", min=0, max=100),
    KINDS,
    CAREFUL_FACES,
    option("--output -o FOLDER", Path, "Where to save.", required=True),
    *ENGINE,
    *COMPUTING,
    TIME,
    *MASK_EDITS,
    *JOINING,
    *SAVING,
    option("--jobs -j N", int, "Photos to fill at once.", default=1, min=1),
    option("--resume", bool, "Skip photos whose output already exists."),
    OVERWRITE,
    JSON,
)

command(
    app,
    "restore",
    "Find the damage in photos and fill it.",
    """Find the damage in PHOTOS (files and folders), fill it, and save the results in FOLDER.

    Each result is saved under its photo's name, with a sidecar that holds the mask, so that the fill can be
    repeated. A photo in which nothing is found is copied as it is; one that fails is reported and the others
    continue. contact-sheet.jpg shows each photo before, with its marks, and after. After a stop, the same
    command goes on with what is missing. The exit code is 1 if any photo failed.
    """,
    argument("PHOTOS", list[Path], "Photos, and folders of photos."),
    option("--output -o FOLDER", Path, "Where to save.", required=True),
    option("--sensitivity 0-100", float, "How much is marked.", default=50, min=0, max=100),
    KINDS,
    CAREFUL_FACES,
    *COMPUTING[1:],
    TIME,
    SAVING[0],
    option("--jobs -j N", int, "Photos to restore at once (default 1).", min=1),
    option("--review", bool, "Open the editor instead, to decide about the marks in each photo."),
    option("--overwrite", bool, "Restore all photos again, and replace files that exist already."),
    JSON,
)

command(
    app,
    "compare",
    "Put the fills of several engines side by side.",
    "Fill the same hole with several engines and save them side by side on one labelled sheet.",
    argument("PHOTO", Path, "The photo."),
    option("--mask -m MASK", Path, "White is filled, black is kept.", required=True),
    ENGINES,
    option("--output -o SHEET.png", Path, "Where to save the sheet.", required=True),
    option("--truth PHOTO", Path, "What should be in the hole: adds scores to the sheet."),
    *COMPUTING,
    *MASK_EDITS,
    *JOINING,
    OVERWRITE,
    JSON,
)

command(
    app,
    "evaluate",
    "Score engines on many photos.",
    """Score engines on many photos whose holes are known: CSV, manifest, table and sheets.

    Every engine sees the same photos with the same holes, and what lies under a hole is hidden from
    it. Differences are against the first engine, with 95 % bootstrap intervals over the photos.
    """,
    FOLDER,
    ENGINES,
    option("--output -o FOLDER", Path, "Where to save the results.", required=True),
    option("--masks FOLDER", Path, "The holes, named like the photos."),
    option("--holes scratches|dust|object|freeform", str, "Make holes of this kind (default object)."),
    option("--limit N", int, "Use only the first N photos.", min=1),
    option("--size PX", int, "Shrink photos to this long side first.", min=16),
    *COMPUTING,
    OVERWRITE,
    JSON,
)

command(
    app,
    "video",
    "Remove what a mask covers from a film.",
    """Fill what --mask covers in every frame of FILM, from the frames that show what is hidden there.

    FILM is a film, or a folder of numbered pictures; OUT is another such. Only what no frame shows is
    invented. Sound, subtitles, chapters and times are kept; what OUT can't keep is said before the work
    begins. The mask is one picture for all frames (a logo), or a folder or film with a mask for each.
    With --keyframes it is carried from the frames that it was painted on to all others; an empty one ends it.
    With --find it is the dirt on a film: specks and hairs (dirt), and scratches.

    T is a time (83.5, 1:23.5) or the number of a frame (0f is the first). What is filled is kept beside OUT
    until OUT is complete, so that --resume can go on after a stop.
    """,
    argument("FILM", Path, "The film, or a folder of its frames."),
    option("--mask -m FILE|FOLDER|FILM", Path, "White is filled, black is kept."),
    option("--keyframes FOLDER", Path, "Instead of a mask: masks of a few frames, named by frame (120.png)."),
    option("--find dirt,scratches", str, "Instead of a mask: fill the dirt of a film, or one of these."),
    option("--sensitivity 0-100", float, "With --find: how much is marked (default 50).", min=0, max=100),
    option("--output -o OUT", Path, "Where to save: a film such as OUT.mp4, or a folder.", required=True),
    option("--start T", str, "Fill nothing before this."),
    option("--end T", str, "Fill nothing from this on."),
    option("--preview N", int, "Fill and save only N frames, from --start on.", min=1),
    option("--engine -e NAME", str, "What invents the parts that no frame shows (default exemplar)."),
    ENGINE[1],
    COMPUTING[0],
    COMPUTING[2],
    option("--never-invent", bool, "Mark what no frame shows in magenta instead of inventing it."),
    option("--each-frame", bool, "Fill each frame alone with the engine, to compare."),
    *MASK_EDITS,
    option(
        "--map FOLDER", Path, "Save a picture for each frame that says where pixels come from.", name="maps"
    ),
    option("--crf N", int, "Quality of the pictures; lower is better (default: nearly lossless).", min=0),
    option("--lossless", bool, "Save as FFV1 in OUT.mkv: outside the mask every sample stays the same."),
    option("--resume", bool, "Go on with what an earlier run has filled."),
    option("--keep-part", bool, "When stopped, save the film up to there."),
    OVERWRITE,
    JSON,
)

add_commands(app)

command(
    app,
    "doctor",
    "Show versions, devices and what is missing.",
    "Show versions, devices, missing system libraries, and where settings and weights live.",
    JSON,
)

train = group(
    "train",
    help="Train a network on a folder of photos, without labels.",
    short_help="Train a network on a folder of photos.",
    no_args_is_help=True,
)
app.add_typer(train)

_RUN_OUTPUT = (
    option("--output -o DIR", Path, "The folder of the run: weights, samples, log.", required=True),
    option("--config FILE.toml", Path, "Settings of the run; options override them."),
)
_RUN = (
    option("--steps N", int, "Stop after this many steps in total.", min=1),
    option("--minutes N", float, "Stop after this many minutes in total.", min=0),
    option("--batch N", int, "Pictures per step, on each device.", min=1),
    option("--resume", bool, "Continue the run in DIR."),
    option("--start FILE|NAME", str, "Train these weights further: a file, a run's folder, or gan."),
    DEVICE,
    option("--seed N", int, "The same seed gives the same run (default 0).", min=0),
)

command(
    train,
    "gan",
    "A generator against a discriminator.",
    """Train a GAN that fills holes, on the photos in FOLDER and the folders in it.

    The run's folder gets weights.safetensors, checkpoints, curves.png, samples.png and log.csv. Ctrl+C
    stops it cleanly; --resume continues exactly there. With several GPUs or machines:
    'accelerate launch -m inpaint_studio train gan ...'.
    """,
    FOLDER,
    *_RUN_OUTPUT,
    option("--architecture fourier|partial-unet|separable", str, "The generator (default fourier)."),
    *_RUN,
    task="gan",
    run="train.run",
)

command(
    train,
    "dictionary",
    "The atoms of the sparse engine.",
    """Learn a dictionary of patches from the photos in FOLDER and the folders in it.

    DIR gets dictionary.safetensors, atoms.png (the most used atom first) and log.csv. It needs no labels
    and no GPU; a thousand photos take a few minutes.
    """,
    FOLDER,
    option("--output -o DIR", Path, "Where the dictionary, its picture and log go.", required=True),
    option("--atoms N", int, "How many atoms to learn.", default=512, min=16, max=4096),
    option("--patch PX", int, "The side of an atom in pixels.", default=8, min=4, max=16),
    option("--sparsity N", int, "Atoms that make up a patch.", default=6, min=1, max=32),
    option("--patches N", int, "The most patches to take from one photo.", default=400, min=1),
    option("--passes N", int, "How often to go over all patches.", default=1, min=1),
    option("--seed N", int, "The same seed gives the same dictionary.", default=0, min=0),
    option("--half NAME", list[str], "A folder in FOLDER to take half as many patches from."),
    OVERWRITE,
    run="train_dictionary.run",
)

command(
    train,
    "autoencoder",
    "A network that restores masked photos.",
    """Train an autoencoder that restores masked photos, on the photos in FOLDER and the folders in it.

    The run's folder gets weights.safetensors, checkpoints, curves.png, samples.png and log.csv. Ctrl+C
    stops it cleanly; --resume continues exactly there.
    """,
    FOLDER,
    *_RUN_OUTPUT,
    option("--architecture context", str, "The network (default context)."),
    *_RUN,
    task="autoencoder",
    run="train.run",
)

command(
    train,
    "finder",
    "A network that finds damage.",
    """Train a network that finds damage, on intact photos in FOLDER and the folders in it.

    Damage is drawn over them; nobody needs to mark anything. The run's folder gets weights.safetensors,
    checkpoints, curves.png, samples.png (photo, confidence, damage) and log.csv. Ctrl+C stops it cleanly;
    --resume continues exactly there.
    """,
    FOLDER,
    *_RUN_OUTPUT,
    option("--damage FOLDER", Path, "Real outlines and cut-outs of damage to draw as well."),
    option("--architecture damage", str, "The network (default damage)."),
    *_RUN,
    task="finder",
    run="train.run",
)

app.add_typer(medical)
add_codec(app)
app.add_typer(models)
