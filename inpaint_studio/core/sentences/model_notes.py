"""The texts of notes about weights, models and their cards, by code."""

from __future__ import annotations

MODEL_NOTES: dict[str, str] = {
    # weights
    "its-weights-missing": "its weights are missing: there is no file '{path}'. Install Inpaint Studio "
    "again ({reinstall}), or use weights of your own: "
    "inpaint-studio models use {name} FILE",
    "its-weights-empty": "its weights '{path}' are an empty file. Install Inpaint Studio again "
    "({reinstall}), or use weights of your own: inpaint-studio models use "
    "{name} FILE",
    "its-weights-damaged": "its weights '{path}' are damaged. Install Inpaint Studio again "
    "({reinstall}), or use weights of your own: inpaint-studio models use "
    "{name} FILE",
    "own-weights-empty": "its weights '{path}', your own, are an empty file. Use those that ship: "
    "inpaint-studio models use {name} --shipped",
    "own-weights-damaged": "its weights '{path}', your own, are damaged. Use those that ship: "
    "inpaint-studio models use {name} --shipped",
    "weights-empty": "it is empty",
    "weights-replaced": "it is damaged or was replaced: its checksum differs from the shipped file's",
    "no-safetensors": "it is incomplete, or not a safetensors file",
    "values-not-numbers": "it has values that are not finite numbers",
    "other-network": "they belong to another network",
    "weights-of-autoencoder": "the weights file of an autoencoder",
    "named-other-network": "they belong to another network, '{name}'",
    "paints-no-numbers": "its output is not finite",
    "no-atoms": "it has no atoms",
    "atoms-not-square": "its atoms are not square colour patches",
    "atoms-count": "it has {count} atoms",
    "atoms-not-finite": "its atoms are not finite, or empty",
    # installing and running models
    "not-installed": "it is not installed. See: inpaint-studio models install {name}",
    "model-damaged": "'{path}' is damaged. Install it again: inpaint-studio models install {name}{source}",
    "name-of-engine": "an engine has this name. Choose another.",
    "name-of-card": "there is already a card with this name. Choose another.",
    "name-written": "write it as '{name}'.",
    "zip-file": "it is an ordinary ZIP file.",
    "hdf5-file": "it is an HDF5 file. 'inpaint-studio models convert' reads the layouts that it knows.",
    "no-model": "it is neither ONNX nor TorchScript.",
    "safetensors-need-card": (
        "a safetensors file does not describe its network. Write a card that names one of the networks "
        "here, and give that card."
    ),
    # converting published weights
    "values-exceed-file": "it declares more values than it has room for",
    "values-elsewhere": "the values of '{name}' are in another file",
    "damaged-as": "it is damaged: {kind}",
    "more-than-weights": "it is damaged, or holds more than weights, and no program in a file is run",
    "no-tensors": "there are no weights in it",
    "reading-ends": "reading it ended with {how}",
    "reading-memory": "reading it takes more than half of the memory",
    "runs-as-it-is": "it is a model that runs as it is. Use: inpaint-studio models import",
    "no-weights-file": "it is neither HDF5 (.h5) nor a PyTorch checkpoint nor safetensors",
    "layout-unknown": "its names, such as {names}, are of no known network of partial convolutions",
    "tensors-left": "there is no place for {names} in the layout of {layout}",
    "tensor-twice": "'{name}' and '{other}' have the same place",
    "tensor-missing": "the {part} of {side} {level} is missing",
    "tensor-not-finite": "'{name}' has values that are not finite numbers",
    "tensor-shape": "'{name}' has the shape {shape} where {wanted} is expected",
    "kernel-odd": "a kernel with odd sides",
    "mask-kernel": "'{name}' is not what Liu et al. use, so its masks follow another rule",
    "variance-negative": "'{name}' has negative variances",
    "stages-count": "it has {count} stages; 2 to {most} are possible",
    "part-kernel": "kernel",
    "part-bias": "bias",
    "part-gamma": "batch norm's scale",
    "part-beta": "batch norm's offset",
    "part-mean": "batch norm's mean",
    "part-variance": "batch norm's variance",
    "side-down": "encoder stage",
    "side-up": "decoder stage",
    "side-head": "last convolution",
    "not-known": "not known",
    "origin-unknown": "Converted weights: by whom and on which pictures they were trained is not known yet.",
    "card-converted": (
        "Written by 'inpaint-studio models convert' from weights in the layout of {layout}.\n"
        "A file of weights says neither who trained it, nor on which pictures, nor under which licence:\n"
        "fill in licence, licence_note and page; until then they are said to be unknown."
    ),
    "takes-no-picture": "its inputs are {inputs}, not a picture and a mask.",
    "gives-no-picture": "its output is {outputs}, not a picture.",
    "takes-several": "it takes {count} pictures at once.",
    "numbers-unknown": "'{name}' has a data type that cards do not support.",
    "onnx-runtime-says": "ONNX Runtime says: {words}.",
    "unfolds": "it expands to more operations than a network has.",
    "computes-long": "it takes more than {seconds} seconds for a small picture.",
    "takes-memory": "it needs more than half of the memory for a small picture.",
    "card-proposed": (
        "Proposed by 'inpaint-studio models import' from the model itself; check label, licence and limits.\n"
        "The probe cannot tell RGB from BGR inputs: if fills have blue and red swapped inside, write "
        '"BGR"\nfor "RGB" in the picture\'s input and in the output.\n'
        "What the probe saw:"
    ),
    "trial": "{way}: {outcome}",
    "trial-way": (
        "picture {low} to {high}, mask {fill} = fill and {keep} = keep, result {out_low} to {out_high}"
    ),
    "pre-multiplied": "pre-multiplied",
    "declaration-agrees": "The file declares which form fits, and the trial agrees.",
    "declaration-contradicted": "The file declares another form, which does not fit in the trial.",
    "trial-fills": "fills the hole, the rest comes back (error {error})",
    "trial-loses": "no, the known part does not come back (error {error})",
    "trial-keeps": "no, the hole comes back unchanged",
    "trial-grey": "no, the hole comes back grey",
    "answer-invalid": "its answer was not valid",
    "exit-code": "exit code {code}",
    "signal": "signal {number}",
    "file-onnx": "an ONNX file",
    "file-torchscript": "a TorchScript file",
    "file-safetensors": "a safetensors file",
    "file-hdf5": "an HDF5 file",
    "file-zip": "an ordinary ZIP file",
    "file-other": "an unknown kind of file",
    "an-array": "an array of {shape}",
    "a-single-value": "an array with a single value",
    "a-picture-of": "a picture of {width} x {height} px with 3 colours as {layout}",
    "values-of": "{dtype} values",
    "no-numbers": "values that are not finite numbers",
    "a-picture": "a picture",
    "nothing": "nothing",
    "an-output": "an output named {name}",
    "outputs-called": "outputs named {names}",
    # model cards
    "toml-broken": "it is not TOML: {words}",
    "card-long": "it is far too long for a card",
    "no-utf8": "it is not UTF-8 text",
    "and-more": "{first} (and {count} more)",
    "card-name": "its name is '{name}', so the file must be named '{file}'",
    "key-missing": "'{key}' is missing: {wanted}",
    "key-unknown": "'{key}' is not a known key; known keys: {known}",
    "key-takes": "'{key}' must be {wanted}",
    "key-takes-not": "'{key}' must be {wanted}, not {given}",
    "something-else": "something else",
    "range-order": "'range' must be the value of black and then a larger one for white",
    "range-unheld": "{dtype} cannot represent a picture from {low} to {high}",
    "layout-channels": "'{layout}' has no place for {channels} channels; use 'NCHW' or 'NHWC'",
    "fixed-needs": "the rule 'fixed' needs '{key}', in pixels",
    "fixed-only": "'{key}' is for the rule 'fixed', not for '{rule}'",
    "multiple-needs": "the rule 'multiple' needs 'of', at least 2",
    "of-only": "'of' is for the rules 'multiple' and 'square', not for '{rule}'",
    "fixed-no-limits": "a fixed size has no other limits",
    "largest-small": "'largest' is below 'smallest' or 'of'",
    "range-missing": "'range' is missing: the values of black and white, such as [0, 1]",
    "mask-keys": "a mask has 'keep' and 'fill' instead of 'range' and 'hole'",
    "mask-key-missing": "'{key}' is missing: the mask's value where the picture is to {key}",
    "mask-key-only": "'{key}' is for a mask, and '{channels}' has none",
    "keep-is-fill": "'keep' and 'fill' are the same",
    "value-unheld": "{dtype} cannot represent {value}",
    "inputs-hold": (
        "together the inputs must have the picture once and the mask once: 'RGB' and 'M', or 'MRGB', for "
        "example; here they have {shown}"
    ),
    "inputs-same-name": "two inputs have the same name",
    "card-name-invalid": (
        "'{name}' is not a valid model name: use up to 40 lower-case letters, digits and single hyphens, "
        "such as 'my-model'"
    ),
    "digits-wanted": "'{key}' must be {digits} hexadecimal digits",
    "architecture-wanted": (
        "a safetensors file has only the weights, so 'architecture' names the network: {names}; for any "
        "other network use ONNX"
    ),
    "architecture-only": "'architecture' is for safetensors, not for {format}",
    "contract-missing": "the tables [contract.…] are missing: the inputs and the output of the model",
    "size-small": "no model is that small; 'size' is in bytes",
    "card-rule": "'any', 'multiple' (of), 'square' or 'fixed' (width and height)",
    "card-of": "a whole number from 1 to 1024: width and height are multiples of it",
    "card-width": "the width in pixels, with the rule 'fixed'",
    "card-height": "the height in pixels, with the rule 'fixed'",
    "card-smallest": "the shortest side in pixels; smaller crops are padded",
    "card-largest": "the longest side in pixels; larger crops are scaled down (0: no limit)",
    "card-padding": "'reflect' or 'edge': how a crop that is too small is padded",
    "card-input-name": "the name of the input; TorchScript takes them in order",
    "card-input-channels": "its channels, in order: R, G, B and M for the mask, such as 'RGB', 'M' or 'MRGB'",
    "card-input-layout": "'NCHW', 'NHWC', 'CHW' or 'HWC'; for a mask alone also 'NHW' or 'HW'",
    "card-dtype": "its data type, such as 'float32'",
    "card-range": "the values of black and white, such as [0, 1]",
    "card-hole": "a number: the value of a pre-multiplied picture in the hole (omit it if it is not)",
    "card-keep": "a number: the mask's value where the picture is kept",
    "card-fill": "a number: the mask's value where the picture is filled",
    "card-output-name": "the name of the output (omitted: the first one)",
    "card-output-channels": "'RGB' or 'BGR'",
    "card-output-layout": "'NCHW', 'NHWC', 'CHW' or 'HWC'",
    "card-output-range": "the values of black and white, such as [0, 1] or [0, 255]",
    "card-composited": "true or false: whether the output equals the input outside the hole",
    "card-inputs": "one table [[contract.inputs]] for each input, in the order of the model",
    "card-output": "a table [contract.output]",
    "card-size-table": "a table [contract.size]",
    "card-noise": "one table for each input that takes noise",
    "card-noise-channels": "a whole number from 1 to 4096, the channels of the noise",
    "card-noise-step": (
        "a whole number from 0 to 1024: the pixels of the picture for each value of the noise, or 0 for one "
        "row of values for the whole picture"
    ),
    "card-margin": "pixels of surroundings that the model needs on each side of a hole",
    "card-grow": "pixels by which to grow a tight mask, so that no rim remains",
    "card-its-name": "its name on the command line: lower-case letters, digits and single hyphens",
    "card-label": "its display name",
    "card-best-for": "what it is good at",
    "card-limits": "what it cannot do",
    "card-licence": "the licence of the model",
    "card-licence-note": "other important terms of its licence",
    "card-page": "its web page: an address with https://",
    "card-source": "the address of the file, with https:// (omitted: a file of your own)",
    "card-size": "its size in bytes",
    "card-size-exact": "true or false: whether 'size' is exact",
    "card-sha256": "the 64 hexadecimal digits of its SHA-256",
    "card-md5": "the 32 hexadecimal digits of its MD5, if no SHA-256 is known",
    "card-format": "'onnx', 'torchscript' or 'safetensors'",
    "card-architecture": "with safetensors: the network, one of {names}",
    "card-contract": "the tables [contract.…]",
    # downloads
    "connection-broke": "the connection broke",
    "connection-broke-often": "the connection broke repeatedly",
    "file-on-server-changed": "the file on the server has changed",
    "server-silent": "the server does not answer",
    "server-says": "the server answered {status}",
    "host-unknown": "its name cannot be resolved",
    "connection-refused": "it refuses the connection",
    "no-route": "no route to the server",
}
