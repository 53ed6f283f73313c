#!/bin/sh
# Writes constraints.txt: the newest versions that pyproject.toml admits, all extras included.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build
rm -rf build/freeze
"${PYTHON:-python3}" -m venv build/freeze
build/freeze/bin/python -m pip install --quiet ".[dev,export,train,convert,heic,raw,video,medical,bench,bundle]"
{
    echo "# Exact versions that every documented command installs. Refresh with \`make constraints\`."
    # Without local versions (torch's "+cpu"), CUDA packages (torch pins its own) and the project itself.
    build/freeze/bin/python -m pip freeze --all --exclude inpaint-studio --exclude pip |
        grep -viE '^(nvidia|cuda|triton)' | sed 's/+[a-z0-9.]*$//' | sort -f
} >constraints.new
mv constraints.new constraints.txt
rm -rf build/freeze
