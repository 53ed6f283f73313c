"""The sub-commands of `inpaint-studio models`; nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path

from ..options import JSON, OVERWRITE, argument, command, group, option

models = group(
    "models",
    help="Models: third-party ones, such as LaMa and MI-GAN, and the networks that ship.",
    short_help="Install and manage models, such as LaMa and MI-GAN.",
    no_args_is_help=True,
)

_NAME = argument("NAME", str, "The model, as 'models list' names it.")
_TRUST = option(
    "--trust",
    bool,
    "Accept a file that no checksum vouches for. TorchScript runs code: only if you trust it.",
)

command(
    models,
    "list",
    "List the models and which are installed.",
    "List all models that there are cards for: whether they are installed, their sizes and licences.",
    JSON,
    run="models.store.list_models",
)

command(
    models,
    "info",
    "Show what is known about one model.",
    "Show what a model is good at, its limits, licence, address and checksum, and its inputs and output.",
    _NAME,
    JSON,
    run="models.store.info",
)

command(
    models,
    "install",
    "Download a model, or install it from a file.",
    """Install a model: download it from its address, or use a file that you have.

    It is checked before it is used. Repeat the command to continue an interrupted download.
    """,
    _NAME,
    option("--from FILE|ADDRESS", str, "Install from here instead of the card's address.", name="source"),
    _TRUST,
    run="models.store.install",
)

command(
    models,
    "import",
    "Install a model file of your own.",
    """Install a model that has no card yet: look at the file, try it, propose a card.

    The model fills a hole in a small synthetic picture, with both polarities of the mask and all common
    ranges; what works goes into the card, for you to confirm or edit. TorchScript runs code, so it is
    tried only with --trust.
    """,
    argument("FILE", Path, "The model: ONNX or TorchScript, or with --card any."),
    option("--card CARD", str, "The name of a card, or a card as a TOML file."),
    option("--name NAME", str, "Its name (default: that of the file)."),
    option("--yes -y", bool, "Install with the proposed card without asking."),
    _TRUST,
    run="models.store.import_model",
)

command(
    models,
    "convert",
    "Convert weights that others published.",
    """Convert the weights of a published network of partial convolutions (Liu et al. 2018) to safetensors.

    Known are the layouts of PConv-Keras (.h5, with the extra convert) and of several PyTorch projects. A card
    is written beside OUT. The file is read in a process of its own, and no program in it is run.
    """,
    argument("FILE", Path, "HDF5 (.h5), a PyTorch checkpoint (.pth, .pt) or safetensors."),
    option("--output -o OUT.safetensors", Path, "Where to write it.", required=True),
    option("--card CARD.toml", Path, "Where to write its card (default: beside OUT, with its name)."),
    option(
        "--range unit|signed|imagenet",
        str,
        "The pictures that it was trained on: 0 to 1, -1 to 1, or with ImageNet's mean and deviation "
        "(default: what its layout usually has).",
        name="values",
    ),
    option("--install", bool, "Also install it, so that it is an engine at once."),
    OVERWRITE,
    run="models.convert.run",
)

command(
    models,
    "verify",
    "Compare installed models with their checksums.",
    "Read the installed models and compare them with their checksums. The exit code is 1 if one differs.",
    argument("[NAME]...", list[str], "Which (default: all installed).", name="names", required=False),
    JSON,
    run="models.store.verify",
)

command(
    models,
    "remove",
    "Delete an installed model.",
    "Delete a model and its partial download. Its card stays, so that it can be installed again.",
    _NAME,
    run="models.store.remove",
)

command(
    models,
    "export",
    "Write a network as an ONNX file.",
    """Write a network as ONNX, for pictures of any size, after comparing it with torch.

    If it lies beside its weights and has their name, the engine uses it on the CPU, and needs no torch.
    """,
    argument("NAME", str, "The weights: gan, autoencoder or finder."),
    option("--output -o FILE.onnx", Path, "Where to write it (default: beside your own weights)."),
    OVERWRITE,
    run="models.networks.export",
)

command(
    models,
    "use",
    "Use weights that you trained yourself.",
    """Make an engine use the weights of a training run instead of the shipped ones.

    They are copied. Weights that were trained further (train ... --start) are accepted only if they fill
    the held-out photos better than before.
    """,
    argument("NAME", str, "Whose weights: gan, autoencoder, dictionary or finder."),
    argument("FILE.safetensors", Path, "Weights of a training run.", name="weights", required=False),
    option("--shipped", bool, "Return to the shipped weights.", name="shipped_ones"),
    option("--anyway", bool, "Even if further training made them no better."),
    run="models.networks.use",
)
