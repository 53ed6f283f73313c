"""`inpaint-studio models convert`: published weights of partial convolutions, as weights of ours."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

from ...core.files import megabytes
from ...weights import importing
from ...weights.published.convert import convert
from ...weights.published.layouts import Range
from ..mask_files import require_apart
from ..usage import require_one_of, wrong_usage
from .store import print_installed

_RANGES = {
    "unit": "from 0 to 1",
    "signed": "from -1 to 1",
    "imagenet": "with ImageNet's mean and deviation",
}


def run(
    file: Path, *, output: Path, card: Path | None, values: str | None, install: bool, overwrite: bool
) -> int:
    """Write the weights and their card, and say how they are used; returns the exit code 0."""
    from ...engines.registry import REGISTRY

    require_one_of("--range", values, get_args(Range))
    if output.suffix != ".safetensors":
        raise wrong_usage(f"-o must end in .safetensors, not '{output.name}'.")
    if card is not None and card.suffix != ".toml":
        raise wrong_usage(f"--card must end in .toml, not '{card.name}'.")
    require_apart({"-o": output, "--card": card}, {"FILE": file})
    reserved = REGISTRY.fixed_names()
    made = convert(
        file, output, card, values=cast("Range | None", values), reserved=reserved, overwrite=overwrite
    )
    print(
        f"{made.path}: {made.stages} stages, {made.parameters:,} parameters, "
        f"{megabytes(made.path.stat().st_size)}, from the layout of {made.layout}"
    )
    print(f"Taken to be trained on pictures {_RANGES[made.range]}" + ("." if values else " (--range)."))
    print(f"{made.card_path}: its card. Licence, source and training data are not known: fill them in.")
    if install:
        print_installed(importing.install_with_card(output, str(made.card_path), reserved=reserved))
    else:
        print(f"  inpaint-studio models import '{output}' --card '{made.card_path}'")
    return 0
