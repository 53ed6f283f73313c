"""The commands. Nothing heavy is imported here: `--help` must answer at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from ..core.version import VERSION
from .codec.app import add_codec
from .commands.art import add_art
from .commands.many import add_many
from .commands.photo import add_photo
from .commands.training import train
from .desktop.app import desktop
from .medical.app import medical
from .models.app import models
from .options import JSON, OVERWRITE, VERBOSE, argument, command, group, option
from .plugins.app import plugins
from .serving.app import add_serving

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
    """Open the editor: paint over what you want to remove, fill it, compare, keep, save.

    With --once, PHOTO is edited for another program: 'Save and return' writes OUT, in the format of its
    extension, and closes the window. In PNG, TIFF and .ora, 16 bit and the colour profile are kept, and in
    .ora the layers. Exit codes: 0 saved, 3 closed without saving, 1 failed.
    """,
    argument("PHOTO", Path, "A photo, a film, or a project.", required=False),
    argument("OUT", Path, "With --once: where to save.", name="output", required=False),
    option("--mask -m MASK", Path, "A mask to begin with."),
    option("--once", bool, "Edit one picture for another program, and end when it is saved."),
    OVERWRITE,
)

add_photo(app)

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

add_many(app)
add_art(app)
add_serving(app)

command(
    app,
    "doctor",
    "Show versions, devices and what is missing.",
    "Show versions, devices, missing system libraries, and where settings and weights live.",
    JSON,
)

app.add_typer(train)
app.add_typer(medical)
add_codec(app)
app.add_typer(models)
app.add_typer(plugins)
app.add_typer(desktop)
