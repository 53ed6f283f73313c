"""`inpaint-studio compress` and `decompress`: photos as few pixels, and back."""

from __future__ import annotations

from pathlib import Path

from ...codec.files import compress_file, decompress_file
from ..mask_files import require_apart
from ..output import print_json, progress, say, warn
from ..usage import require_none


def run(
    photo: Path, *, output: Path, bpp: float | None, quality: int | None, overwrite: bool, as_json: bool
) -> int:
    """Compress and save; returns the exit code 0."""
    require_apart({"--output": output}, {"PHOTO": photo})
    if bpp is not None:
        require_none({"--quality": quality}, "--bpp says how large the file may be")
    with progress("Compressing", shown=not as_json) as advance:
        done = compress_file(
            photo,
            output,
            quality=quality,
            bpp=bpp,
            overwrite=overwrite,
            on_progress=lambda fraction: advance(fraction, None),
        )
    warn(done.notes)
    if as_json:
        print_json({"output": str(output), "bytes": done.count, "bpp": round(done.bpp, 4)})
    else:
        say(f"{output}: {done.count:,} bytes, {done.bpp:.3f} bits per pixel")
    return 0


def run_decompress(file: Path, *, output: Path, overwrite: bool) -> int:
    """Decompress and save; returns the exit code 0."""
    require_apart({"--output": output}, {"FILE": file})
    size = decompress_file(file, output, overwrite=overwrite)
    say(f"{output}: {size} px")
    return 0
