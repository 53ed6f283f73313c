"""What errors say, by code."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    # the mask
    "mask-size": "The mask is {mask} px but the photo is {photo} px. Make them the same size.",
    "mask-kind": "A mask is one plane of bool, uint8, uint16 or float values, not {shape} {dtype}.",
    "mask-range": "A mask of float values goes from 0 to 1, but this one goes from {low} to {high}.",
    "mask-distance": "A mask cannot be grown, shrunk or feathered by {value} px.",
    "mask-full": "The mask covers the whole photo, so there is nothing left to fill it from.",
    # selecting
    "select-nothing": "There is nothing to select yet. Draw over what should go, or a box around it.",
    "select-box": "The box covers the whole photo. Leave some of the surroundings outside it.",
    "select-lost": "Nothing stands out from its surroundings there. Draw over what should go.",
    # the history
    "journal-exists": "There is already an undo history in '{path}'. Recover it, or use another folder.",
    "journal-write": "The undo history cannot be written to '{path}': {reason}. Your work is still here, "
    "but would not survive a crash.",
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
    "file-unwritable": "'{path}' cannot be written: {reason}.",
    "parent-missing": "'{path}' cannot be written: there is no folder '{folder}'.",
    "disk-full": "'{path}' could not be written: the disk is full. Make room or choose another disk.",
    "settings-unwritten": "The settings cannot be saved: {reason}. They hold until the program ends, and "
    "saving them is tried again.",
    "settings-lost": "The settings that were changed could not be saved: {reason}.",
    # photos
    "photo-unknown": "'{path}' is not a picture that can be opened.",
    "photo-broken": "'{path}' is damaged or incomplete: {reason}.",
    "photo-unsuited": "'{path}' cannot be edited. {reason}",
    "photo-too-large": (
        "'{path}' is {size} px: {megapixels} megapixels, above the limit of {limit}. "
        "If you trust the file, raise the limit."
    ),
    "photo-too-costly": (
        "'{path}' is {size} px, and unpacking that takes about {needed} GB, above the limit of {limit} GB. "
        "If you trust the file, raise the limit."
    ),
    "limit-value": "{name} is '{value}', but it takes a number of megapixels above 0.",
    "format-unknown": "'{path}' cannot be saved: there is no format for '{ending}'. Use one of {known}.",
    "format-size": (
        "'{path}' cannot be saved: {format} holds at most {longest} px on a side, but the photo is "
        "{size} px. Use PNG or TIFF."
    ),
    "quality-value": "The quality is {value}, but it goes from 1 to 100.",
    "threads-value": "The number of threads is {value}, but it goes from 1 to 1024.",
    # provenance and installation
    "file-changed": "'{path}' has changed since the sidecar was written, so its fill cannot be repeated.",
    "sidecar-broken": "The sidecar '{path}' is damaged: {reason}.",
    "sidecar-newer": "The sidecar '{path}' was written by a newer version (schema {schema}). "
    "Update to read it.",
    "install-incomplete": "The installation is incomplete: there is no folder '{folder}'. Install again.",
    # projects and sessions
    "project-unknown": "'{path}' is not an OpenRaster project.",
    "project-broken": "The project '{path}' is damaged: {reason}.",
    "project-unwritable": "The project cannot be saved as '{path}': {reason}.",
    "project-large": "The project '{path}' takes {needs} GB of memory, and this computer has {has} GB.",
    "project-newer": "The project '{path}' was saved by a newer version. Update to open it.",
    "session-in-use": "Another window of Inpaint Studio has '{path}' open.",
    "session-broken": "The session of '{path}' cannot be brought back: {reason}.",
    "session-photo": "'{path}' has changed since the session began. Locate the original.",
    "drop-link": "Inpaint Studio works offline and fetches nothing from the web. Save the picture first, "
    "then open the file.",
    "drop-nothing": "There is no picture in what was dropped.",
    "clipboard-empty": "There is no picture on the clipboard.",
    "mask-none": "No mask of {size} px was kept from a previous photo.",
    # requests
    "engine-unknown": "There is no engine called '{name}'. There are: {known}.",
    "engine-unavailable": "The engine '{name}' cannot run here: {reason}",
    "engine-shape": "The engine '{name}' returned {got} where {wanted} was asked for.",
    "engine-nan": "The engine '{name}' returned values that are not numbers.",
    "engine-failed": "The engine '{name}' failed: {reason}",
    "param-unknown": "The engine '{engine}' has no parameter '{name}'. It has: {known}.",
    "param-value": "'{value}' does not suit the parameter '{name}': it takes {wanted}.",
    "guide-size": "The guide is {guide} px but the photo is {photo} px. Make them the same size.",
    "sources-size": "The source mask is {sources} px but the photo is {photo} px. Make them the same size.",
    "sources-empty": "The source mask leaves nothing to copy from. Leave more of the photo as a source.",
    # the editor
    "no-screen": "The editor cannot open a window: {reason}. "
    "'make demo' and 'inpaint-studio fill' need none.",
    # networks and training
    "architecture-unknown": "There is no architecture called '{name}'. There are: {known}.",
    "architecture-setting": "The architecture '{architecture}' has no setting '{name}'. It has: {known}.",
    "weights-broken": "'{path}' holds no weights that can be read ({reason}).",
    "weights-missing": "The weights '{name}' are not here: there is no file '{path}'. Install again.",
    "weights-not-finite": "'{path}' is not written: the weights are no longer numbers.",
    "weights-unknown": "There are no weights called '{name}'. There are: {known}.",
    "weights-no-better": "'{path}' was rejected: after its training the holes of photos that it had not seen "
    "are filled no better ({after} dB) than before ({before} dB). --anyway accepts it.",
    "export-needs": "The export needs the package '{package}', which is not installed: "
    'pip install "inpaint-studio[export]".',
    "export-failed": "This network cannot be exported to ONNX ({reason}).",
    "export-differs": "Nothing was written: the ONNX form of '{name}' differs from the network "
    "by {difference}, and {allowed} is allowed.",
    "training-setting": "There is no training setting '{name}'. There are: {known}.",
    "training-value": "'{value}' does not suit the training setting '{name}': it takes {wanted}.",
    "training-config": "The settings in '{path}' cannot be read: {reason}.",
    "training-small": "All photos in '{path}' are too small or broken: {count} were looked at. "
    "Training needs photos of at least {smallest} px on each side.",
    "training-exists": "There is a training run in '{path}' already. Resume it, or choose another folder.",
    "dictionary-exists": "There is a dictionary in '{path}' already. "
    "Choose another folder, or use --overwrite.",
    "training-other": "The run in '{path}' is one of '{found}', not of '{wanted}'. Choose another folder.",
    "training-broken": "The checkpoint '{path}' cannot be read ({reason}).",
    "training-photos": "The photos are not those that this run began with. Use those, or another folder.",
    "training-stopped": "Training stopped at step {step}: {reason}. "
    "The last good weights, of step {good}, are in '{path}'.",
    "training-needs": "Training needs the package '{package}', which is not installed.",
    # third-party models
    "card-broken": "The model card '{path}' is wrong in line {line}: {what}.",
    "model-unknown": "There is no model called '{name}'. There are: {known}.",
    "model-absent": "The model '{name}' is not installed.",
    "model-no-source": "The card of '{name}' has no address to fetch it from. Name a file to take.",
    "model-busy": "The model '{name}' is just being installed or removed by another program. Wait for it.",
    "model-changed": "The model '{name}' ('{path}') is not the file that was installed. Install it again.",
    "model-size": "'{source}' is not the right file: it has {got} bytes and should have {wanted}.",
    "model-large": "'{source}' is not the right file: it has more than {most} bytes.",
    "model-hash": "'{source}' is not the right file: its {kind} is {got} and should be {wanted}.",
    "model-pin": "'{source}' is not the file that was installed as '{name}' the first time, "
    "although its card would let it pass.",
    "model-untrusted": "'{source}' is TorchScript, which runs code when it is loaded, and no checksum "
    "vouches for it. If you trust where it comes from, say so.",
    "model-pickle": "'{source}' is a pickled checkpoint: loading it could run any program hidden in it, so "
    "it is never opened. Use the model as ONNX, safetensors or TorchScript.",
    "model-page": "'{source}' is a web page and not a model. Look at the address in a browser.",
    "model-pointer": "'{source}' is a Git LFS pointer, which only names the model. Fetch the file itself.",
    "model-cut": "'{source}' is incomplete or damaged. Fetch it again.",
    "model-kind": "'{source}' is {found}, but the card wants {wanted}.",
    "model-crashed": "The model '{name}' crashed ({how}), probably out of memory. Nothing else is "
    "harmed; the next fill starts it anew.",
    "model-failed": "The model '{name}' failed: {reason}",
    "model-output": "The model gave {got} where its card says {wanted}. The card or the model is wrong.",
    "model-unfit": "'{source}' cannot be used as an inpainting model: {reason}",
    "model-unclear": "No usual way of running '{source}' fills a hole and keeps the rest. The card '{path}' "
    "is a beginning: correct it, and then install '{name}' from the file.",
    "model-name": "'{name}' cannot be the name of a model: {reason}",
    "model-needs": "This needs the package '{package}', which is not installed. "
    "Install Inpaint Studio with the extra '{extra}'.",
    "offline": "Nothing is fetched from '{url}': Inpaint Studio is set to stay offline.",
    "download-address": "'{url}' is not an address to fetch from. It begins with https:// or http://.",
    "download-insecure": "'{url}' leads on to '{target}', which is not encrypted. Nothing was fetched.",
    "download-missing": "There is nothing at '{url}' (the server says {status}). The file may have moved.",
    "download-refused": "The server does not give '{url}' to everybody ({status}). Fetch it in a browser and "
    "install it from the file.",
    "download-status": "'{url}' could not be fetched: the server says {status}.",
    "download-certificate": "The server '{host}' cannot be trusted: {reason}.",
    "download-unreachable": "The server '{host}' cannot be reached: {reason}. Check the connection and the "
    "proxy.",
    "download-lost": "'{url}' could not be fetched: {reason}. Try again later.",
    "download-cut": "'{url}' could not be fetched to its end: {reason}. {done} bytes are kept; the next try "
    "goes on from there.",
    "disk-space": "There is not enough room in '{folder}': {wanted} are needed and {free} are free.",
    # jobs, the library and the command line
    "out-of-memory": "There is not enough memory for this. Close other programs, "
    "or take a smaller photo or hole.",
    "internal": "Something went wrong inside Inpaint Studio ({what}).",
    "device-missing": "The device '{device}' cannot be used here: {reason} Use 'auto' or 'cpu'.",
    "array-kind": "A photo is (H, W), (H, W, 1), (H, W, 3) or (H, W, 4) of uint8 or uint16, "
    "not {shape} {dtype}.",
    "mask-not-found": "There is no mask for {photo}: looked in {folder} for {stem} or {stem}_mask "
    "with an image's ending.",
    "mask-ambiguous": "There are several masks for {photo}: {masks}. Leave one of them.",
    "folder-missing": "'{path}' is not a folder.",
    "folder-empty": "There are no photos in '{path}'.",
    "worker-died": "The process that worked on it ended suddenly, probably out of memory. Use fewer --jobs.",
    "truth-size": "The true photo is {truth} px but the photo is {photo} px. Make them the same size.",
    "folder-unreadable": "The folder '{path}' cannot be read: {reason}.",
    "folder-unwritable": "The folder '{path}' cannot be made: {reason}.",
}
