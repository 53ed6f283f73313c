"""The commands and their options. Nothing heavy is imported here: `--help` must answer at once."""

# Typer reads the annotations at run time, so they are real types and not strings.
from pathlib import Path
from typing import Annotated, Any

import typer

from ..core.version import VERSION
from . import options as o
from .models.app import models

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 110}

app = typer.Typer(
    name="inpaint-studio",
    help="Inpaint photos: fill what a mask covers from the rest of the picture.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage. 'inpaint-studio COMMAND --help' explains a command.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=_HELP,
)


def command() -> Any:
    """The command line as an object with `main(argv, …)`."""
    return typer.main.get_command(app)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"inpaint-studio {VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _program(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
    verbose: o.VerboseOption = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(short_help="Open the editor.")
def edit(
    photo: Annotated[
        Path | None, typer.Argument(metavar="PHOTO", show_default=False, help="A photo or an .ora project.")
    ] = None,
    mask: Annotated[
        Path | None, typer.Option("--mask", "-m", metavar="MASK", help="A mask to begin with.")
    ] = None,
    verbose: o.VerboseOption = False,
) -> int:
    """Open the editor: paint over what should go, fill it, compare, keep, save."""
    from .edit import run

    return run(photo, mask)


@app.command(short_help="Fill what a mask covers in one photo.")
def fill(
    photo: Annotated[
        Path | None, typer.Argument(metavar="PHOTO", show_default=False, help="The photo.")
    ] = None,
    mask: Annotated[
        Path | None, typer.Option("--mask", "-m", metavar="MASK", help="White is filled, black is kept.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT", help="Where to save.")
    ] = None,
    engine: o.EngineOption = None,
    param: o.ParamOption = None,
    seed: o.SeedOption = None,
    device: o.DeviceOption = None,
    threads: o.ThreadsOption = None,
    grow: o.GrowOption = None,
    feather: o.FeatherOption = None,
    soft: o.SoftOption = False,
    invert: o.InvertOption = False,
    source_mask: Annotated[
        Path | None,
        typer.Option("--source-mask", metavar="FILE", help="Copy only from where this picture is white."),
    ] = None,
    guide: Annotated[
        Path | None, typer.Option("--guide", metavar="FILE", help="A coarse fill to stay close to.")
    ] = None,
    no_grain: o.NoGrainOption = False,
    no_colour: o.NoColourOption = False,
    seam: o.SeamOption = None,
    quality: o.QualityOption = None,
    sidecar: o.SidecarOption = False,
    replay: Annotated[
        Path | None,
        typer.Option(
            "--replay", metavar="FILE", help="Repeat the fill that this sidecar describes, byte for byte."
        ),
    ] = None,
    overwrite: o.OverwriteOption = False,
    json: o.JsonOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Fill what MASK covers in PHOTO and save the result as OUT.

    The extension of OUT sets its format. In PNG and TIFF, every pixel outside the mask stays exactly the
    same. With --replay, PHOTO may be left out if it has not moved.
    """
    from .fill import run

    return run(
        photo, mask, output,
        engine=engine, params=param, seed=seed, device=device, threads=threads,
        grow=grow, feather=feather, soft=soft, invert=invert, source_mask=source_mask, guide=guide,
        no_grain=no_grain, no_colour=no_colour, seam=seam, quality=quality, sidecar=sidecar,
        replay=replay, overwrite=overwrite, as_json=json,
    )  # fmt: skip


@app.command(short_help="List the engines and what each is good for.")
def engines(json: o.JsonOption = False, verbose: o.VerboseOption = False) -> int:
    """List the engines: what each is good for, its parameters, and what is missing and why."""
    from .engines import run

    return run(as_json=json)


@app.command(short_help="Fill every photo of a folder.")
def batch(
    folder: o.FolderArgument,
    mask: Annotated[
        Path,
        typer.Option("--mask", "-m", metavar="FILE|FOLDER", help="One mask for all, or a folder of masks."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to save.")],
    engine: o.EngineOption = None,
    param: o.ParamOption = None,
    seed: o.SeedOption = None,
    device: o.DeviceOption = None,
    threads: o.ThreadsOption = None,
    grow: o.GrowOption = None,
    feather: o.FeatherOption = None,
    soft: o.SoftOption = False,
    invert: o.InvertOption = False,
    no_grain: o.NoGrainOption = False,
    no_colour: o.NoColourOption = False,
    seam: o.SeamOption = None,
    quality: o.QualityOption = None,
    sidecar: o.SidecarOption = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="N", min=1, help="Photos to fill at once.")
    ] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Skip photos whose output already exists.")
    ] = False,
    overwrite: o.OverwriteOption = False,
    json: o.JsonOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Fill every photo of FOLDER; a photo that fails is reported and the others continue.

    In a folder of masks, the mask of NAME.jpg is NAME or NAME_mask with the extension of any picture
    format. Each result is saved under its photo's name. The exit code is 1 if any photo failed.
    """
    from .batch import run

    return run(
        folder, mask, output,
        engine=engine, params=param, seed=seed, device=device, threads=threads,
        grow=grow, feather=feather, soft=soft, invert=invert,
        no_grain=no_grain, no_colour=no_colour, seam=seam, quality=quality,
        sidecar=sidecar, jobs=jobs, resume=resume, overwrite=overwrite, as_json=json,
    )  # fmt: skip


@app.command(short_help="Put the fills of several engines side by side.")
def compare(
    photo: Annotated[Path, typer.Argument(metavar="PHOTO", help="The photo.")],
    mask: Annotated[
        Path, typer.Option("--mask", "-m", metavar="MASK", help="White is filled, black is kept.")
    ],
    engines: o.EnginesOption,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="SHEET.png", help="Where to save the sheet.")
    ],
    truth: Annotated[
        Path | None,
        typer.Option(
            "--truth", metavar="PHOTO", help="What should be in the hole: adds scores to the sheet."
        ),
    ] = None,
    seed: o.SeedOption = None,
    device: o.DeviceOption = None,
    threads: o.ThreadsOption = None,
    grow: o.GrowOption = None,
    feather: o.FeatherOption = None,
    soft: o.SoftOption = False,
    invert: o.InvertOption = False,
    no_grain: o.NoGrainOption = False,
    no_colour: o.NoColourOption = False,
    seam: o.SeamOption = None,
    overwrite: o.OverwriteOption = False,
    json: o.JsonOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Fill the same hole with several engines and save them side by side on one labelled sheet."""
    from .compare import run

    return run(
        photo, mask, engines, output,
        truth=truth, seed=seed, device=device, threads=threads, grow=grow, feather=feather, soft=soft,
        invert=invert, no_grain=no_grain, no_colour=no_colour, seam=seam, overwrite=overwrite, as_json=json,
    )  # fmt: skip


@app.command(short_help="Score engines on many photos.")
def evaluate(
    folder: o.FolderArgument,
    engines: o.EnginesOption,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to save the results.")
    ],
    masks: Annotated[
        Path | None, typer.Option("--masks", metavar="FOLDER", help="The holes, named like the photos.")
    ] = None,
    holes: Annotated[
        str | None,
        typer.Option(
            "--holes",
            metavar="scratches|dust|object|freeform",
            help="Make holes of this kind (default object).",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Use only the first N photos.")
    ] = None,
    size: Annotated[
        int | None,
        typer.Option("--size", metavar="PX", min=16, help="Shrink photos to this long side first."),
    ] = None,
    seed: o.SeedOption = None,
    device: o.DeviceOption = None,
    threads: o.ThreadsOption = None,
    overwrite: o.OverwriteOption = False,
    json: o.JsonOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Score engines on many photos whose holes are known: CSV, manifest, table and sheets.

    Every engine sees the same photos with the same holes, and what lies under a hole is hidden from
    it. Differences are against the first engine, with 95 % bootstrap intervals over the photos.
    """
    from .evaluate import run

    return run(
        folder, engines, output,
        masks=masks, holes=holes, limit=limit, size=size, seed=seed, device=device, threads=threads,
        overwrite=overwrite, as_json=json,
    )  # fmt: skip


