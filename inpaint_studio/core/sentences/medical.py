"""The texts of errors and notes about medical pictures, by code."""

from __future__ import annotations

MEDICAL_MESSAGES: dict[str, str] = {
    "medical-mask-empty": "The mask marks nothing in the frames to fill, so nothing was written.",
    "medical-needs": "Medical pictures need pydicom and nibabel: {install:[medical]}.",
    "medical-unknown": "'{path}' is neither a DICOM object nor a NIfTI volume.",
    "medical-broken": "'{path}' is damaged or incomplete: {reason}.",
    "medical-memory": (
        "'{path}' would take {needed} GB of memory when unpacked, and this computer has {has} GB."
    ),
    "medical-mask-size": (
        "The mask is {mask} (frames x rows x columns), but the picture is {image}. A mask for all frames has "
        "its rows and columns, a mask of its own for each also has its frames."
    ),
    "medical-mask-kind": (
        "'{path}' cannot be the mask of this picture. Use a PNG of the size of a frame, or for a NIfTI "
        "volume another one of its shape."
    ),
    "medical-frame": "There is no frame {frame}; the picture has {frames}, counted from 0.",
    "medical-original": "'{path}' is the original, which is never replaced. Choose another name.",
    "medical-unwritable": "'{path}' cannot be written: the attributes of its source are damaged.",
    "dicom-overlays": "All overlay planes are in use. Save the mask as a segmentation instead.",
    "dicom-name": "A DICOM object is saved as .dcm, not as '{path}'.",
    "nifti-overlay": "NIfTI has no overlays. Save the mask beside the volume instead.",
    "nifti-name": "A NIfTI volume is saved as .nii or .nii.gz, not as '{path}'.",
    "dicom-no-pixels": "'{path}' has no pixels; it is of the kind {what}.",
    "dicom-missing": "'{path}' lacks {name}, without which its pixels cannot be read.",
    "dicom-value": "'{path}' has {name} {value}, which is not valid.",
    "dicom-bits": "'{path}' stores {bits}-bit values. Only 8 to 16 bits can be filled.",
    "dicom-misfit": "'{path}' claims to store {stored} bits of a value in {allocated}, up to bit {high}.",
    "dicom-photometric": "'{path}' has pixels of the kind {name}, which are not supported.",
    "dicom-decoder": (
        "'{path}' is compressed as {syntax}, for which there is no decoder here. To add one: "
        "{install:{package}}"
    ),
    "dicom-syntax": "'{path}' is compressed as {syntax}, which cannot be read.",
    "nifti-unsuited": "'{path}' cannot be used: {reason}.",
    "volume-full": "Nothing of the volume is known, so there is nothing to fill it from.",
    "volume-end": (
        "Slice {number} along {axis} is at an end of the volume: nothing lies beyond it to fill it from."
    ),
    "volume-slice": "There is no slice {number} along {axis}; the volume has {count}, counted from 1.",
    "volume-colours": "Only volumes of grey values can be filled across slices; this one has colours.",
    "volume-nothing": "No slice of the volume is blank. Say what is lost with --lost or --mask.",
    "stripes-none": "No lost {lines} were found. Name them with --lost, or raise --sensitivity.",
    "stripes-number": "There is no {line} {number}; the picture has {count}, counted from 1.",
    "stripes-most": "{share} of the {lines} would be filled; at most half of them can be.",
    "stripes-colours": "Lost lines are found in pictures of grey values only. Name them with --lost.",
    "blank-value": "The file cannot store the value {value}; it holds values from {low} to {high}.",
}

MEDICAL_NOTES: dict[str, str] = {
    "stripes-found": (
        "These {lines} were taken for lost: {numbers}. If one is not, name the others with --lost."
    ),
    "text-look": "Not all text may be found, and the header is not touched. Look at every frame.",
    "text-painted": "What was painted over may look like anatomy, and may still be readable.",
    "unsuited-medical": (
        "It is {kind}, which is filled in the values that it stores: inpaint-studio medical fill, for "
        "which pydicom and nibabel are needed: {install:[medical]}."
    ),
    "nifti-dimensions": "it has {count} dimensions; a volume has 3. Split a series into its volumes first",
    "nifti-type": "its values are of the kind {name}; whole numbers up to 32 bits and floats can be filled",
    "nifti-pair": "its header and its values are in two files; save it as one .nii first",
    "nifti-header": "its header is not valid",
}
