#!/bin/sh
# Tries an AppImage where there is no Python: as root on Debian, sh tools/bundle/try_in_bare_root.sh APPIMAGE [FOLDER]
#
# Makes a small Debian in FOLDER (default: build/bundle/root) with what every desktop has and AppImages presume:
# a C library, X11, OpenGL, fonts, FUSE. In there, as a user without rights, the commands fill a photo, a batch
# starts its workers, and the editor opens a photo under Xvfb, fills a stroke and saves, driven by mouse and keys.
# The log and pictures of the screen go to build/bundle/bare-root.
# Needs debootstrap, xvfb, xdotool and imagemagick.
set -eu
appimage=$(realpath "$1")
here=$(realpath "$(dirname "$0")/../..")
root=$(realpath -m "${2:-$here/build/bundle/root}")
results=$here/build/bundle/bare-root
presumed="libgl1 libegl1 libx11-6 libx11-xcb1 libxcb1 libfontconfig1 libfreetype6 libstdc++6 zlib1g libexpat1
    fonts-dejavu-core fuse3"
display=:97

if [ ! -e "$root/etc/debian_version" ]; then
    debootstrap --variant=minbase --include="$(echo $presumed | tr ' ' ',')" bookworm "$root" >/dev/null
    chroot "$root" useradd --create-home someone
fi
for python in "$root"/usr/bin/python* "$root"/usr/local/bin/python*; do
    [ ! -e "$python" ] || { echo "$python is there: not a root without Python" >&2; exit 1; }
done
echo "no Python in $root"

rm -rf "$results" "$root/home/someone/try"
mkdir -p "$results" "$root/home/someone/try" "$root/tmp/.X11-unix"
cp "$appimage" "$root/home/someone/try/InpaintStudio.AppImage"
cp "$here"/resources/samples/damaged-portrait*.png "$here"/resources/samples/meadow* "$root/home/someone/try"
chroot "$root" chown -R someone:someone /home/someone/try

mount --bind /proc "$root/proc"
[ -e "$root/dev/fuse" ] || mknod -m 666 "$root/dev/fuse" c 10 229
mkdir -p "$root/dev/shm"
chmod 1777 "$root/dev/shm"
[ -e "$root/etc/mtab" ] || ln -s /proc/self/mounts "$root/etc/mtab"
mkdir -p /tmp/.X11-unix
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
Xvfb $display -screen 0 1280x800x24 -nolisten tcp >/dev/null 2>&1 &
screen=$!
trap 'kill $screen 2>/dev/null; umount "$root/tmp/.X11-unix" "$root/proc"' EXIT

in_root() {
    chroot --userspec=someone:someone "$root" /usr/bin/env -i HOME=/home/someone DISPLAY=$display LANG=C.UTF-8 \
        INPAINT_STUDIO_HOME=/home/someone/home PATH=/usr/bin:/bin sh -c "cd ~/try && $1"
}
picture() { DISPLAY=$display import -window root "$results/$1.png"; }
key() { DISPLAY=$display xdotool key --clearmodifiers "$@"; }
# The numbers of the windows with such a title.
window() { DISPLAY=$display xdotool search --onlyvisible --name "$1"; }

# Waits until a command succeeds; fails after two minutes.
wait_for() {
    for _ in $(seq 240); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.5
    done
    echo "did not come true: $*" >&2
    return 1
}

commands() {
    in_root "./InpaintStudio.AppImage --version"
    in_root "./InpaintStudio.AppImage fill meadow.jpg -m meadow.mask.png -o healed.png"
    in_root "./InpaintStudio.AppImage find damaged-portrait.png -o found.png"
    in_root "mkdir photos masks && cp meadow.jpg photos/a.jpg && cp meadow.jpg photos/b.jpg &&
        cp meadow.mask.png masks/a.png && cp meadow.mask.png masks/b.png &&
        ./InpaintStudio.AppImage batch photos --mask masks -o filled --jobs 2 -e telea"
    in_root "APPIMAGE_EXTRACT_AND_RUN=1 ./InpaintStudio.AppImage --version"
    kept=$(find "$home/cache" -name '*.nbc' 2>/dev/null | wc -l)
    echo "kernels compiled there: $kept"
    [ "$kept" = 0 ]
}

editor() {
    in_root "./InpaintStudio.AppImage edit --once damaged-portrait.png saved.png" &
    program=$!
    wait_for window "damaged-portrait.*Inpaint Studio"
    shown=$(window "damaged-portrait.*Inpaint Studio" | head -1)
    DISPLAY=$display xdotool windowmove "$shown" 0 0 windowfocus "$shown"
    wait_for found 'journal*'
    picture 1-opened
    DISPLAY=$display xdotool mousemove 450 350 mousedown 1 mousemove 470 350 mousemove 520 352 mouseup 1
    key Return
    wait_for found 'result*'
    picture 2-filled
    key k
    key ctrl+s
    wait $program
    echo "the editor ended by itself; saved: $(ls -l "$root/home/someone/try/saved.png")"
}
found() { [ -n "$(find "$home" -name "$1")" ]; }

home=$root/home/someone/home
{
    commands
    editor
    for _ in 1 2 3 4 5 6 7 8 9 10; do  # the loader takes a moment to unmount when the program has ended
        mount | grep -q "$root/tmp/.mount" || break
        sleep 1
    done
    if mount | grep "$root/tmp/.mount"; then echo "left mounted"; exit 1; fi
    echo "everything worked"
} 2>&1 | tee "$results/log.txt"
tail -n 1 "$results/log.txt" | grep -q "^everything worked$"