@app.command(short_help="Show versions, devices and what is missing.")
def doctor(json: o.JsonOption = False, verbose: o.VerboseOption = False) -> int:
    """Show versions, devices, missing system libraries, and where settings and weights live."""
    from .doctor import run

    return run(as_json=json)


train = typer.Typer(
    name="train",
    help="Train a network on a folder of photos, without labels.",
    short_help="Train a network on a folder of photos.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings=_HELP,
)
app.add_typer(train)


@train.command(short_help="A generator against a discriminator.")
def gan(
    photos: o.FolderArgument,
    output: o.RunOption,
    config: o.SettingsOption = None,
    architecture: Annotated[
        str | None,
        typer.Option(
            "--architecture",
            metavar="fourier|partial-unet|separable",
            help="The generator (default fourier).",
        ),
    ] = None,
    steps: o.StepsOption = None,
    minutes: o.MinutesOption = None,
    batch: o.BatchOption = None,
    resume: o.ResumeRunOption = False,
    start: o.StartOption = None,
    device: o.DeviceOption = None,
    seed: o.RunSeedOption = None,
    verbose: o.VerboseOption = False,
) -> int:
    """Train a GAN that fills holes, on the photos in FOLDER and the folders in it.

    The run's folder gets weights.safetensors, checkpoints, curves.png, samples.png and log.csv. Ctrl+C
    stops it cleanly; --resume continues exactly there. With several GPUs or machines:
    'accelerate launch -m inpaint_studio train gan ...'.
    """
    from .train import run

    return run(
        "gan", photos, output, config=config, architecture=architecture, steps=steps, minutes=minutes,
        batch=batch, resume=resume, start=start, device=device, seed=seed,
    )  # fmt: skip


