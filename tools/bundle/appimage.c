/* What an AppImage of type 2 begins with: it mounts the SquashFS image that follows it in the same file, and
 * starts AppRun in there. Where nothing can be mounted (no FUSE), it unpacks the image first.
 *
 * Built by build.sh as a static program against libsquashfuse and libfuse3 of Debian. It does what the AppImage
 * specification (draft, "type 2 image format") asks for, and the options that people know from the runtime of the
 * AppImage project, except signatures and update information, which are left to the package's publisher.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <squashfuse/ll.h>
#include <squashfuse/traverse.h>
#include <squashfuse/util.h>

enum { FAILED = 127, CHUNK = 1 << 20, KEPT = 64 << 20 };

static const char HELP[] =
    "Options of the AppImage itself; all others are those of Inpaint Studio:\n"
    "  --appimage-extract           unpack it into the folder squashfs-root\n"
    "  --appimage-extract-and-run   unpack it into a temporary folder and run it, for systems without FUSE\n"
    "                               (so does APPIMAGE_EXTRACT_AND_RUN=1)\n"
    "  --appimage-mount             mount it, print where, and wait\n"
    "  --appimage-offset            print where its file system begins\n"
    "  --appimage-version           print the version of this loader\n"
    "  --appimage-help              print this\n";

static void fail(const char *what)
{
    fprintf(stderr, "AppImage: %s: %s\n", what, strerror(errno));
    exit(FAILED);
}

/* Where the ELF file ends and the image begins. */
static size_t image_offset(const char *path)
{
    Elf64_Ehdr head;
    FILE *file = fopen(path, "rb");
    if (!file || fread(&head, sizeof head, 1, file) != 1)
        fail(path);
    fclose(file);
    return head.e_shoff + (size_t)head.e_shentsize * head.e_shnum;
}

/* A new folder for temporary files that only this user can open. */
static char *temporary_folder(const char *prefix)
{
    static char path[PATH_MAX];
    const char *base = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/%sXXXXXX", base && *base ? base : "/tmp", prefix);
    if (!mkdtemp(path))
        fail(path);
    return path;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info, (void)type, (void)walk;
    return remove(path);
}

/* ---- unpacking ---- */

static bool write_file(sqfs *fs, sqfs_inode *inode, const char *path)
{
    static char buffer[CHUNK];
    const sqfs_off_t length = inode->xtra.reg.file_size;
    int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, inode->base.mode & 0777);
    bool sound = out >= 0;
    for (sqfs_off_t at = 0; sound && at < length;) {
        sqfs_off_t size = sizeof buffer;
        sound = sqfs_read_range(fs, inode, at, &size, buffer) == SQFS_OK && size > 0 &&
                write(out, buffer, size) == size;
        at += size;
    }
    return out >= 0 && close(out) == 0 && sound;
}

static bool write_link(sqfs *fs, sqfs_inode *inode, const char *path)
{
    char target[PATH_MAX];
    size_t size = sizeof target;
    unlink(path);
    return sqfs_readlink(fs, inode, target, &size) == SQFS_OK && symlink(target, path) == 0;
}

/* Unpack the image into a folder; exits with a message on failure. */
static void extract(const char *self, size_t offset, const char *folder)
{
    sqfs fs;
    sqfs_traverse walk;
    sqfs_err err = SQFS_OK;
    if (mkdir(folder, 0755) && errno != EEXIST)
        fail(folder);
    if (sqfs_open_image(&fs, self, offset) != SQFS_OK ||
        sqfs_traverse_open(&walk, &fs, sqfs_inode_root(&fs)) != SQFS_OK)
        exit(FAILED);
    while (sqfs_traverse_next(&walk, &err)) {
        char path[PATH_MAX];
        sqfs_inode inode;
        if (walk.dir_end)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, walk.path);
        bool sound = sqfs_inode_get(&fs, &inode, sqfs_dentry_inode(&walk.entry)) == SQFS_OK;
        if (sound && S_ISDIR(inode.base.mode))
            sound = mkdir(path, 0755) == 0 || errno == EEXIST;
        else if (sound && S_ISLNK(inode.base.mode))
            sound = write_link(&fs, &inode, path);
        else if (sound)
            sound = write_file(&fs, &inode, path);
        if (!sound)
            fail(path);
    }
    if (err != SQFS_OK) {
        fprintf(stderr, "AppImage: the file is damaged\n");
        exit(FAILED);
    }
    sqfs_traverse_close(&walk);
    sqfs_fd_close(fs.fd);
}

/* ---- running ---- */

/* Become AppRun in a folder; returns only on failure. Options of the AppImage itself are left out. */
static void run(const char *folder, const char *self, char **argv)
{
    char path[PATH_MAX], here[PATH_MAX];
    int kept = 1;
    for (int i = 1; argv[i]; i++)
        if (strcmp(argv[i], "--appimage-extract-and-run"))
            argv[kept++] = argv[i];
    argv[kept] = NULL;
    snprintf(path, sizeof path, "%s/AppRun", folder);
    setenv("APPIMAGE", self, 1);
    setenv("ARGV0", argv[0], 1);
    setenv("APPDIR", folder, 1);
    if (getcwd(here, sizeof here))
        setenv("OWD", here, 1);
    execv(path, argv);
    fprintf(stderr, "AppImage: %s: %s\n", path, strerror(errno));
}

