"""The sub-commands of `inpaint-studio train`; nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path

from ..options import (
    DEVICE,
    FOLDER,
    OVERWRITE,
    command,
    group,
    option,
)

train = group(
    "train",
    help="Train a network on a folder of photos, without labels.",
    short_help="Train a network on a folder of photos.",
    no_args_is_help=True,
)

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
