#!/bin/sh
# Makes .venv with this project and its tools in it: sh tools/setup.sh [EXTRA ...]   (default: dev)
# Python 3.11 to 3.13 is looked for; PYTHON=/path/to/python names one. As root on Debian or Ubuntu the
# few missing system packages are installed; for anybody else the line that does it is printed.
set -eu
cd "$(dirname "$0")/.."
extras=$(IFS=,; echo "${*:-dev}")

suits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3 python3.12 python3.13 python3.11 python; do
        if suits "$name"; then echo "$name"; return; fi
    done
}

install_packages() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing system packages: $*"
        DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null
    elif command -v apt-get >/dev/null; then
        echo "Something is missing. Install it with:  sudo apt-get install $*" >&2
        exit 1
    else
        echo "Something is missing: $*. Install it with your package manager and try again." >&2
        exit 1
    fi
}

python=$(find_python)
if [ -z "$python" ]; then
    install_packages python3 python3-venv
    python=$(find_python)
fi
if [ -z "$python" ]; then
    echo "Python 3.11, 3.12 or 3.13 is needed and was not found. PYTHON=/path/to/python make … names one." >&2
    exit 1
fi
# Debian's python3 comes without ensurepip, which venv needs.
"$python" -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv

if ! suits .venv/bin/python; then
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[$extras]"
