"""How commands and their options are declared, and the options that several commands share.

A command is a row of data: its name, the function that runs it, its help and its options. The function is
imported when the command runs, so that `--help` answers at once; it gets each option by name, and returns
the exit code.
"""

from __future__ import annotations

import importlib
from inspect import Parameter, Signature
from pathlib import Path
from typing import Any

import typer

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


def group(name: str, **about: Any) -> typer.Typer:
    """A program, or a command that has sub-commands; `about` goes to Typer."""
    return typer.Typer(name=name, rich_markup_mode=None, context_settings=_CONTEXT, **about)


def command(
    parent: typer.Typer, name: str, short: str, text: str, *options: Parameter, run: str = "", **fixed: Any
) -> None:
    """Add a command to `parent`.

    `short` is the line in the list of commands, `text` the explanation. `run` is 'module.function' in this
    package ('NAME.run' by default); it gets the values of the `options` and what is `fixed`. All commands
    have --verbose.
    """
    module, function = (run or f"{name}.run").rsplit(".", 1)

    def call(verbose: bool, **values: Any) -> Any:
        return getattr(importlib.import_module(f"{__package__}.{module}"), function)(**fixed, **values)

    call.__signature__ = Signature([*options, VERBOSE])  # type: ignore[attr-defined]
    parent.command(name, short_help=short, help=text)(call)


def option(
    words: str,
    kind: Any,
    text: str,
    *,
    name: str = "",
    default: Any = None,
    required: bool = False,
    **about: Any,
) -> Parameter:
    """An option: its flags and the placeholder of its value ('--mask -m MASK'), the type of its value.

    It is called as its first flag is, unless there is a `name`; without a `default` it is None or False.
    """
    flags = [word for word in words.split() if word.startswith("-")]
    metavar = next((word for word in words.split() if word not in flags), None)
    if kind is bool:
        default = False
    given = typer.Option(... if required else default, *flags, metavar=metavar, help=text, **about)
    return _parameter(name or flags[0].strip("-").replace("-", "_"), kind, given)


def argument(metavar: str, kind: Any, text: str, *, name: str = "", required: bool = True) -> Parameter:
    """An argument, called as its placeholder unless there is a `name`; None if it is left out."""
    given = typer.Argument(... if required else None, metavar=metavar, help=text, show_default=required)
    return _parameter(name or metavar.lower(), kind, given)


def _parameter(name: str, kind: Any, given: Any) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=given, annotation=kind)


def _remember_verbose(context: typer.Context, value: bool) -> bool:
    """Note for the error handler that the user wants the details."""
    if value:
        context.obj.verbose = True
    return value


VERBOSE = option(
    "--verbose", bool, "Show the traceback of an error.", callback=_remember_verbose, is_eager=True
)
FOLDER = argument("FOLDER", Path, "The folder with the photos.")
ENGINES = option("--engines -e A,B,C", str, "The engines to compare, separated by commas.", required=True)
ENGINE = (
    option("--engine -e NAME", str, "The engine; auto (the default) chooses by the shape of the hole."),
    option(
        "--param -p KEY=VALUE", list[str], "Set a parameter of the engine; may be repeated.", name="params"
    ),
)
DEVICE = option("--device auto|cpu|cuda|mps", str, "Where to compute (default auto).")
COMPUTING = (
    option("--seed N", int, "The same seed gives the same fill (default 0).", min=0),
    DEVICE,
    option("--threads N", int, "CPU threads to use (default: all).", min=1, max=1024),
)
CLUSTER = option(
    "--cluster WHERE",
    str,
    "Share the work among many machines: tcp://HOST:PORT (a Dask scheduler), local:N, slurm:N, kubernetes:N.",
)
TIME = option(
    "--time SECONDS",
    float,
    "Do the best that is predicted to fit into this time for each photo.",
    name="within",
    min=0.1,
    max=86_400,
)
MASK_EDITS = (
    option("--grow PX", float, "Grow the mask by this many pixels; negative shrinks it."),
    option(
        "--widen PX",
        float,
        "Grow only what is wider than 16 px, so that soft edges leave no halo.",
        min=0,
        max=32,
    ),
    option("--feather PX", float, "Soften the edge of the mask, inwards.", min=0),
    option("--soft", bool, "Let greys in the mask blend, instead of splitting them at 128."),
    option("--invert", bool, "Fill what the mask keeps, and keep what it fills."),
)
EXTEND = option("--extend SHAPE", str, "Extend the picture and fill the new border: 16:9, 25%, left=200.")
JOINING = (
    option("--no-grain", bool, "Don't match the photo's grain."),
    option("--no-colour --no-color", bool, "Don't match the colour around the hole."),
    option("--seam feather|gradient|none", str, "How the edge of the fill is joined (default feather)."),
)
SAVING = (
    option("--quality 1-100", int, "JPEG or WebP quality (default: the photo's).", min=1, max=100),
    option(
        "--sidecar", bool, "Also write NAME.inpaint.json beside OUT, from which --replay repeats the fill."
    ),
)
KINDS = option("--kinds A,B,C", str, "Only these: speck, hair, scratch, crease, tear, stain, missing.")
CAREFUL_FACES = option(
    "--careful-faces", bool, "Mark only what is certain in faces: spares eyes and freckles."
)
OVERWRITE = option("--overwrite", bool, "Replace files that exist already.")
JSON = option("--json", bool, "Print one JSON object and nothing else.", name="as_json")