@train.command(short_help="The atoms of the sparse engine.")
def dictionary(
    photos: o.FolderArgument,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help="Where the dictionary, its picture and log go."),
    ],
    atoms: Annotated[
        int, typer.Option("--atoms", metavar="N", min=16, max=4096, help="How many atoms to learn.")
    ] = 512,
    patch: Annotated[
        int, typer.Option("--patch", metavar="PX", min=4, max=16, help="The side of an atom in pixels.")
    ] = 8,
    sparsity: Annotated[
        int, typer.Option("--sparsity", metavar="N", min=1, max=32, help="Atoms that make up a patch.")
    ] = 6,
    patches: Annotated[
        int, typer.Option("--patches", metavar="N", min=1, help="The most patches to take from one photo.")
    ] = 400,
    passes: Annotated[
        int, typer.Option("--passes", metavar="N", min=1, help="How often to go over all patches.")
    ] = 1,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="The same seed gives the same dictionary.")
    ] = 0,
    half: Annotated[
        list[str] | None,
        typer.Option("--half", metavar="NAME", help="A folder in FOLDER to take half as many patches from."),
    ] = None,
    overwrite: o.OverwriteOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Learn a dictionary of patches from the photos in FOLDER and the folders in it.

    DIR gets dictionary.safetensors, atoms.png (the most used atom first) and log.csv. It needs no labels
    and no GPU; a thousand photos take a few minutes.
    """
    from .train_dictionary import run

    return run(
        photos, output, atoms=atoms, patch=patch, sparsity=sparsity, patches=patches, passes=passes,
        seed=seed, half=half or (), overwrite=overwrite,
    )  # fmt: skip


@train.command(short_help="A network that restores masked photos.")
def autoencoder(
    photos: o.FolderArgument,
    output: o.RunOption,
    config: o.SettingsOption = None,
    architecture: Annotated[
        str | None, typer.Option("--architecture", metavar="context", help="The network (default context).")
    ] = None,
    steps: o.StepsOption = None,
    minutes: o.MinutesOption = None,
    batch: o.BatchOption = None,
    resume: o.ResumeRunOption = False,
    start: o.StartOption = None,
    device: o.DeviceOption = None,
    seed: o.RunSeedOption = None,
    verbose: o.VerboseOption = False,
) -> int:
    """Train an autoencoder that restores masked photos, on the photos in FOLDER and the folders in it.

    The run's folder gets weights.safetensors, checkpoints, curves.png, samples.png and log.csv. Ctrl+C
    stops it cleanly; --resume continues exactly there.
    """
    from .train import run

    return run(
        "autoencoder", photos, output, config=config, architecture=architecture, steps=steps,
        minutes=minutes, batch=batch, resume=resume, start=start, device=device, seed=seed,
    )  # fmt: skip


app.add_typer(models)
