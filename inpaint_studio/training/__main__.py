"""`python -m inpaint_studio.training gan PHOTOS -o DIR`: `inpaint-studio train` without its libraries."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..core.errors import StudioError


def main(argv: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 stopped."""
    parser = _parser()
    given = parser.parse_args(argv)
    if given.damage is not None and given.task != "finder":
        parser.error("--damage is for the finder")
    try:
        from .run import Request, train

        changes = {
            name: getattr(given, name) for name in ("architecture", "steps", "minutes", "batch", "seed")
        }
        train(
            Request(
                given.task,
                given.photos,
                given.output,
                config=given.config,
                changes=changes,
                resume=given.resume,
                start=given.start,
                device=given.device,
                damage=given.damage,
            )
        )
    except StudioError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the last checkpoint is complete.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m inpaint_studio.training", description="Train on a folder of photos, without labels."
    )
    parser.add_argument("task", choices=("gan", "autoencoder", "finder"))
    parser.add_argument("photos", metavar="PHOTOS", type=Path, help="The folder with the photos.")
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, required=True, help="The folder of the run."
    )
    parser.add_argument(
        "--damage", metavar="FOLDER", type=Path, help="Outlines and cut-outs of damage (finder)."
    )
    parser.add_argument("--config", metavar="FILE.toml", type=Path, help="Settings; options take precedence.")
    parser.add_argument("--architecture", metavar="NAME", help="fourier, partial-unet or separable; context.")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", metavar="N", type=int, help="End after this many steps in total.")
    length.add_argument("--minutes", metavar="N", type=float, help="End after this many minutes in total.")
    parser.add_argument("--batch", metavar="N", type=int, help="Pictures per step, on each device.")
    parser.add_argument("--resume", action="store_true", help="Continue the run in DIR.")
    parser.add_argument(
        "--start", metavar="FILE", type=Path, help="Weights (or a run's folder) to start from."
    )
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps", help="Where to compute.")
    parser.add_argument("--seed", metavar="N", type=int, help="The same seed gives the same run.")
    return parser


if __name__ == "__main__":
    sys.exit(main())
