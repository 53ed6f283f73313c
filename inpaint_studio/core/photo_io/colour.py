"""Conversion of CMYK and Lab to RGB through their ICC profiles."""

from __future__ import annotations

import io

from PIL import Image, ImageCms

from ..errors import Note


def rgb_of_cmyk(image: Image.Image, icc: bytes | None) -> tuple[Image.Image, str]:
    """A CMYK picture as sRGB, and the note about it."""
    if icc:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            converted = ImageCms.profileToProfile(
                image,
                profile,
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except ImageCms.PyCMSError:
            return image.convert("RGB"), Note("cmyk-profile-broken")
        if converted is not None:
            name = " ".join(ImageCms.getProfileDescription(profile).split())
            return converted, Note("cmyk-converted", name=name)
    return image.convert("RGB"), Note("cmyk-no-profile")


def rgb_of_lab(image: Image.Image) -> tuple[Image.Image, str]:
    """A CIE L*a*b* picture as sRGB, and the note about it."""
    converted = ImageCms.profileToProfile(
        image, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    if converted is None:
        raise ValueError("the conversion gave nothing")
    return converted, Note("lab-converted")
