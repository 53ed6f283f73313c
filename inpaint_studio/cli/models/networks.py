"""`inpaint-studio models`: which weights the networks use, and their form for ONNX Runtime."""

from __future__ import annotations

from pathlib import Path

from ...core.errors import StudioError
from ...core.files import megabytes
from ...weights import own, shipped
from ...weights.onnx import export as onnx_form
from ..usage import wrong_usage


def export(name: str, output: Path | None, *, overwrite: bool) -> int:
    """Write the ONNX form of a network; returns the exit code 0."""
    own.require_known(name)
    if output is None:
        if not shipped.is_own(name):
            raise wrong_usage("Missing -o: where to write it (the default needs weights of your own).")
        output, overwrite = shipped.own_path(name).with_suffix(".onnx"), True
    worst = onnx_form.export(name, output, overwrite=overwrite)
    print(f"{output}: {megabytes(output.stat().st_size)}, differs from torch by at most {worst:.1g}")
    return 0


def use(name: str, weights: Path | None, *, shipped_ones: bool, anyway: bool) -> int:
    """Use other weights for a network, or return to the shipped ones; returns the exit code 0."""
    if (weights is None) != shipped_ones:
        raise wrong_usage("Name a weights file, or use --shipped.")
    if weights is None:
        had = own.use_shipped(name)
        print(f"{name}: using the shipped weights{' again' if had else '; there were no others'}.")
        return 0
    place = own.use(name, weights, anyway=anyway)
    if own.KINDS.get(name) == "finder":  # it runs in its ONNX form only
        try:
            onnx_form.export(name, place.with_suffix(".onnx"), overwrite=True)
        except StudioError:
            own.use_shipped(name)
            raise
    print(f"{name}: using your own weights, {place}")
    return 0
