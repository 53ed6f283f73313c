"""The options that commands share, so that each has one name and one explanation."""

# Typer reads these at run time, so the types are imported for real.
from pathlib import Path
from typing import Annotated

import typer


def remember_verbose(context: typer.Context, value: bool) -> bool:
    """Note for the error handler that the user wants the details."""
    if value:
        context.obj.verbose = True
    return value


FolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder with the photos.")]

EngineOption = Annotated[
    str | None,
    typer.Option(
        "--engine",
        "-e",
        metavar="NAME",
        help="The engine; auto (the default) chooses by the shape of the hole.",
    ),
]
EnginesOption = Annotated[
    str, typer.Option("--engines", "-e", metavar="A,B,C", help="The engines to compare, separated by commas.")
]
ParamOption = Annotated[
    list[str] | None,
    typer.Option(
        "--param", "-p", metavar="KEY=VALUE", help="Set a parameter of the engine; may be repeated."
    ),
]
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", min=0, help="The same seed gives the same fill (default 0)."),
]
DeviceOption = Annotated[
    str | None,
    typer.Option("--device", metavar="auto|cpu|cuda|mps", help="Where to compute (default auto)."),
]
ThreadsOption = Annotated[
    int | None,
    typer.Option("--threads", metavar="N", min=1, max=1024, help="CPU threads to use (default: all)."),
]
GrowOption = Annotated[
    float | None,
    typer.Option("--grow", metavar="PX", help="Grow the mask by this many pixels; negative shrinks it."),
]
FeatherOption = Annotated[
    float | None, typer.Option("--feather", metavar="PX", min=0, help="Soften the edge of the mask, inwards.")
]
SoftOption = Annotated[
    bool, typer.Option("--soft", help="Let greys in the mask blend, instead of splitting them at 128.")
]
InvertOption = Annotated[
    bool, typer.Option("--invert", help="Fill what the mask keeps, and keep what it fills.")
]
NoGrainOption = Annotated[bool, typer.Option("--no-grain", help="Don't match the photo's grain.")]
NoColourOption = Annotated[
    bool, typer.Option("--no-colour", "--no-color", help="Don't match the colour around the hole.")
]
SeamOption = Annotated[
    str | None,
    typer.Option(
        "--seam",
        metavar="feather|gradient|none",
        help="How the edge of the fill is joined (default feather).",
    ),
]
QualityOption = Annotated[
    int | None,
    typer.Option(
        "--quality", metavar="1-100", min=1, max=100, help="JPEG or WebP quality (default: the photo's)."
    ),
]
SidecarOption = Annotated[
    bool,
    typer.Option(
        "--sidecar", help="Also write NAME.inpaint.json beside OUT, from which --replay repeats the fill."
    ),
]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace files that exist already.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
VerboseOption = Annotated[
    bool,
    typer.Option(
        "--verbose", help="Show the traceback of an error.", callback=remember_verbose, is_eager=True
    ),
]
RunOption = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="The folder of the run: weights, samples, log.")
]
SettingsOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE.toml", help="Settings of the run; options override them."),
]
StepsOption = Annotated[
    int | None, typer.Option("--steps", metavar="N", min=1, help="Stop after this many steps in total.")
]
MinutesOption = Annotated[
    float | None, typer.Option("--minutes", metavar="N", min=0, help="Stop after this many minutes in total.")
]
BatchOption = Annotated[
    int | None, typer.Option("--batch", metavar="N", min=1, help="Pictures per step, on each device.")
]
ResumeRunOption = Annotated[bool, typer.Option("--resume", help="Continue the run in DIR.")]
StartOption = Annotated[
    str | None,
    typer.Option(
        "--start", metavar="FILE|NAME", help="Train these weights further: a file, a run's folder, or gan."
    ),
]
RunSeedOption = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", min=0, help="The same seed gives the same run (default 0)."),
]
