"""The texts of notes, by code."""

from __future__ import annotations

from .model_notes import MODEL_NOTES

NOTES: dict[str, str] = MODEL_NOTES | {
    # why a file cannot be read or written
    "permission-denied": "permission denied",
    "disk-is-full": "the disk is full",
    "disk-read-only": "the disk is read-only",
    "disk-error": "the disk reports an error",
    "name-long": "the name is too long",
    "name-invalid": "the name is not valid",
    "write-protected": "the file is write-protected",
    "link-loop": "its symbolic links form a loop",
    "no-such-file": "no such file or directory",
    "not-a-folder": "not a directory",
    "is-a-folder": "is a directory",
    "too-many-files": "too many open files",
    "system-says": "{words}",
    "not-ordinary-file": "it is not an ordinary file",
    # compressing
    "inpz-srgb": "Colours were converted to sRGB with 8 bits.",
    "inpz-bits": "16 bits became 8.",
    # how a photo is damaged
    "ends-early": "it ends too early",
    "too-long": "it is far too long",
    "no-pixels": "it has no pixels",
    "few-channels": "it has too few channels",
    "not-png": "it does not begin like a PNG file",
    "checksum-wrong": "a checksum in it is wrong",
    "contents-invalid": "its contents are not valid",
    "header-missing": "its header is missing",
    "header-invalid": "its header is not valid",
    "first-page-missing": "its first page cannot be found",
    "pixels-missing": "its pixels are missing",
    "palette-missing": "its palette is missing",
    "palette-short": "its palette is too short",
    "pixels-packed": "its pixels cannot be decoded",
    "pixels-excess": "its pixel data is larger than the picture",
    "pixels-partial": "some of its pixels are missing",
    "inpz-other": "it does not begin like a compressed picture",
    "inpz-version": "version {version} of the format needs a newer Inpaint Studio",
    "inpz-checksum": "its checksum is wrong, so it was cut off or changed",
    "inpz-claims": "so few bytes cannot hold {size} px",
    "no-frames": "none of its frames can be decoded",
    # keyframes and the plate of a film
    "keyframes-doubtful": "The mask may have lost its object in the frames {frames}. Paint it there too.",
    "plate-left-out": "Left out, since they don't show the same place: {count} of {total} frames.",
    # what of a film cannot be kept
    "film-codec-becomes": "The pictures become {other}: {codec} cannot be written here.",
    "film-depth-becomes": "Colours get {bits} bits instead of {depth}.",
    "film-format-becomes": "The pixel format {format} becomes {other}.",
    "film-times-rounded": (
        "The container counts time in units of {unit} ms, so frames move by up to half of that."
    ),
    "film-loses": "Cannot be kept here: {things}.",
    "film-alpha": "transparency",
    "film-rotation": "the rotation",
    "film-aspect": "the shape of the pixels",
    "film-colour-tags": "colour tags",
    "film-interlacing": "interlacing",
    "film-track": "the {kind} track ({codec})",
    "film-chapters": "chapters",
    "film-metadata": "the metadata '{key}'",
    "film-mastering-display": "HDR mastering metadata",
    "film-content-light": "HDR light levels",
    "film-hdr10": "HDR10+ metadata",
    "film-dolby-vision": "Dolby Vision metadata",
    "film-closed-captions": "closed captions inside the pictures",
    "track-audio": "audio",
    "track-subtitle": "subtitle",
    "track-data": "data",
    "track-attachment": "attachment",
    "track-video": "second picture",
    "film-cut-short": "The film ends too early: {frames} of its {expected} frames are there, up to {length}.",
    "frames-missing": (
        "Frames that cannot be decoded, for which the one before stands in: {numbers} ({count} in all)."
    ),
    # why a photo cannot be edited
    "unsuited-kind": "It is {kind}. Convert it to PNG or TIFF first.",
    "unsuited-picture": "It is a kind of picture that cannot be read. Convert it to PNG or TIFF first.",
    "unsuited-large": (
        "It is a large {name} picture, which would take very long to decode. Convert it to PNG or TIFF first."
    ),
    "unsuited-compression": "Its compression ({name}) cannot be read. Convert it to PNG or TIFF first.",
    "unsuited-floats": "It has floating-point values outside 0 to 1. Convert it to 16 bit first.",
    "unsuited-integers": "It has whole numbers of more than 16 bit. Convert it to 16 bit first.",
    "unsuited-avif": (
        "It is an AVIF of more than 268 megapixels or 32768 pixels on one side, which cannot be decoded. "
        "Convert it to PNG or TIFF first."
    ),
    "unsuited-bmp": "It is a BMP with {kind}, which cannot be read. Convert it to PNG or TIFF first.",
    "unsuited-heif": (
        "It is a HEIF picture with a codec that cannot be read. Convert it to PNG or TIFF first."
    ),
    "heif-needs": "It is a HEIC or HEIF photo. To open such photos: {install:[heic]}.",
    "unsuited-jp2": "It is a kind of JPEG 2000 that cannot be edited. Convert it to 8 or 16 bit first.",
    "unsuited-jpeg": "It is a kind of JPEG that cannot be read ({kind}). Save it as PNG or TIFF first.",
    "unsuited-scans": (
        "It is a JPEG with too many scans, which would take very long to decode. Save it as PNG first."
    ),
    "unsuited-jxl": (
        "It is a JPEG XL with extra channels besides colour and alpha. Convert it to PNG or TIFF first."
    ),
    "unsuited-raw": (
        "It is a kind of camera raw file that cannot be developed. Develop it to a TIFF or PNG first."
    ),
    "raw-needs": "It is a camera raw file. To open such files: {install:[raw]}.",
    "unsuited-tga": "It is a TGA whose compressed runs cross rows. Convert it to PNG or TIFF first.",
    "unsuited-tiff": "It is a TIFF of {bits} bit, {kind}. Convert it to RGB of 8 or 16 bit first.",
    "unsuited-tiff-compression": (
        "Its compression ({name}) cannot be read. Save it uncompressed or with Deflate."
    ),
    "unsuited-inks": "It has other inks besides CMYK. Convert it to RGB first.",
    "unsuited-pieces": (
        "It is stored in blocks far larger than the picture needs. Save it again, with its colours only."
    ),
    "unsuited-volume": "It is a volume of several slices. Save the slice to edit as a separate picture.",
    # kinds of files
    "kind-eps": "an EPS or PostScript drawing",
    "kind-pdf": "a PDF document",
    "kind-wmf": "a WMF drawing",
    "kind-emf": "an EMF drawing",
    "kind-svg": "an SVG drawing",
    "kind-gimp": "a picture in GIMP's own format",
    "kind-large-photoshop": "a large Photoshop document",
    "kind-photoshop": "a Photoshop document of {bits} bit",
    "kind-pam": "a PAM picture",
    "kind-openexr": "an OpenEXR picture",
    "kind-radiance": "a Radiance HDR picture",
    "kind-jpeg-xr": "a JPEG XR picture",
    "kind-djvu": "a DjVu document",
    "kind-dicom": "a DICOM picture",
    "kind-nifti": "a NIfTI volume",
    "kind-fits": "a FITS picture",
    "kind-zip": "a ZIP archive",
    "kind-office": "an office document",
    "kind-archive": "a compressed archive",
    "kind-video": "a video",
    "kind-page": "a web page",
    # kinds of JPEG, BMP and TIFF
    "jpeg-hierarchical": "hierarchical",
    "jpeg-arithmetic": "lossless with arithmetic coding",
    "jpeg-height": "its height comes after its pixels",
    "jpeg-subsampling": "uneven subsampling",
    "some-channels": "{count} channels",
    "some-bits": "{bits} bit",
    "tiff-signed": "signed whole numbers",
    "tiff-complex": "complex numbers",
    "tiff-mixed": "mixed",
    "tiff-grey": "grey",
    "tiff-palette": "palette",
    # what opening a photo changed
    "first-of-animation": "The file holds an animation; only its first frame is used.",
    "first-frame": "The file holds {count} frames; only the first is used.",
    "first-page": "The file holds {count} pages; only the first is used.",
    "first-large-page": "The file holds {count} pages; only the first in full size is used.",
    "first-picture": "The file holds {count} pictures; only the first is used.",
    "floats-converted": "Floating-point values were converted to 16 bit.",
    "alpha-unmultiplied": "Premultiplied alpha was converted to plain alpha.",
    "values-spread": "Values of {bits} bit were scaled to 16.",
    "channels-spread": "The {bits} bits of each channel were scaled to {count}.",
    "extra-channel": "{count} extra channel of the {format} will not be saved.",
    "extra-channels": "{count} extra channels of the {format} will not be saved.",
    "infrared-inside": (
        "The TIFF has an extra plane, taken for the scanner's infrared: it helps to find damage but will "
        "not be saved."
    ),
    "infrared-unused": "The infrared of this scan was not used. {reason}",
    "infrared-image": (
        "The infrared was not used: it shows the picture itself, as with black-and-white film, whose silver "
        "blocks infrared like dust."
    ),
    "infrared-flat": "The infrared was not used: the extra plane does not look like the scan of a film.",
    "lab-converted": "Lab was converted to sRGB.",
    "cmyk-converted": "CMYK was converted to sRGB through its profile ({name}).",
    "cmyk-profile-broken": (
        "CMYK was converted to RGB without a profile, as the one in the file cannot be used: colours "
        "may differ."
    ),
    "cmyk-no-profile": (
        "CMYK was converted to RGB without a profile, as the file has none: colours may differ."
    ),
    "cmyk-reduced": "{bits}-bit CMYK was reduced to 8 bit for that.",
    "raw-developed": (
        "The camera raw file was developed with the camera's white balance; the file itself is not changed."
    ),
    "jxl-profile": "The colour profile of the JPEG XL cannot be read, so its colours are treated as sRGB.",
    "profile-elsewhere": "The colour profile is in another file, so it was left out.",
    "metadata-broken": "The {what} in the file is damaged or far too long; it was left out.",
    "metadata-much": "The file has more than 64 MB of metadata; the rest was left out.",
    # what saving a photo loses
    "loses-gain-map": "The gain map, which makes the photo brighter on HDR screens, will not be saved.",
    "loses-video": "The video in the photo (a motion photo) will not be saved.",
    "loses-depth-map": "The depth map in the photo will not be saved.",
    "loses-copies": "Copies of the unchanged picture in the photo's XMP will not be saved.",
    "loses-credentials": (
        "Its Content Credentials (C2PA) are about the unchanged photo and will not be saved."
    ),
    "loses-things": "Data that only some programs understand will not be saved: {things}.",
    "loses-layers": "The Photoshop layers of the TIFF will not be saved, only the merged picture.",
    "loses-place": "The georeference of the TIFF does not fit the turned photo and will not be saved.",
    "place-left-out": "The georeference of the TIFF does not fit the new size and was left out.",
    "jpeg-encodes": (
        "JPEG encodes the whole photo again (with {how}), so pixels outside the mask change a "
        "little; PNG and TIFF keep them exactly."
    ),
    "webp-encodes": (
        "WebP encodes the whole photo again (with quality {quality}), so pixels outside the mask "
        "change a little; PNG and TIFF keep them exactly."
    ),
    "own-tables": "the original's quantisation tables",
    "own-tables-colour": "the original's quantisation tables and {sampling} colour",
    "quality": "quality {quality}",
    "quality-colour": "quality {quality} and {sampling} colour",
    "eight-bits": "{format} has 8 bits per channel, so the 16 bits of the photo were reduced to 8.",
    "no-transparency": "{format} has no transparency, so the photo was put on white.",
    "cannot-hold": "{format} cannot hold the {things} of the photo.",
    "too-long-for-format": "The {what} of the photo is too long for this format and was left out.",
    "sidecar-removed": "'{name}' described the fill of the previous picture, so it was removed.",
    "sidecar-stale": "'{name}' does not belong to this picture; it describes the fill of another one.",
    "sidecar-none": "Only one fill of a whole photo can be repeated, so no sidecar was written.",
    # what a file says about its photo
    "colour-profile": "colour profile",
    "extended-xmp": "extended XMP",
    "photoshop-data": "Photoshop's own data",
    "comments": "comments",
    "resolution": "resolution",
    "png-texts": "texts of the PNG",
    "png-colours": "gamma and primaries",
    "georeference": "georeference",
    "trailing-data": "data after the picture",
    "metadata": "metadata",
    "did-you-mean": " Did you mean '{name}'?",
    "list-more": "{first}, {last}",
    "list-and": "{first} and {last}",
    # how a mask was read
    "mask": "mask",
    "source-mask": "source mask",
    "mask-empty": "The {what} marks nothing: its value is {low} everywhere.",
    "mask-faint": (
        "The {what} marks nothing: its values are from {low} to {high} (of {most}), and only those from "
        "{threshold} up count."
    ),
    "mask-two-values": "The {what} has only the values {low} and {high}; {taken} was read as marked.",
    "mask-eight-bit": "The {what} is 16 bit but has only values from 0 to 255, so it was read as 8 bit.",
    "mask-own": "The {what} was saved by Inpaint Studio; its soft edges are kept.",
    "mask-erased": "The {what} is a photo with a part erased; the erased part was read as marked.",
    "mask-one-colour": "The {what} has one colour, {colour}, on {ground}; it was read as marked.",
    "mask-on-black": "The {what} has coloured marks on black, which were used.",
    "mask-on-white": "The {what} has coloured marks on white, which were used.",
    "mask-coloured": (
        "The {what} is a coloured picture, not marks on black or white: its bright parts were used. Paint "
        "the areas to fill in white on black."
    ),
    "mask-split": "The {what} has soft edges, which were made hard at half; --soft keeps them soft.",
    "black": "black",
    "white": "white",
    "mask-covers": "The mask covers {percent} % of the photo. If the rest is meant, {way}.",
    "invert-it": "invert it",
    "use-invert": "use --invert",
    "leave-out-invert": "omit --invert",
    "pass-invert": "pass invert=True",
    "leave-out-invert-true": "omit invert=True",
    "inverse-empty": "The mask covers the whole photo, so its inverse marks nothing.",
    "shrunk-to-nothing": "Nothing is left of the mask when it is shrunk by {pixels} px.",
    # projects, sessions and the history
    "project-foreign": "Another program has changed this project, so its masks and results were left out.",
    "layers-lost": (
        "Layers of this project ({count}) are missing or damaged: it is opened as the merged picture in the "
        "file, without layers."
    ),
    "layers-kept": "The layers of this project ({count}) are kept: fills lie on top of them.",
    "layers-blended": (
        "The picture shown is the one that the file has for viewing, as blend modes of its layers "
        "({modes}) are not composed here. The layers keep them."
    ),
    "layers-unblended": (
        "The picture looks different here, as blend modes of its layers ({modes}) are not composed and the "
        "file has no picture for viewing. The layers keep them."
    ),
    "layers-differ": (
        "The picture shown is the one that the file has for viewing, as its layers give another one here. "
        "The layers are kept as they are."
    ),
    "no-picture": "there is no picture in it",
    "parts-overlap": "its parts overlap",
    "claims-too-much": "it claims to contain more than a file of its size can",
    "description-long": "its description is far too long",
    "metadata-long": "the metadata of its photo is far too long",
    "entry-damaged": "'{name}' in it is damaged, {reason}",
    "entry-long": "'{name}' in it is far too long",
    "entry-missing": "'{name}' in it is missing",
    "entry-packed": "'{name}' in it cannot be unpacked",
    "entry-unusable": "'{name}' in it cannot be used",
    "entry-invalid": "'{name}' in it is not valid",
    "contents-changed": "its contents have changed",
    "description-damaged": "its description is damaged",
    "history-invalid": "its history is not valid",
    "photo-missing": "its photo is missing",
    # the settings
    "settings-unreadable": "The settings in '{file}' cannot be read: {reason}. Using the defaults.",
    "settings-set-aside": "The settings in '{file}' are damaged; they are now '{aside}'. Using the defaults.",
    "settings-damaged": "The settings in '{file}' are damaged. Using the defaults.",
    "settings-unfit": "These settings in '{file}' are not valid: {names}. Using their defaults.",
    # sidecars and replays
    "no-sidecar": "it is not a sidecar of Inpaint Studio",
    "no-json": "it is not valid JSON",
    "value-missing": "'{name}' is missing",
    "value-unfit": "'{name}' has a value that is not valid",
    "mask-unreadable": "its mask cannot be read",
    "mask-changed": "its mask was changed",
    "photo-resized": "its photo has a different size",
    "replay-version": "The sidecar was written by version {old}; this is {new}.",
    "replay-libraries": "Versions that differ from the sidecar: {names}.",
    "replay-device": "It was computed on {old} then and on {new} now.",
    "replay-weights": "The weights differ from those in the sidecar.",
    "replay-engines": "The holes were filled by different engines from those in the sidecar.",
    # engines and what they say of a fill
    "needs-package": "it needs the Python package {packages}, which is not installed: {install:{names}}",
    "network-needs-torch": "its weights have no ONNX form, so it needs torch: {install:torch}",
    "module-unloadable": "{module} could not be loaded ({kind}: {error})",
    "no-engine": "{module} is not an engine",
    "all-copied": "all copied from the photo",
    "all-painted": "all painted",
    "copied-and-painted": "{copied} % copied from the photo, {painted} % painted",
    "no-other-engine": "no other engine can run.",
    "chose-no-engine": "it chose '{name}'",
    "exception": "{kind}: {error}",
    "library-says": "{library} says: {words}",
    "border-unfilled": "Not all of the new border is filled yet; it is saved as it is shown.",
    "extend-nothing": "The picture already has that shape, so it was not extended.",
    "no-guide": "{engine} does not use a guide.",
    "no-source-mask": "{engine} does not use a source mask.",
    "hole-wide": "{engine} is meant for holes up to {widest} px across; this one is {width} px.",
    "processor-only": "{engine} computes on the CPU; it does not use {device}.",
    "gpu-memory": "The GPU has too little memory for this fill, so it was computed on the CPU.",
    "profile-unusable": "The photo's colour profile cannot be used here, so its colours are treated as sRGB.",
    "not-adapted": "The network was not adapted to this photo: that would not have improved its fills.",
    "card-suspect": (
        "The model changed parts that it should have kept: its card is probably wrong about the mask, a "
        "range or the order of the colours."
    ),
    "time-short": (
        "Even the quickest settings take about {seconds} s here, more than the {wanted} s asked for."
    ),
    "stopped-at": "Stopped at {share}: this is the best so far.",
    "best-for": "{engine}: best for {what}",
    "scattered-pixels": "scattered pixels",
    "hole-across": "a hole {diameter} px across at its widest",
    "on-or-off": "on or off",
    "a-file": "the path of a file",
    "painting-reduced": "The painting is so large that its strokes are used at {times} times their size.",
    "texture-stretched": (
        "The sample repeats, so it was stretched to {across} x {down} of its size to fit a whole number of "
        "times."
    ),
    "texture-no-fit": (
        "The sample repeats, but not a whole number of times in {size} px, so the pattern breaks somewhere. "
        "Choose another size."
    ),
    "one-of": "one of {choices}",
    "whole-number": "a whole number from {low} to {high}",
    "number": "a number from {low} to {high}",
    # training
    "any-name": "a name",
    "true-or-false": "true or false",
    "any-whole-number": "a whole number",
    "any-number": "a number",
    "number-above-0": "a number above 0",
    "at-least": "at least {low}",
    "number-below": "a number from {low} to below {high}",
    "number-between": "a number between {low} and {high}",
    "two-numbers": "two numbers",
    "any-table": "a table",
    "names-with-numbers": "names with numbers",
    "shares-of": "shares of {names}",
    "sides-with-shares": "pairs of side and share",
    "sides-multiples": "sides that are multiples of {multiple}, with shares",
    "as-started": "what the run started with: {before}",
    "nested-deep": "it is nested too deeply",
    "loss-not-finite": "a loss is no longer finite",
    "weights-diverged": "the weights are no longer finite",
    "collapsed": "the discriminator tells every fill from a photo (collapse)",
    "no-such-device": "there is no device of this name.",
    "photo-small": "{width} x {height} px is under {smallest} px",
    "no-picture-file": "it is damaged or not a picture",
    "cannot-be-decoded": "it cannot be decoded ({kind})",
}
