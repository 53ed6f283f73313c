#!/bin/sh
# Builds the bundles for Linux into build/bundle: inpaint-studio-VERSION-linux-ARCH.tar.zst and .AppImage.
# See resources/docs/bundles.md. PYTHON=/path/to/python names the Python that is bundled, LEVEL=1 to 19 (default)
# says how hard to compress: 9 takes a fifth of the time.
# Needs gcc and, as root on Debian, installs what else it needs; for other users it prints the command.
set -eu
cd "$(dirname "$0")/../.."
for_appimage="squashfs-tools zstd gcc pkg-config libc6-dev libsquashfuse-dev libfuse3-dev liblzma-dev liblzo2-dev
    liblz4-dev libzstd-dev zlib1g-dev icu-devtools binutils"
build=build/bundle
level=${LEVEL:-19}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
name=inpaint-studio-$version-linux-$(uname -m)
id=org.inpaint_studio.InpaintStudio

packages() {
    command -v mksquashfs >/dev/null && command -v zstd >/dev/null && command -v icupkg >/dev/null &&
        pkg-config --exists squashfuse_ll fuse3 && return
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "Something is missing. Install it with:  sudo apt-get install $(echo $for_appimage)" >&2
        exit 1
    fi
    # shellcheck disable=SC2086  # a list
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $for_appimage >/dev/null
}

environment() {
    [ -x $build/venv/bin/python ] || "${PYTHON:-python3}" -m venv $build/venv
    $build/venv/bin/python tools/requirements.py heic raw video medical serve bundle >$build/requirements.txt
    $build/venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -r $build/requirements.txt
}

program() {
    export PYTHONPATH="$PWD" OMP_NUM_THREADS=1
    rm -rf $build/kernels $build/dist
    $build/venv/bin/python tools/bundle/kernels.py $build/kernels >$build/kernels.log
    # a bundle is compressed as a whole, which is smaller and starts sooner
    export PYINSTALLER_ZLIB_COMPRESSION_LEVEL=0 KERNELS="$PWD/$build/kernels"
    $build/venv/bin/pyinstaller --noconfirm --clean --log-level WARN \
        --distpath $build/dist --workpath $build/work tools/bundle/inpaint-studio.spec
    $build/venv/bin/python tools/bundle/slim.py $build/dist/inpaint-studio
    $build/venv/bin/python tools/bundle/notices.py $build/dist/inpaint-studio
}

# The folder of an AppImage: the program, and what menus and file managers want to know about it.
app_folder() {
    app=$build/AppDir
    rm -rf $app
    mkdir -p $app/usr/share/applications $app/usr/share/metainfo $app/usr/share/icons/hicolor/scalable/apps
    cp -al $build/dist/inpaint-studio $app/usr/bin
    ln -s usr/bin/inpaint-studio $app/AppRun
    cp resources/desktop/$id.desktop $app/usr/share/applications
    cp resources/desktop/$id.metainfo.xml $app/usr/share/metainfo/$id.appdata.xml
    cp resources/desktop/$id.svg $app/usr/share/icons/hicolor/scalable/apps
    cp resources/desktop/$id.desktop resources/desktop/$id.svg $app
    cp resources/desktop/icons/256.png $app/.DirIcon
}

loader() {
    # shellcheck disable=SC2046
    gcc -std=gnu11 -O2 -Wall -static -s -D_FILE_OFFSET_BITS=64 $(pkg-config --cflags squashfuse_ll fuse3) \
        -o $build/loader tools/bundle/appimage.c \
        -lsquashfuse_ll -lsquashfuse -lfuse3 -llzma -llzo2 -llz4 -lzstd -lz -lpthread -ldl
    # by these three bytes other programs recognise an AppImage of type 2
    printf 'AI\002' | dd of=$build/loader bs=1 seek=8 conv=notrunc status=none
}

mkdir -p $build
packages
environment
program
app_folder
loader
mksquashfs $build/AppDir $build/image -comp zstd -Xcompression-level "$level" -b 1M -noappend -all-root -no-progress -quiet
cat $build/loader $build/image >$build/$name.AppImage
chmod +x $build/$name.AppImage
rm $build/image
tar --sort=name --owner=0 --group=0 --numeric-owner -C $build/dist -c inpaint-studio |
    zstd "-$level" -T0 --long=27 -q -f -o $build/$name.tar.zst
ls -l $build/$name.*
