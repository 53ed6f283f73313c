"""The texts of errors, by code."""

from __future__ import annotations

_INSTALL_AGAIN = "Install Inpaint Studio again ({reinstall})."
_UPDATE = "({update})."
_RAISE = "raise the limit (Preferences > Performance, or INPAINT_STUDIO_MAX_MEGAPIXELS)."

MESSAGES: dict[str, str] = {
    # the mask
    "mask-size": "The mask is {mask} px but the photo is {photo} px. Make them the same size.",
    "mask-kind": "A mask must be a single plane of bool, uint8, uint16 or float values, not {shape} {dtype}.",
    "mask-range": "The float values of a mask must be from 0 to 1, but these are from {low} to {high}.",
    "mask-distance": "A mask cannot be grown, shrunk or feathered by {value} px.",
    "mask-full": "The mask covers the whole photo, so there is nothing left to fill it from.",
    # extending
    "extend-value": (
        "'{value}' does not say how to extend the picture. Use a shape such as 16:9 or square, a size "
        "such as 2560x1080, a share such as 25%, or sides such as left=200,right=10%."
    ),
    "extend-too-small": (
        "The picture is {picture} px and cannot be extended to {size} px. Neither side may become shorter."
    ),
    "extend-too-large": (
        "The extended picture would be {size} px: {megapixels} megapixels, above the limit of {limit}. "
        f"Extend it less, or {_RAISE}"
    ),
    "extend-memory": (
        "The extended picture would be {size} px. Filling it needs about {needed} GB of memory, and this "
        "computer has {has} GB. Extend it less."
    ),
    # selecting
    "select-nothing": (
        "There is nothing to select yet. Draw over the object to remove, or draw a box around it."
    ),
    "select-box": "The box covers the whole photo. Leave some of the surroundings outside it.",
    "select-lost": "Nothing stands out from its surroundings there. Draw over the object to remove.",
    # the history
    "journal-exists": "There is already an undo history in '{path}'. Recover it, or use another folder.",
    "journal-write": (
        "The undo history cannot be written to '{path}': {reason}. Your work is still open, but would be "
        "lost in a crash."
    ),
    "journal-read": "The undo history '{path}' cannot be read: {reason}.",
    "journal-damaged": "'{path}' is not an undo history that can be recovered.",
    "journal-photo": "The undo history in '{path}' belongs to another photo.",
    # files
    "file-missing": "There is no file '{path}'.",
    "file-is-folder": "'{path}' is a folder, not a file.",
    "file-special": "'{path}' is not an ordinary file.",
    "file-unreadable": "'{path}' cannot be read: {reason}.",
    "file-empty": "'{path}' is empty.",
    "file-exists": "'{path}' already exists. Choose another name or allow overwriting.",
    "plugin-program": "There is no plug-in for '{name}'. There are plug-ins for {known}.",
    "plugin-folder": "No folder of {name} is found. Start {name} once, or name its folder with --folder.",
    "plugin-version": (
        "'{path}' is no folder of a known version of GIMP. Its name is the version: GIMP/2.10 or GIMP/3.0."
    ),
    "once-kind": "'{path}' cannot be edited for another program: only photos and .ora files can.",
    "file-unwritable": "'{path}' cannot be written: {reason}.",
    "parent-missing": "'{path}' cannot be written: there is no folder '{folder}'.",
    "disk-full": "'{path}' could not be written: the disk is full. Make room or choose another disk.",
    "settings-unwritten": (
        "The settings cannot be saved: {reason}. They apply until the program ends; saving will be tried "
        "again."
    ),
    "settings-lost": "The changed settings could not be saved: {reason}.",
    # films
    "film-needs": "Films need PyAV: {install:[video]}.",
    "film-unknown": "'{path}' is not a film that can be opened.",
    "film-codec": "'{path}' cannot be decoded: there is no decoder for its pictures.",
    "film-broken": "'{path}' is damaged or incomplete: {reason}.",
    "film-no-pictures": "'{path}' has no picture track.",
    "film-lossless": (
        "'{path}' cannot be lossless: that is FFV1 in Matroska. Choose a name that ends in .mkv."
    ),
    "film-container": (
        "'{path}' cannot be written: no film container for '{ending}' takes these pictures. Use .mkv or .mp4."
    ),
    "film-crf": "The crf for {codec} must be from 0 to {most}.",
    "film-no-crf": "{codec} has no crf. Leave it out, or choose a container for H.264, such as .mkv.",
    "film-unfinished": (
        "There is unfinished work for '{path}' in '{folder}'. Go on with --resume, or start again "
        "with --overwrite."
    ),
    "film-resume-other": (
        "The unfinished work in '{folder}' was begun with another film, mask or setting. Use those "
        "again, or start again with --overwrite."
    ),
    "film-busy": "Another program is filling '{path}' already.",
    "film-stopped": "{reason} What is filled so far is kept; --resume goes on.",
    "masks-count": "'{path}' has {masks} masks, but the film has {frames} frames. Each frame needs one.",
    "range-empty": (
        "There is nothing to fill from frame {start} to before frame {end}; the film has {frames} frames."
    ),
    "film-sizes": (
        "The pictures of '{path}' change from {first} to {size} px on the way. Split the film there first."
    ),
    "map-inside": (
        "The maps cannot go into '{maps}', which is part of the output '{path}'. Choose another folder."
    ),
    "moment-invalid": (
        "'{words}' is not a place in a film. Use seconds (83.5), a time (1:23.5) or the number of a "
        "frame (2087f)."
    ),
    "moment-needs-film": (
        "'{words}' is a time, but a folder of pictures has none. Use the number of a frame, such as 250f."
    ),
    "folder-not-empty": "'{path}' already has files in it. Choose another folder or allow overwriting.",
    "map-long": "A map can number {most} frames, but the film has {frames}. Cut it into parts first.",
    "keyframe-unknown": (
        "'{path}' belongs to no frame of the film, or to one that another has. Name masks of a film by the "
        "number of their frame, such as 120.png (the first is 0), those of a folder like their pictures."
    ),
    "plate-few": "A plate needs at least three pictures that show the same place, and there are {count}.",
    "plate-wide": (
        "The camera turns too far for one picture: it would be {size} px. Choose a shorter part of the film."
    ),
    "film-project-other": "'{film}' is not the film that the masks in '{path}' were painted on.",
    "film-project": "'{path}' is not a film project, or is damaged.",
    "frame-size": "'{path}' is {size} px but the first picture of the folder is {first} px.",
    "frame-depth": "'{path}' has other bits per channel than the first picture of the folder.",
    # photos
    "photo-unknown": "'{path}' is not a picture that can be opened.",
    "photo-broken": "'{path}' is damaged or incomplete: {reason}.",
    "photo-unsuited": "'{path}' cannot be edited. {reason}",
    "photo-too-large": (
        "'{path}' is {size} px: {megapixels} megapixels, above the limit of {limit}. "
        f"If you trust the file, {_RAISE}"
    ),
    "infrared-colour": "'{path}' is in colour, but the infrared of a scan is a grey picture.",
    "infrared-empty": "'{path}' is the same everywhere, so it holds no infrared of a scan.",
    "infrared-broken": "The infrared plane in '{path}' is damaged.",
    "infrared-size": (
        "The infrared is {infrared} px but the photo is {photo} px. It may be smaller, but must have the "
        "same shape."
    ),
    "photo-too-costly": (
        "'{path}' is {size} px; unpacking it needs about {needed} GB, above the limit of {limit} GB. "
        f"If you trust the file, {_RAISE}"
    ),
    "limit-value": "{name} is '{value}', but it must be a number of megapixels above 0.",
    "format-unknown": "'{path}' cannot be saved: there is no format for '{ending}'. Use one of {known}.",
    "format-size": (
        "'{path}' cannot be saved: {format} holds at most {longest} px on a side, but the photo is "
        "{size} px. Use PNG or TIFF."
    ),
    # compressing
    "inpz-ending": "Compressed pictures are saved as .inpz, not '{path}'.",
    "inpz-large": "The picture is {size} px, but at most {limit} megapixels can be compressed.",
    "inpz-bpp": "The picture cannot be made so small; {bpp} bits per pixel is the least.",
    "quality-value": "The quality is {value}, but it must be from 1 to 100.",
    "threads-value": "The number of threads is {value}, but it must be from 1 to 1024.",
    # provenance and installation
    "file-changed": "'{path}' has changed since the sidecar was written, so its fill cannot be repeated.",
    "sidecar-broken": "The sidecar '{path}' is damaged: {reason}.",
    "sidecar-newer": "The sidecar '{path}' was written by a newer version (schema {schema}). "
    f"Update to read it {_UPDATE}",
    "sidecar-of-texture": "The sidecar '{path}' is that of a texture. Use texture --replay.",
    "sidecar-of-fill": "The sidecar '{path}' is that of a fill. Use fill --replay.",
    "install-incomplete": (
        f"The installation is incomplete: there is no folder '{{folder}}'. {_INSTALL_AGAIN}"
    ),
    # projects and sessions
    "project-unknown": "'{path}' is not an OpenRaster project.",
    "project-broken": "The project '{path}' is damaged: {reason}.",
    "project-unwritable": "The project cannot be saved as '{path}': {reason}.",
    "project-large": "The project '{path}' needs {needs} GB of memory, but this computer has {has} GB.",
    "project-newer": (f"The project '{{path}}' was saved by a newer version. Update to open it {_UPDATE}"),
    "session-in-use": "Another window of Inpaint Studio has '{path}' open.",
    "session-broken": "The session of '{path}' cannot be recovered: {reason}.",
    "session-photo": "'{path}' has changed since the session began. Locate the original.",
    "drop-link": (
        "Inpaint Studio works offline and does not download pictures from the web. Save the picture first, "
        "then open the file."
    ),
    "drop-nothing": "The dropped item contains no picture.",
    "clipboard-empty": "There is no picture on the clipboard.",
    "mask-none": "No mask of {size} px was kept from a previous photo.",
    # requests
    "engine-unknown": "There is no engine '{name}'.{meant} Available: {known}.",
    "engine-unavailable": "The engine '{name}' cannot run here: {reason}",
    "engine-shape": "The engine '{name}' returned {got} where {wanted} was asked for.",
    "engine-nan": "The engine '{name}' returned values that are not finite numbers.",
    "engine-failed": "The engine '{name}' failed: {reason}",
    "param-unknown": "The engine '{engine}' has no parameter '{name}'.{meant} It has: {known}.",
    "param-value": "'{value}' is not valid for the parameter '{name}', which must be {wanted}.",
    "guide-size": "The guide is {guide} px but the photo is {photo} px. Make them the same size.",
    "sources-size": "The source mask is {sources} px but the photo is {photo} px. Make them the same size.",
    "painting-missing": "Choose a painting whose style to use.",
    "painting-small": (
        "The painting is {size} px; at this stroke size its shorter side must be {least} px or more."
    ),
    "picture-transparent": "'{path}' has transparent parts, which cannot be used here. Flatten it first.",
    "sample-small": "The sample is {size} px; both its sides must be {least} px or more.",
    "texture-size": (
        "'{value}' is no size for a texture. Use width x height in px, such as 1024x768, from {least}."
    ),
    "texture-too-large": (
        "A texture of {size} px has {megapixels} megapixels, above the limit of {limit}. Make it smaller, or "
        f"{_RAISE}"
    ),
    "sources-empty": "The source mask leaves nothing to copy from. Allow more of the photo as a source.",
    # the editor
    "no-screen": (
        "The editor cannot open a window: {reason}. 'make demo' and 'inpaint-studio fill' work without one."
    ),
    # networks and training
    "architecture-unknown": "There is no architecture '{name}'.{meant} Available: {known}.",
    "architecture-setting": (
        "The architecture '{architecture}' has no setting '{name}'.{meant} It has: {known}."
    ),
    "weights-broken": "'{path}' does not contain readable weights ({reason}).",
    "weights-missing": (f"The weights '{{name}}' are missing: there is no file '{{path}}'. {_INSTALL_AGAIN}"),
    "weights-not-finite": "'{path}' was not written: the weights are no longer finite.",
    "weights-unknown": "There are no weights '{name}'.{meant} Available: {known}.",
    "finder-no-better": (
        "'{path}' was rejected: on photos not used in its training, the weights find damage no better "
        "(F1 {after}) than before (F1 {before}). --anyway accepts it."
    ),
    "weights-no-better": (
        "'{path}' was rejected: on photos not used in its training, the weights fill holes no better "
        "({after} dB) than before ({before} dB). --anyway accepts it."
    ),
    "torch-missing": "This needs the package 'torch', which is not installed: {install:torch}.",
    "weights-need-torch": (
        "'{path}' has no ONNX form that matches it, so this needs the package 'torch', which is not "
        "installed: {install:torch}."
    ),
    "adapting-needs-torch": (
        "To adapt to the photo, the package 'torch' is needed, which is not installed: {install:torch}. "
        "Without it, set 'Adapt to the photo' to 0."
    ),
    "export-needs": "The export needs the package '{package}', which is not installed: {install:[export]}.",
    "export-failed": "This network cannot be exported to ONNX ({reason}).",
    "export-differs": (
        "Nothing was written: the ONNX form of '{name}' differs from the network by {difference}; "
        "{allowed} is allowed."
    ),
    "training-setting": "There is no training setting '{name}'.{meant} Available: {known}.",
    "training-value": "'{value}' is not valid for the training setting '{name}', which must be {wanted}.",
    "training-config": "The settings in '{path}' cannot be read: {reason}.",
    "training-small": (
        "All {count} photos checked in '{path}' are too small or broken. Training needs photos of at least "
        "{smallest} px on each side."
    ),
    "training-exists": (
        "There is a training run in '{path}' already. Continue it with --resume, or choose another folder."
    ),
    "dictionary-exists": "There is a dictionary in '{path}' already. "
    "Choose another folder, or use --overwrite.",
    "training-other": "The run in '{path}' is for '{found}', not for '{wanted}'. Choose another folder.",
    "training-broken": "The checkpoint '{path}' cannot be read ({reason}).",
    "damage-broken": "'{path}' is not readable as outlines or a cut-out of damage.",
    "damage-empty": "There are no outlines and no cut-outs of damage in '{path}'.",
    "training-damage": "This run started with other damage. Use the same --damage, or another folder.",
    "training-photos": "These are not the photos that this run started with. Use those, or another folder.",
    "training-stopped": "Training stopped at step {step}: {reason}. "
    "The last good weights, of step {good}, are in '{path}'.",
    "training-needs": (
        "Training needs the package '{package}', which is not installed: {install:{package}}."
    ),
    # third-party models
    "card-broken": "The model card '{path}' has an error in line {line}: {what}.",
    "model-unknown": "There is no model '{name}'.{meant} Available: {known}.",
    "model-absent": "The model '{name}' is not installed (inpaint-studio models install {name}).",
    "model-no-source": (
        "The card of '{name}' has no download address. Give a file to install from "
        "(inpaint-studio models install {name} --from FILE)."
    ),
    "model-busy": "Another program is installing or removing the model '{name}'. Wait until it has finished.",
    "model-changed": (
        "The model '{name}' ('{path}') is not the file that was installed. Install it again "
        "(inpaint-studio models install {name}{source})."
    ),
    "model-size": "'{source}' is not the right file: it has {got} bytes and should have {wanted}.",
    "model-large": "'{source}' is not the right file: it has more than {most} bytes.",
    "model-hash": "'{source}' is not the right file: its {kind} is {got} and should be {wanted}.",
    "model-pin": (
        "'{source}' is not the file that was first installed as '{name}', although its card would accept it."
    ),
    "model-untrusted": (
        "'{source}' is TorchScript, which runs code when it is loaded, and it has no checksum to verify "
        "it. If you trust its origin, confirm that."
    ),
    "model-pickle": (
        "'{source}' is a pickled checkpoint: loading it could run any program hidden in it, so it is never "
        "loaded as it is. Use the model as ONNX, safetensors or TorchScript; 'inpaint-studio models "
        "convert' reads the bare weights of partial-convolution networks."
    ),
    "convert-unfit": "'{path}' cannot be converted: {reason}.",
    "model-page": "'{source}' is a web page, not a model. Open the address in a browser.",
    "model-pointer": "'{source}' is a Git LFS pointer, not the model itself. Download the file.",
    "model-cut": "'{source}' is incomplete or damaged. Download it again.",
    "model-kind": "'{source}' is {found}, but the card requires {wanted}.",
    "model-crashed": (
        "The model '{name}' crashed ({how}), probably out of memory. Nothing else is affected; the next "
        "fill restarts it."
    ),
    "model-failed": "The model '{name}' failed: {reason}",
    "model-output": "The model returned {got}, but its card says {wanted}. The card or the model is wrong.",
    "model-unfit": "'{source}' cannot be used as an inpainting model: {reason}",
    "model-unclear": (
        "No usual way of running '{source}' fills a hole and keeps the rest. The card '{path}' is a draft: "
        "correct it, then install the file (inpaint-studio models install {name} --from FILE)."
    ),
    "model-name": "'{name}' cannot be used as the name of a model: {reason}",
    "model-needs": "This needs the package '{package}', which is not installed: {install:{package}}.",
    "offline": (
        "Nothing is downloaded from '{url}': Inpaint Studio is set to work offline, by Preferences > "
        "Performance or INPAINT_STUDIO_OFFLINE."
    ),
    "download-address": "'{url}' is not a download address. It must begin with https:// or http://.",
    "download-insecure": "'{url}' redirects to '{target}', which is not encrypted. Nothing was downloaded.",
    "download-missing": (
        "There is nothing at '{url}' (the server answered {status}). The file may have moved."
    ),
    "download-refused": (
        "The server does not allow downloading '{url}' ({status}). Download it in a browser, then install "
        "it with --from FILE or, in the editor, Install from a file."
    ),
    "download-status": "'{url}' could not be downloaded: the server answered {status}.",
    "download-certificate": "The server '{host}' cannot be trusted: {reason}.",
    "download-unreachable": "The server '{host}' cannot be reached: {reason}. Check the connection and the "
    "proxy.",
    "download-lost": "'{url}' could not be downloaded: {reason}. Try again later.",
    "download-cut": (
        "'{url}' could not be downloaded completely: {reason}. {done} bytes are kept; the next attempt "
        "continues from there."
    ),
    "disk-space": "There is not enough space in '{folder}': {wanted} are needed and {free} are free.",
    # jobs, the library and the command line
    "out-of-memory": (
        "There is not enough memory for this. Close other programs, or use a smaller photo or hole."
    ),
    "internal": "Something went wrong inside Inpaint Studio ({what}).",
    "device-missing": "The device '{device}' cannot be used here: {reason} Use 'auto' or 'cpu'.",
    "array-kind": (
        "A photo must be (H, W), (H, W, 1), (H, W, 3) or (H, W, 4) of uint8 or uint16, not {shape} {dtype}."
    ),
    "mask-not-found": "There is no mask for {photo}: no picture named {stem} or {stem}_mask in {folder}.",
    "mask-ambiguous": "There are several masks for {photo}: {masks}. Keep only one.",
    "sheet-taken": "'{path}' is not a contact sheet of this program, so it was kept. Move it or rename it.",
    "results-among-photos": "'{path}' is a folder of the photos. Save the results in another one.",
    "folder-missing": "'{path}' is not a folder.",
    "folder-empty": "There are no photos in '{path}'.",
    "worker-died": "The worker process ended suddenly, probably out of memory. Use fewer --jobs.",
    "truth-size": "The true photo is {truth} px but the photo is {photo} px. Make them the same size.",
    "folder-unreadable": "The folder '{path}' cannot be read: {reason}.",
    "folder-unwritable": "The folder '{path}' cannot be created: {reason}.",
}
