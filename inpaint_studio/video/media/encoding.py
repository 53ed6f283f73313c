"""Which encoder, pixel format and options a film is written with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from av.codec import Codec
from av.codec.codec import UnknownCodecError
from av.video.format import VideoFormat

from ...core.errors import StudioError
from ...core.threads import thread_count
from .about import Film, Light
from .colour import depth_of, has_alpha
from .planes import can_compose


@dataclass(frozen=True)
class Quality:
    """How well the pictures are kept: `lossless`, or by `crf` (None: the codec's default)."""

    crf: int | None = None
    lossless: bool = False


@dataclass(frozen=True)
class _Encoder:
    """An encoder, the options that always go with it, its crf (the default and the largest), and alpha."""

    name: str
    options: Mapping[str, str] = field(default_factory=dict)
    crf: int | None = None
    most: int = 51
    alpha: bool = True


_QUANTISER = {"flags": "+qscale", "global_quality": str(2 * 118)}
_ENCODERS = {
    "h264": _Encoder("libx264", crf=17),
    "hevc": _Encoder("libx265", {"x265-params": "log-level=none"}, crf=19),
    "vp9": _Encoder("libvpx-vp9", {"row-mt": "1", "cpu-used": "2"}, crf=20, most=63, alpha=False),
    "vp8": _Encoder("libvpx", {"b": "20M", "cpu-used": "2"}, crf=8, most=63, alpha=False),
    "av1": _Encoder("libsvtav1", {"preset": "7"}, crf=22, most=63),
    "mpeg4": _Encoder("mpeg4", _QUANTISER),
    "mpeg2video": _Encoder("mpeg2video", _QUANTISER),
    "mjpeg": _Encoder("mjpeg", _QUANTISER | {"strict": "unofficial"}),
    "prores": _Encoder("prores_ks"),
    "ffv1": _Encoder("ffv1", {"level": "3", "slicecrc": "1", "g": "1"}),
    "huffyuv": _Encoder("huffyuv"),
    "ffvhuff": _Encoder("ffvhuff"),
    "utvideo": _Encoder("utvideo"),
    "png": _Encoder("png"),
    "qtrle": _Encoder("qtrle"),
    "rawvideo": _Encoder("rawvideo"),
}
"""By the codec's name. Without a crf, quality is fixed: the best that is usual, or lossless."""
_OTHERWISE = ("h264", "vp9", "mpeg4", "ffv1")
"""What is written instead of a codec that cannot be, or not into this container: the first that can."""
_PRORES = {"Proxy": 0, "LT": 1, "Standard": 2, "HQ": 3, "4444": 4, "4444 XQ": 5}


@dataclass(frozen=True)
class Encoding:
    """How the pictures are encoded. `pixel_format` is one that `planes.can_compose`."""

    codec: str
    encoder: str
    pixel_format: str
    options: Mapping[str, str]


def candidates(film: Film, output: Path, quality: Quality) -> tuple[str, ...]:
    """The codecs that a film may be written with, the best first. Raises StudioError "film-lossless"."""
    if quality.lossless:
        if output.suffix.lower() != ".mkv":
            raise StudioError("film-lossless", path=output)
        return ("ffv1",)
    return tuple(codec for codec in dict.fromkeys((film.codec, *_OTHERWISE)) if is_writable(codec))


def encoding_of(film: Film, codec: str, quality: Quality) -> Encoding:
    """How a film is encoded with one of the `candidates`."""
    encoder = _ENCODERS[codec]
    return Encoding(codec, encoder.name, _pixel_format(film, encoder), _options(film, codec, quality))


def require_crf(codec: str, crf: int | None) -> None:
    """Raise StudioError "film-crf" if a codec is not controlled by this crf."""
    encoder = _ENCODERS[codec]
    if crf is None or (encoder.crf is not None and crf <= encoder.most):
        return
    if encoder.crf is None:
        raise StudioError("film-no-crf", codec=codec)
    raise StudioError("film-crf", codec=codec, most=encoder.most)


def is_writable(codec: str) -> bool:
    """Whether this build of FFmpeg has the encoder."""
    try:
        return codec in _ENCODERS and bool(Codec(_ENCODERS[codec].name, "w"))
    except UnknownCodecError:
        return False


def _options(film: Film, codec: str, quality: Quality) -> dict[str, str]:
    encoder = _ENCODERS[codec]
    options = dict(encoder.options)
    if encoder.crf is not None:
        options["crf"] = str(encoder.crf if quality.crf is None else quality.crf)
    if codec == "prores" and film.profile in _PRORES:
        options["profile"] = str(_PRORES[film.profile])
    if codec == "h264" and film.first_field is not None:
        options["x264-params"] = "tff=1" if film.first_field == "top" else "bff=1"
    if codec == "hevc":
        options["x265-params"] += _x265_light(film.light)
    options["threads"] = str(thread_count())
    return options


def _x265_light(light: Light) -> str:
    """HDR10 metadata in the words of x265, which counts in 1/50000 and 1/10000."""
    words = ""
    if light.mastering is not None:
        *points, least, most = light.mastering
        red, green, blue, white = (
            f"({round(50000 * x)},{round(50000 * y)})" for x, y in zip(points[::2], points[1::2], strict=True)
        )
        words += f":master-display=G{green}B{blue}R{red}WP{white}"
        words += f"L({round(10000 * most)},{round(10000 * least)})"
    if light.content is not None:
        words += f":max-cll={light.content[0]},{light.content[1]}"
    return words


def _pixel_format(film: Film, encoder: _Encoder) -> str:
    """The film's own format where the encoder takes it, else one with the same samples, else the nearest."""
    formats = Codec(encoder.name, "w").video_formats
    names = [one.name for one in formats or () if can_compose(one.name)]
    # decoders of VP8 and VP9 drop the alpha
    offered = [name for name in names if encoder.alpha or not has_alpha(name)]
    if not formats:  # an encoder that takes anything
        offered = [film.pixel_format] if can_compose(film.pixel_format) else ["yuv444p", "gbrp"]
    return min(offered, key=lambda name: (_loss(film.pixel_format, name), offered.index(name)))


def _loss(given: str, offered: str) -> tuple[int, ...]:
    """What a format loses of another, the worst first, then what it adds in vain; for comparing."""
    if given == offered:
        return (-1,)
    mine, theirs = _Traits.of(given), _Traits.of(offered)
    return (
        int(mine.alpha and not theirs.alpha),
        max(0, mine.depth - theirs.depth),
        int(theirs.across > mine.across) + int(theirs.down > mine.down),
        int(mine.is_rgb != theirs.is_rgb),
        int(plain(given) != plain(offered)),
        theirs.depth - mine.depth,
        mine.across * mine.down - theirs.across * theirs.down,
        int(theirs.alpha),
    )


@dataclass(frozen=True)
class _Traits:
    """What matters of a pixel format; `across` x `down` pixels share a sample of chroma."""

    depth: int
    across: int
    down: int
    is_rgb: bool
    alpha: bool

    @classmethod
    def of(cls, pixel_format: str) -> Self:
        described = VideoFormat(pixel_format)
        across, down = 16 // described.chroma_width(16), 16 // described.chroma_height(16)
        return cls(depth_of(pixel_format), across, down, described.is_rgb, has_alpha(pixel_format))


def plain(pixel_format: str) -> str:
    """The format of the same layout that says nothing about the range: yuv420p for yuvj420p."""
    return pixel_format.replace("yuvj", "yuv")


def is_exact(given: str, written: str) -> bool:
    """Whether a format holds all samples of another, so that nothing changes but their order."""
    mine, theirs = _Traits.of(given), _Traits.of(written)
    return mine == replace(theirs, alpha=mine.alpha)
