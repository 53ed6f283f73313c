"""The sub-commands of `inpaint-studio models` and their options; nothing heavy is imported here."""

# Typer reads the annotations at run time, so they are real types and not strings.
from pathlib import Path
from typing import Annotated

import typer

from .. import options as o

models = typer.Typer(
    name="models",
    help="Models: those of others, such as LaMa and MI-GAN, and the networks that ship.",
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
        help="Take a file that no checksum vouches for. TorchScript runs code: only if you trust it.",
    ),
]


@models.command("list", short_help="List the models and which are installed.")
def list_models(json: o.JsonOption = False, verbose: o.VerboseOption = False) -> int:
    """List all models that there are cards for: whether they are installed, their sizes and licences."""
    from .store import list_models

    return list_models(as_json=json)


@models.command(short_help="Tell what is known of one model.")
def info(name: NameArgument, json: o.JsonOption = False, verbose: o.VerboseOption = False) -> int:
    """Tell what a model is good at, its limits, licence, address, checksum, and which numbers it takes."""
    from .store import info

    return info(name, as_json=json)


@models.command(short_help="Fetch a model, or install it from a file.")
def install(
    name: NameArgument,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE|ADDRESS", help="Take it from here, not from its own address."),
    ] = None,
    trust: TrustOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Install a model: fetch it from its address, or take a file that you have.

    It is checked before it is used. A download that breaks off goes on when the command is repeated.
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
        str | None, typer.Option("--name", metavar="NAME", help="What to call it (default: after the file).")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Install with the proposed card without asking.")
    ] = False,
    trust: TrustOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Install a model that has no card yet: look at the file, try it, propose a card.

    The model fills a hole in a small made-up picture with the mask both ways round and in all usual
    ranges, and the way that works goes into the card, for you to confirm or to edit. TorchScript runs code,
    so it is tried only with --trust.
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
    """Read the installed models and compare them with their checksums. The exit code is 1 if one is wrong."""
    from .store import verify

    return verify(names or [], as_json=json)


@models.command(short_help="Delete an installed model.")
def remove(name: NameArgument, verbose: o.VerboseOption = False) -> int:
    """Delete a model and what was fetched of it. Its card stays, so that it can be installed again."""
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
            help="Where to write it (else beside your own weights).",
        ),
    ] = None,
    overwrite: o.OverwriteOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Write a network that fills holes as ONNX, for pictures of any size, after comparing it with torch.

    Beside its weights and under their name, the engine uses it on the processor when the package
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
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Go back to the weights that came along.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also if further training has made them no better.")
    ] = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Take the weights of a training run for an engine from now on, instead of the shipped ones.

    They are copied. Weights that were trained further (train ... --start) are only taken if the photos
    set apart are filled better than before.
    """
    from .networks import use

    return use(name, weights, shipped_ones=shipped, anyway=anyway)
