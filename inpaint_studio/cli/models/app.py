"""The sub-commands of `inpaint-studio models` and their options; nothing heavy is imported here."""

# Typer reads the annotations at run time, so they are real types and not strings.
from pathlib import Path
from typing import Annotated

import typer

from .. import options as o

models = typer.Typer(
    name="models",
    help="Models: third-party ones, such as LaMa and MI-GAN, and the networks that ship.",
    short_help="Install and manage models, such as LaMa and MI-GAN.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The model, as 'models list' names it.")]
TrustOption = Annotated[
    bool,
    typer.Option(
        "--trust",
        help="Accept a file that no checksum vouches for. TorchScript runs code: only if you trust it.",
    ),
]


@models.command("list", short_help="List the models and which are installed.")
def list_models(json: o.JsonOption = False, verbose: o.VerboseOption = False) -> int:
    """List all models that there are cards for: whether they are installed, their sizes and licences."""
    from .store import list_models

    return list_models(as_json=json)


@models.command(short_help="Show what is known about one model.")
def info(name: NameArgument, json: o.JsonOption = False, verbose: o.VerboseOption = False) -> int:
    """Show what a model is good at, its limits, licence, address and checksum, and its inputs and output."""
    from .store import info

    return info(name, as_json=json)


@models.command(short_help="Download a model, or install it from a file.")
def install(
    name: NameArgument,
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE|ADDRESS", help="Install from here instead of the card's address."
        ),
    ] = None,
    trust: TrustOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Install a model: download it from its address, or use a file that you have.

    It is checked before it is used. Repeat the command to continue an interrupted download.
    """
    from .store import install

    return install(name, source, trust=trust)


@models.command("import", short_help="Install a model file of your own.")
def import_model(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The model: ONNX or TorchScript, or with --card any.")
    ],
    card: Annotated[
        str | None,
        typer.Option("--card", metavar="CARD", help="The name of a card, or a card as a TOML file."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Its name (default: that of the file).")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Install with the proposed card without asking.")
    ] = False,
    trust: TrustOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Install a model that has no card yet: look at the file, try it, propose a card.

    The model fills a hole in a small synthetic picture, with both polarities of the mask and all common
    ranges; what works goes into the card, for you to confirm or edit. TorchScript runs code, so it is
    tried only with --trust.
    """
    from .store import import_model

    return import_model(file, card=card, name=name, yes=yes, trust=trust)


@models.command(short_help="Compare installed models with their checksums.")
def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", show_default=False, help="Which (default: all installed)."),
    ] = None,
    json: o.JsonOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Read the installed models and compare them with their checksums. The exit code is 1 if one differs."""
    from .store import verify

    return verify(names or [], as_json=json)


@models.command(short_help="Delete an installed model.")
def remove(name: NameArgument, verbose: o.VerboseOption = False) -> int:
    """Delete a model and its partial download. Its card stays, so that it can be installed again."""
    from .store import remove

    return remove(name)


@models.command(short_help="Write a network as an ONNX file.")
def export(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The weights: gan.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE.onnx",
            help="Where to write it (default: beside your own weights).",
        ),
    ] = None,
    overwrite: o.OverwriteOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Write a network that fills holes as ONNX, for pictures of any size, after comparing it with torch.

    If it lies beside its weights and has their name, the engine uses it on the CPU when the package
    onnxruntime is installed.
    """
    from .networks import export

    return export(name, output, overwrite=overwrite)


@models.command(short_help="Use weights that you trained yourself.")
def use(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Whose weights: gan, autoencoder or dictionary.")
    ],
    weights: Annotated[
        Path | None,
        typer.Argument(metavar="FILE.safetensors", show_default=False, help="Weights of a training run."),
    ] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="Return to the shipped weights.")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Even if further training made them no better.")
    ] = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Make an engine use the weights of a training run instead of the shipped ones.

    They are copied. Weights that were trained further (train ... --start) are accepted only if they fill
    the held-out photos better than before.
    """
    from .networks import use

    return use(name, weights, shipped_ones=shipped, anyway=anyway)
