"""What the parts that know no Qt say in passing, in the user's language: notes, and why something failed.

They say it in English sentences with the values already in them, since the command line and the
sidecars want them so. The sentences are listed here with their values open, and found by that.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT = "core"

SENTENCES: tuple[str, ...] = tuple(
    map(
        str,
        (
            # why a file cannot be read or written
            QT_TRANSLATE_NOOP("core", "permission denied"),
            QT_TRANSLATE_NOOP("core", "the disk is full"),
            QT_TRANSLATE_NOOP("core", "the disk is read-only"),
            QT_TRANSLATE_NOOP("core", "the disk reports an error"),
            QT_TRANSLATE_NOOP("core", "the name is too long"),
            QT_TRANSLATE_NOOP("core", "the name is not valid"),
            QT_TRANSLATE_NOOP("core", "the file is write-protected"),
            QT_TRANSLATE_NOOP("core", "its links lead in a circle"),
            # how a photo is damaged
            QT_TRANSLATE_NOOP("core", "it ends too early"),
            QT_TRANSLATE_NOOP("core", "it is far too long"),
            QT_TRANSLATE_NOOP("core", "it has no pixels"),
            QT_TRANSLATE_NOOP("core", "it has too few channels"),
            QT_TRANSLATE_NOOP("core", "it does not begin like a PNG"),
            QT_TRANSLATE_NOOP("core", "a checksum in it is wrong"),
            QT_TRANSLATE_NOOP("core", "its contents make no sense"),
            QT_TRANSLATE_NOOP("core", "its header is missing"),
            QT_TRANSLATE_NOOP("core", "its header makes no sense"),
            QT_TRANSLATE_NOOP("core", "its first page cannot be found"),
            QT_TRANSLATE_NOOP("core", "its pixels are missing"),
            QT_TRANSLATE_NOOP("core", "its palette is missing"),
            QT_TRANSLATE_NOOP("core", "its palette is too short"),
            QT_TRANSLATE_NOOP("core", "its pixels cannot be unpacked"),
            QT_TRANSLATE_NOOP("core", "its pixels unpack to more than the picture has"),
            QT_TRANSLATE_NOOP("core", "some of its pixels are missing"),
            # why a photo cannot be edited
            QT_TRANSLATE_NOOP(
                "core",
                "It is a HEIF picture of a coding that cannot be read. Convert it to PNG or TIFF first.",
            ),
            QT_TRANSLATE_NOOP(
                "core", "It is a JPEG XL with inks beside its colours. Convert it to PNG or TIFF first."
            ),
            QT_TRANSLATE_NOOP(
                "core", "It is a JPEG 2000 of a kind that cannot be edited. Convert it to 8 or 16 bit first."
            ),
            QT_TRANSLATE_NOOP(
                "core", "It is a BMP of {kind}, which cannot be read. Convert it to PNG or TIFF first."
            ),
            QT_TRANSLATE_NOOP(
                "core", "Its compression ({name}) cannot be read. Convert it to PNG or TIFF first."
            ),
            QT_TRANSLATE_NOOP("core", "It is {kind}. Convert it to PNG or TIFF first."),
            QT_TRANSLATE_NOOP(
                "core", 'It is a HEIC or HEIF photo. To open such photos: pip install "inpaint-studio[heic]".'
            ),
            QT_TRANSLATE_NOOP(
                "core", 'It is a camera raw file. To open such files: pip install "inpaint-studio[raw]".'
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "It is a camera raw file of a kind that cannot be developed. Develop it into a TIFF or PNG "
                "first.",
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "The camera raw file was developed with the camera's white balance; it stays as it is.",
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "The colour profile of the JPEG XL cannot be read, so its colours were taken for sRGB.",
            ),
            QT_TRANSLATE_NOOP("core", "The colour profile is in another file, so it was left out."),
            QT_TRANSLATE_NOOP("core", "{count} extra channel of the JPEG 2000 will not be saved."),
            QT_TRANSLATE_NOOP("core", "{count} extra channels of the JPEG 2000 will not be saved."),
            QT_TRANSLATE_NOOP("core", "an EPS or PostScript drawing"),
            QT_TRANSLATE_NOOP("core", "a PDF document"),
            QT_TRANSLATE_NOOP("core", "a WMF drawing"),
            QT_TRANSLATE_NOOP("core", "an EMF drawing"),
            QT_TRANSLATE_NOOP("core", "an SVG drawing"),
            QT_TRANSLATE_NOOP("core", "a picture in GIMP's own format"),
            QT_TRANSLATE_NOOP("core", "a large Photoshop document"),
            QT_TRANSLATE_NOOP("core", "a Photoshop document of {bits} bit"),
            QT_TRANSLATE_NOOP("core", "a PAM picture"),
            QT_TRANSLATE_NOOP("core", "an OpenEXR picture"),
            QT_TRANSLATE_NOOP("core", "a Radiance HDR picture"),
            QT_TRANSLATE_NOOP("core", "a JPEG XR picture"),
            QT_TRANSLATE_NOOP("core", "a DjVu document"),
            QT_TRANSLATE_NOOP("core", "a DICOM picture"),
            QT_TRANSLATE_NOOP("core", "a FITS picture"),
            QT_TRANSLATE_NOOP("core", "a ZIP archive"),
            QT_TRANSLATE_NOOP("core", "an office document"),
            QT_TRANSLATE_NOOP("core", "a compressed archive"),
            QT_TRANSLATE_NOOP("core", "a video"),
            QT_TRANSLATE_NOOP("core", "a web page"),
            QT_TRANSLATE_NOOP(
                "core", "It is a TIFF of {bits} bit, {kind}. Convert it to RGB of 8 or 16 bit first."
            ),
            QT_TRANSLATE_NOOP("core", "It has inks beside CMYK. Convert it to RGB first."),
            QT_TRANSLATE_NOOP(
                "core", "It holds floating-point values outside 0 to 1. Convert it to 16 bit first."
            ),
            QT_TRANSLATE_NOOP(
                "core", "It holds whole numbers of more than 16 bit. Convert it to 16 bit first."
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "Its compression ({name}) cannot be read. Save it uncompressed or with Deflate.",
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "It is a volume of several slices. Save the slice to edit as a picture of its own.",
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "It is stored in pieces far larger than its picture needs. Save it again, with its colours "
                "alone.",
            ),
            QT_TRANSLATE_NOOP(
                "core", "It is a JPEG of a kind that cannot be read ({kind}). Save it as PNG or TIFF first."
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "It is a JPEG of so many scans that decoding it would take very long. Save it as PNG first.",
            ),
            QT_TRANSLATE_NOOP(
                "core", "It is a picture of a kind that cannot be read. Convert it to PNG or TIFF first."
            ),
            QT_TRANSLATE_NOOP(
                "core", "It is a TGA whose runs go on from row to row. Convert it to PNG or TIFF first."
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "It is an AVIF of more than 268 megapixels or 32768 pixels on one side, which cannot be "
                "unpacked. Convert it to PNG or TIFF first.",
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "It is a large {name} picture, which would take very long to unpack. Convert it to PNG or "
                "TIFF first.",
            ),
            QT_TRANSLATE_NOOP("core", "hierarchical"),
            QT_TRANSLATE_NOOP("core", "lossless with arithmetic coding"),
            QT_TRANSLATE_NOOP("core", "its height stands after its pixels"),
            QT_TRANSLATE_NOOP("core", "uneven subsampling"),
            QT_TRANSLATE_NOOP("core", "{count} channels"),
            # what opening a photo changed
            QT_TRANSLATE_NOOP("core", "The file holds an animation; only its first frame is used."),
            QT_TRANSLATE_NOOP("core", "The file holds {count} frames; only the first is used."),
            QT_TRANSLATE_NOOP("core", "The file holds {count} pages; only the first is used."),
            QT_TRANSLATE_NOOP("core", "The file holds {count} pages; only the first in full size is used."),
            QT_TRANSLATE_NOOP("core", "The file holds {count} pictures; only the first is used."),
            QT_TRANSLATE_NOOP("core", "Floating-point values were converted to 16 bit."),
            QT_TRANSLATE_NOOP("core", "Premultiplied alpha was turned into plain alpha."),
            QT_TRANSLATE_NOOP("core", "{count} extra channel of the TIFF will not be saved."),
            QT_TRANSLATE_NOOP("core", "{count} extra channels of the TIFF will not be saved."),
            QT_TRANSLATE_NOOP("core", "Values of {bits} bit were spread over 16."),
            QT_TRANSLATE_NOOP(
                "core",
                "The Photoshop layers of the TIFF will not be saved, only the picture that they make.",
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "The georeference of the TIFF does not fit the turned photo and will not be saved.",
            ),
            QT_TRANSLATE_NOOP(
                "core", "The georeference of the TIFF does not fit the new size and was left out."
            ),
            QT_TRANSLATE_NOOP("core", "Lab was converted to sRGB."),
            QT_TRANSLATE_NOOP("core", "CMYK was converted to sRGB through its profile ({name})."),
            QT_TRANSLATE_NOOP(
                "core",
                "CMYK was converted to RGB without a profile, as the one in the file cannot be used: "
                "colours may differ.",
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "CMYK was converted to RGB without a profile, as the file has none: colours may differ.",
            ),
            QT_TRANSLATE_NOOP("core", "{bits}-bit CMYK was reduced to 8 bit for that."),
            # how a mask was read
            QT_TRANSLATE_NOOP("core", "The mask marks nothing: its value is {low} everywhere."),
            QT_TRANSLATE_NOOP(
                "core",
                "The mask marks nothing: its values go from {low} to {high} (of {most}), and only those "
                "from {threshold} on are taken.",
            ),
            QT_TRANSLATE_NOOP(
                "core", "The mask holds only the values {low} and {high}; {taken} was taken as marked."
            ),
            QT_TRANSLATE_NOOP(
                "core", "The mask is of 16 bit but holds only 0 to 255, so it was read as 8 bit."
            ),
            QT_TRANSLATE_NOOP(
                "core", "The mask covers {percent} % of the photo. If the rest is meant, {way}."
            ),
            QT_TRANSLATE_NOOP("core", "invert it"),
            QT_TRANSLATE_NOOP("core", "The mask was saved by Inpaint Studio; its soft edges are kept."),
            QT_TRANSLATE_NOOP(
                "core",
                "The mask is a photo of which a part was erased; the erased part was taken as marked.",
            ),
            QT_TRANSLATE_NOOP(
                "core", "The mask has one colour, {colour}, on {ground}; it was taken as marked."
            ),
            QT_TRANSLATE_NOOP("core", "black"),
            QT_TRANSLATE_NOOP("core", "white"),
            QT_TRANSLATE_NOOP("core", "The mask has coloured marks on black, which were taken."),
            QT_TRANSLATE_NOOP("core", "The mask has coloured marks on white, which were taken."),
            QT_TRANSLATE_NOOP(
                "core",
                "The mask is a coloured picture, not marks on black or white: what is bright in it was "
                "taken. Paint what to fill in white on black.",
            ),
            QT_TRANSLATE_NOOP("core", "The {bits} bits of each channel were spread over {count}."),
            QT_TRANSLATE_NOOP(
                "core", "The {things} in the file is damaged or far too long; it was left out."
            ),
            QT_TRANSLATE_NOOP(
                "core", "The file has more than 64 MB of metadata; what goes beyond that was left out."
            ),
            QT_TRANSLATE_NOOP(
                "core", "The gain map, which makes the photo brighter on HDR screens, will not be saved."
            ),
            QT_TRANSLATE_NOOP("core", "The video in the photo (a motion photo) will not be saved."),
            QT_TRANSLATE_NOOP("core", "The depth map in the photo will not be saved."),
            QT_TRANSLATE_NOOP(
                "core", "Copies of the unchanged picture in the photo's XMP will not be saved."
            ),
            QT_TRANSLATE_NOOP(
                "core", "Its Content Credentials (C2PA) are about the unchanged photo and will not be saved."
            ),
            QT_TRANSLATE_NOOP("core", "What only some programs understand will not be saved: {things}."),
            # what saving a photo changed
            QT_TRANSLATE_NOOP(
                "core",
                "JPEG encodes the whole photo again (with {how}), so pixels outside the mask change a "
                "little; PNG and TIFF keep them exactly.",
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "WebP encodes the whole photo again (with quality {quality}), so pixels outside the mask "
                "change a little; PNG and TIFF keep them exactly.",
            ),
            QT_TRANSLATE_NOOP("core", "the original's quantisation tables and {sampling} colour"),
            QT_TRANSLATE_NOOP("core", "the original's quantisation tables"),
            QT_TRANSLATE_NOOP("core", "quality {quality} and {sampling} colour"),
            QT_TRANSLATE_NOOP("core", "quality {quality}"),
            QT_TRANSLATE_NOOP(
                "core", "{format} has 8 bits per channel, so the 16 bits of the photo were reduced to 8."
            ),
            QT_TRANSLATE_NOOP("core", "{format} has no transparency, so the photo was laid on white."),
            QT_TRANSLATE_NOOP("core", "{format} cannot hold the {things} of the photo."),
            QT_TRANSLATE_NOOP(
                "core", "The {things} of the photo is too long for this format and was left out."
            ),
            QT_TRANSLATE_NOOP("core", "'{name}' told how the picture before was filled, so it was removed."),
            QT_TRANSLATE_NOOP(
                "core", "'{name}' does not belong to this picture; it tells how another one was filled."
            ),
            QT_TRANSLATE_NOOP(
                "core", "Only one fill of a whole photo can be repeated, so no sidecar was written."
            ),
            # projects, sessions and the history
            QT_TRANSLATE_NOOP(
                "core", "Another program has changed this project, so its masks and results were left out."
            ),
            QT_TRANSLATE_NOOP("core", "The {count} layers of this project were joined into one."),
            QT_TRANSLATE_NOOP(
                "core", "Only the lowest of the {count} layers of this project could be opened."
            ),
            QT_TRANSLATE_NOOP("core", "there is no picture in it"),
            QT_TRANSLATE_NOOP("core", "its parts overlap"),
            QT_TRANSLATE_NOOP("core", "it claims to hold more than a file of its length can"),
            QT_TRANSLATE_NOOP("core", "its description is far too long"),
            QT_TRANSLATE_NOOP("core", "the metadata of its photo is far too long"),
            QT_TRANSLATE_NOOP("core", "'{name}' in it is damaged, {reason}"),
            QT_TRANSLATE_NOOP("core", "'{name}' in it is far too long"),
            QT_TRANSLATE_NOOP("core", "'{name}' in it is missing"),
            QT_TRANSLATE_NOOP("core", "'{name}' in it cannot be unpacked"),
            QT_TRANSLATE_NOOP("core", "'{name}' in it cannot be used"),
            QT_TRANSLATE_NOOP("core", "'{name}' in it makes no sense"),
            QT_TRANSLATE_NOOP("core", "its contents have changed"),
            QT_TRANSLATE_NOOP("core", "its description is damaged"),
            QT_TRANSLATE_NOOP("core", "its history makes no sense"),
            QT_TRANSLATE_NOOP("core", "its photo is missing"),
            # the settings
            QT_TRANSLATE_NOOP(
                "core", "The settings in '{file}' cannot be read: {reason}. Using the defaults."
            ),
            QT_TRANSLATE_NOOP(
                "core", "The settings in '{file}' are damaged; they are now '{aside}'. Using the defaults."
            ),
            QT_TRANSLATE_NOOP("core", "The settings in '{file}' are damaged. Using the defaults."),
            QT_TRANSLATE_NOOP("core", "In '{file}' these do not fit: {names}. Using their defaults."),
            # engines and devices
            QT_TRANSLATE_NOOP("core", "it needs the Python package {packages}"),
            QT_TRANSLATE_NOOP("core", "it is not installed. See: inpaint-studio models install {name}"),
            QT_TRANSLATE_NOOP("core", "'{path}' is damaged. See: inpaint-studio models install {name}"),
            QT_TRANSLATE_NOOP(
                "core",
                "The model changed what it should have kept: its card is probably wrong about the mask, a "
                "range or the order of the colours.",
            ),
            QT_TRANSLATE_NOOP("core", "an engine is called so. Choose another."),
            QT_TRANSLATE_NOOP("core", "there is a card of that name. Choose another."),
            QT_TRANSLATE_NOOP("core", "write it as '{name}'."),
            QT_TRANSLATE_NOOP("core", "it is an ordinary ZIP file."),
            QT_TRANSLATE_NOOP("core", "it is neither ONNX nor TorchScript."),
            QT_TRANSLATE_NOOP(
                "core",
                "a safetensors file does not say how its network is built. Write a card that names one of "
                "the networks here, and name that card.",
            ),
            QT_TRANSLATE_NOOP("core", "it takes {inputs}, and not a picture and a mask."),
            QT_TRANSLATE_NOOP("core", "it gives {outputs}, and no picture."),
            QT_TRANSLATE_NOOP("core", "it takes {count} pictures at once."),
            QT_TRANSLATE_NOOP("core", "'{name}' has numbers of a kind that cards do not know."),
            QT_TRANSLATE_NOOP("core", "ONNX Runtime says: {words}."),
            QT_TRANSLATE_NOOP("core", "it unfolds into more operations than a network has."),
            QT_TRANSLATE_NOOP("core", "it computes for more than {seconds} seconds on a small picture."),
            QT_TRANSLATE_NOOP("core", "it takes more than half of the memory for a small picture."),
            QT_TRANSLATE_NOOP("core", "{module} could not be loaded ({kind}: {error})"),
            QT_TRANSLATE_NOOP("core", "{module} is not an engine"),
            QT_TRANSLATE_NOOP("core", "no other engine can run."),
            QT_TRANSLATE_NOOP("core", "its weights are missing: there is no file '{path}'. Install again."),
            QT_TRANSLATE_NOOP("core", "its weights '{path}' are an empty file. Install again."),
            QT_TRANSLATE_NOOP("core", "its weights '{path}' are an empty file. Remove it."),
            QT_TRANSLATE_NOOP("core", "its weights cannot be read: {reason}."),
            QT_TRANSLATE_NOOP("core", "it is empty"),
            QT_TRANSLATE_NOOP(
                "core",
                "it is damaged or was replaced: its checksum is not that of the shipped file",
            ),
            QT_TRANSLATE_NOOP("core", "it is incomplete, or not in the format safetensors"),
            QT_TRANSLATE_NOOP("core", "it holds values that are not numbers"),
            QT_TRANSLATE_NOOP("core", "they belong to another network"),
            QT_TRANSLATE_NOOP("core", "they belong to another network, '{name}'"),
            QT_TRANSLATE_NOOP(
                "core", "The GPU has too little memory for this fill, so the processor computed it."
            ),
            QT_TRANSLATE_NOOP(
                "core",
                "The photo's colour profile cannot be used here, so its colours were taken for sRGB.",
            ),
            QT_TRANSLATE_NOOP("core", "torch is not installed."),
            QT_TRANSLATE_NOOP("core", "the installed torch is built without CUDA."),
            QT_TRANSLATE_NOOP("core", "there is no NVIDIA GPU, or no driver for it."),
            QT_TRANSLATE_NOOP("core", "there is no Apple GPU."),
            QT_TRANSLATE_NOOP("core", "{engine} does not use a guide."),
            QT_TRANSLATE_NOOP("core", "{engine} does not use a source mask."),
            QT_TRANSLATE_NOOP(
                "core", "{engine} is meant for holes up to {widest} px across; this one is {width} px."
            ),
            QT_TRANSLATE_NOOP("core", "Stopped at {share}: this is the best so far."),
            QT_TRANSLATE_NOOP("core", "on or off"),
            QT_TRANSLATE_NOOP("core", "one of {choices}"),
            QT_TRANSLATE_NOOP("core", "a whole number from {low} to {high}"),
            QT_TRANSLATE_NOOP("core", "a number from {low} to {high}"),
        ),
    )
)
"""Every sentence with its values as {name}; of two that suit a text, the first is taken."""

_SYSTEM: tuple[str, ...] = tuple(
    map(
        str,
        (
            QT_TRANSLATE_NOOP("core", "no such file or directory"),
            QT_TRANSLATE_NOOP("core", "no space left on device"),
            QT_TRANSLATE_NOOP("core", "not a directory"),
            QT_TRANSLATE_NOOP("core", "is a directory"),
            QT_TRANSLATE_NOOP("core", "too many open files"),
        ),
    )
)
"""What the system itself says when a file cannot be used; `core.files.reason` passes it on."""

_THINGS: tuple[str, ...] = tuple(
    map(
        str,
        (
            QT_TRANSLATE_NOOP("core", "colour profile"),
            QT_TRANSLATE_NOOP("core", "extended XMP"),
            QT_TRANSLATE_NOOP("core", "Photoshop's own data"),
            QT_TRANSLATE_NOOP("core", "comments"),
            QT_TRANSLATE_NOOP("core", "resolution"),
            QT_TRANSLATE_NOOP("core", "texts of the PNG"),
            QT_TRANSLATE_NOOP("core", "gamma and primaries"),
            QT_TRANSLATE_NOOP("core", "georeference"),
            QT_TRANSLATE_NOOP("core", "data after the picture"),
            # between the things of a list
            QT_TRANSLATE_NOOP("core", ", "),
            QT_TRANSLATE_NOOP("core", " and "),
        ),
    )
)
"""What a format may be unable to hold."""

_SEPARATOR = re.compile("(, | and )")
_VALUE = re.compile(r"\{(\w+)\}")


def core_text(text: str) -> str:
    """A note or a reason in the user's language; as it is if it is none of those that are known."""
    for sentence, pattern in _patterns():
        match = pattern.fullmatch(text)
        if match is None:
            continue
        template = QCoreApplication.translate(_CONTEXT, sentence)
        # a value may itself be a reason, or the label of an engine
        values = match.groupdict().items()
        return template.format(
            **{name: (_list if name == "things" else _value)(each) for name, each in values}
        )
    return text


def _list(text: str) -> str:
    return "".join(map(core_text, _SEPARATOR.split(text)))


def _value(text: str) -> str:
    label = QCoreApplication.translate("engines", text)
    return core_text(text) if label == text else label


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for sentence in (*SENTENCES, *_SYSTEM, *_THINGS):
        parts = _VALUE.split(sentence)  # words and names of values in turn
        regular = "".join(
            re.escape(part) if index % 2 == 0 else f"(?P<{part}>.+)" for index, part in enumerate(parts)
        )
        found.append((sentence, re.compile(regular, re.DOTALL)))
    return tuple(found)