static int extract_and_run(const char *self, size_t offset, char **argv)
{
    const char *folder = temporary_folder("appimage_extracted_");
    extract(self, offset, folder);
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0) {
        run(folder, self, argv);
        _exit(FAILED);
    }
    /* what a terminal sends reaches the program too, which decides; the folder must be removed after it */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- mounting ---- */

/* Ends this process, and so the mount, once no process of the program is left: each inherits the other end. */
static void *end_with_program(void *pipe_end)
{
    struct pollfd gone = {.fd = *(int *)pipe_end, .events = 0};
    while (poll(&gone, 1, -1) < 1)
        ;
    kill(getpid(), SIGTERM);
    return NULL;
}

/* Keep more than the last unpacked block, which is all that the library does: a program that starts reads many
 * files by turns, and would have the same blocks unpacked again and again. */
static sqfs_err keep_blocks(sqfs *fs)
{
    sqfs_cache_destroy(&fs->data_cache);
    sqfs_cache_destroy(&fs->frag_cache);
    const size_t blocks = KEPT / fs->sb.block_size;
    sqfs_err err = sqfs_block_cache_init(&fs->data_cache, blocks);
    return err != SQFS_OK ? err : sqfs_block_cache_init(&fs->frag_cache, 8);
}

/* Serve the image at `folder` until the program ends; writes a byte to `pipe_end` once it is mounted. */
static int serve(const char *self, size_t offset, const char *folder, int pipe_end)
{
    struct fuse_lowlevel_ops ops = {
        .getattr = sqfs_ll_op_getattr, .opendir = sqfs_ll_op_opendir, .releasedir = sqfs_ll_op_releasedir,
        .readdir = sqfs_ll_op_readdir, .lookup = sqfs_ll_op_lookup, .open = sqfs_ll_op_open,
        .create = sqfs_ll_op_create, .release = sqfs_ll_op_release, .read = sqfs_ll_op_read,
        .readlink = sqfs_ll_op_readlink, .listxattr = sqfs_ll_op_listxattr,
        .getxattr = sqfs_ll_op_getxattr, .forget = sqfs_ll_op_forget, .statfs = stfs_ll_op_statfs,
    };
    char *options[] = {"appimage", "-o", "ro,nodev,nosuid,subtype=squashfuse", NULL};
    struct fuse_args args = FUSE_ARGS_INIT(3, options);
    sqfs_ll_chan channel;
    pthread_t watcher;
    sqfs_ll *image = sqfs_ll_open(self, offset);
    if (!image || keep_blocks(&image->fs) != SQFS_OK ||
        sqfs_ll_mount(&channel, folder, &args, &ops, sizeof ops, image) != SQFS_OK)
        return FAILED;
    if (fuse_set_signal_handlers(channel.session) == 0 &&
        pthread_create(&watcher, NULL, end_with_program, &pipe_end) == 0 && write(pipe_end, "m", 1) == 1)
        fuse_session_loop(channel.session);
    sqfs_ll_unmount(&channel, folder);
    rmdir(folder);
    return 0;
}

/* Mount the image in a process of its own, not a child of this one. Whether that succeeded. */
static bool mount_image(const char *self, size_t offset, const char *folder)
{
    int ends[2];
    char byte;
    if (pipe(ends))
        fail("pipe");
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0) {
        close(ends[0]);
        setsid(); /* Ctrl+C is for the program */
        if (fork())
            _exit(0);
        if (!getenv("APPIMAGE_VERBOSE")) { /* whatever it says about FUSE: the image is unpacked then */
            int nowhere = open("/dev/null", O_RDWR);
            dup2(nowhere, 0), dup2(nowhere, 1), dup2(nowhere, 2);
        }
        _exit(serve(self, offset, folder, ends[1]));
    }
    close(ends[1]);
    waitpid(child, NULL, 0);
    return read(ends[0], &byte, 1) == 1; /* ends[0] stays open: see end_with_program */
}

int main(int argc, char **argv)
{
    static char self[PATH_MAX];
    if (!realpath("/proc/self/exe", self))
        fail("/proc/self/exe");
    const size_t offset = image_offset(self);
    const char *option = argc > 1 && !strncmp(argv[1], "--appimage-", 11) ? argv[1] + 11 : "";
    const char *unpack = getenv("APPIMAGE_EXTRACT_AND_RUN");
    if (!strcmp(option, "help"))
        return printf("%s", HELP) < 0;
    if (!strcmp(option, "version"))
        return printf("Inpaint Studio's AppImage loader 1\n") < 0;
    if (!strcmp(option, "offset"))
        return printf("%zu\n", offset) < 0;
    if (!strcmp(option, "extract")) {
        extract(self, offset, "squashfs-root");
        return 0;
    }
    if (!strcmp(option, "extract-and-run") || (unpack && !strcmp(unpack, "1")))
        return extract_and_run(self, offset, argv);
    if (*option && strcmp(option, "mount")) {
        fprintf(stderr, "AppImage: there is no option %s\n%s", argv[1], HELP);
        return FAILED;
    }
    const char *folder = temporary_folder(".mount_inpaint");
    if (!mount_image(self, offset, folder)) {
        rmdir(folder);
        fprintf(stderr, "AppImage: FUSE is missing or not allowed here: unpacking into a temporary folder.\n");
        return extract_and_run(self, offset, argv);
    }
    if (*option) {
        printf("%s\n", folder);
        fflush(stdout);
        for (;;)
            pause();
    }
    run(folder, self, argv);
    return FAILED;
}
