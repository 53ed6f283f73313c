#!/bin/sh
# Makes .venv with this project and its tools in it: sh tools/setup.sh [EXTRA ...]   (default: dev)
# TORCH=no leaves out torch (see resources/docs/installing.md). uv does the same in seconds where it is found.
# Looks for Python 3.11 to 3.13; PYTHON=/path/to/python names one. As root on Debian or Ubuntu it installs
# the few missing system packages; for other users it prints the command that does.
set -eu
cd "$(dirname "$0")/.."
extras=$(IFS=,; echo "${*:-dev}")

# What Qt needs to draw at all, and what it needs for a real window, its smoke test, and Chinese text.
# "A|B": the first that this release has (Ubuntu 24.04 renamed some).
for_drawing="libgl1 libegl1 libxkbcommon0 libfontconfig1 fontconfig libglib2.0-0|libglib2.0-0t64 libdbus-1-3"
for_windows="libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
    libxcb-shape0 libxcb-xkb1 libxcb-xinerama0 libxkbcommon-x11-0 xvfb xdotool fonts-wqy-microhei|fonts-droid-fallback"

# An independent reader of DICOM objects, by which the tests check those that are written.
for_tests=dcmtk

suits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3 python3.12 python3.13 python3.11 python; do
        if suits "$name"; then echo "$name"; return; fi
    done
}

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(known "$@") </dev/null
}

# The names of these packages in this release: for "A|B" the first that it has, else the first.
known() {
    for choice in "$@"; do
        found=${choice%%|*}
        for name in $(echo "$choice" | tr '|' ' '); do
            if apt-cache policy "$name" 2>/dev/null | grep -q 'Candidate: [^(]'; then found=$name; break; fi
        done
        echo "$found"
    done
}

install_packages() {
    if can_install; then
        echo "Installing system packages: $*"
        apt_install "$@"
    elif command -v apt-get >/dev/null; then
        echo "Something is missing. Install it with:  sudo apt-get install $(known "$@" | tr '\n' ' ')" >&2
        exit 1
    else
        echo "Something is missing: $*. Install it with your package manager and try again." >&2
        exit 1
    fi
}

qt_draws() {
    QT_QPA_PLATFORM=offscreen .venv/bin/python -c \
        'from PySide6.QtWidgets import QApplication; QApplication([])' >/dev/null 2>&1
}

# Whether a window could be opened on X11, tested under Xvfb, and show Chinese. Asks the dynamic linker
# and fontconfig rather than apt, so that it is quick and right on every distribution.
has_window_packages() {
    libraries=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)
    for library in libxcb-cursor libxcb-icccm libxcb-image libxcb-keysyms libxcb-randr libxcb-render-util \
            libxcb-shape libxcb-xkb libxcb-xinerama libxkbcommon-x11; do
        case $libraries in *"$library.so"*) ;; *) return 1 ;; esac
    done
    command -v Xvfb >/dev/null && command -v xdotool >/dev/null && [ -n "$(fc-list :lang=zh 2>/dev/null)" ]
}

python=$(find_python)
if [ -z "$python" ]; then
    install_packages python3 python3-venv
    python=$(find_python)
fi
if [ -z "$python" ]; then
    echo "Python 3.11, 3.12 or 3.13 is required but was not found. Name one with: PYTHON=/path/to/python make …" >&2
    exit 1
fi
has_uv() { command -v uv >/dev/null; }

make_venv() {
    echo "Making .venv with $("$python" --version)"
    if has_uv; then uv venv --quiet --seed --clear --python "$python" .venv; else "$python" -m venv --clear .venv; fi
}

pip_install() {
    if has_uv; then
        uv pip install --quiet --python .venv/bin/python -c constraints.txt "$@"
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt "$@"
    fi
}

# Debian's python3 comes without ensurepip, which venv needs.
has_uv || "$python" -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv
suits .venv/bin/python || make_venv
if [ "${TORCH:-yes}" = no ]; then
    # shellcheck disable=SC2046  # a list
    .venv/bin/python tools/requirements.py $(echo "$extras" | tr ',' ' ') >.venv/requirements.txt
    pip_install -r .venv/requirements.txt
    pip_install --no-deps -e .
else
    pip_install -e ".[$extras]"
fi

[ "$(uname -s)" = Linux ] || exit 0
case ,$extras, in *,dev,*)
    if ! command -v dcmdump >/dev/null && can_install; then
        apt_install $for_tests >/dev/null || echo "dcmtk could not be installed; tests that need it are skipped." >&2
    fi ;;
esac
# shellcheck disable=SC2086  # lists of packages
qt_draws || install_packages $for_drawing
if ! has_window_packages; then
    if can_install; then
        echo "Installing what a window, its tests and Chinese text need"
        # shellcheck disable=SC2086
        apt_install $for_windows >/dev/null || echo "Some of it could not be installed; everything else works." >&2
    elif command -v apt-get >/dev/null; then
        # shellcheck disable=SC2086
        echo "For a window, its tests and Chinese text:  sudo apt-get install $(known $for_windows | tr '\n' ' ')"
    else
        echo "A window may need libxcb-cursor and related libraries, its tests Xvfb and xdotool, and Chinese text a Chinese font."
    fi
fi
