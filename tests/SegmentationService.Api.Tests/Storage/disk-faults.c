/* Lets calls of the system fail, or ends the process in them, for files and folders below DISK_FAULTS_ROOT. What to do stands in the file DISK_FAULTS_CONTROL, eight numbers of
   64 bits that this library and the test both map: mode (0 nothing, 1 count, 2 fail once, 3 fail from there on, 4 kill), a bit for each kind of call that counts, the number of the call
   at which it happens, the errno, the calls counted so far, how often it has happened.
   gcc -shared -fPIC -O2 -o disk-faults.so disk-faults.c -ldl */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MODE, KINDS, POINT, ERRNO, COUNT, HAPPENED, NUMBERS = 8 };
enum { OFF, COUNTING, ONCE, FROM_THERE_ON, KILL };
enum { OPEN = 1, WRITE = 2, FSYNC = 4, RENAME = 8, MKDIR = 16, UNLINK = 32, RMDIR = 64, TRUNCATE = 128, CLOSE = 256, LOCK = 512 };

static int64_t *control;
static const char *root;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("DISK_FAULTS_CONTROL");
    root = getenv("DISK_FAULTS_ROOT");
    int fd = path ? (int)open(path, O_RDWR) : -1;
    if (!root || fd < 0) return;
    void *mapped = mmap(NULL, NUMBERS * sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped != MAP_FAILED) control = mapped;
}

static int is_below(const char *path) {
    size_t length = strlen(root);
    return !strncmp(path, root, length) && (path[length] == '/' || path[length] == 0);
}

static int fails_here(int kind) {
    if (!(control[KINDS] & kind)) return 0;
    int64_t number = __atomic_add_fetch(&control[COUNT], 1, __ATOMIC_SEQ_CST);
    if (control[MODE] == ONCE ? number != control[POINT] : control[MODE] == COUNTING || number < control[POINT]) return 0;
    __atomic_add_fetch(&control[HAPPENED], 1, __ATOMIC_SEQ_CST);
    if (control[MODE] == KILL) kill(getpid(), SIGKILL);
    errno = (int)control[ERRNO];
    return 1;
}

static int path_fails(int kind, const char *path) { return control && control[MODE] != OFF && path && is_below(path) && fails_here(kind); }

static int file_fails(int kind, int fd) {
    char link[64], path[PATH_MAX];
    if (!control || control[MODE] == OFF || !(control[KINDS] & kind)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path) && fails_here(kind);
}

#define REAL(result, name, ...) static result (*real)(__VA_ARGS__); if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define OPENS(name) int name(const char *path, int flags, ...) { \
    va_list rest; va_start(rest, flags); mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    REAL(int, #name, const char *, int, ...); return path_fails(OPEN, path) ? -1 : real(path, flags, mode); }
OPENS(open)
OPENS(open64)

#define OPENS_AT(name) int name(int folder, const char *path, int flags, ...) { \
    va_list rest; va_start(rest, flags); mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    REAL(int, #name, int, const char *, int, ...); return path_fails(OPEN, path) ? -1 : real(folder, path, flags, mode); }
OPENS_AT(openat)
OPENS_AT(openat64)

int creat(const char *path, mode_t mode) { REAL(int, "creat", const char *, mode_t); return path_fails(OPEN, path) ? -1 : real(path, mode); }
ssize_t write(int fd, const void *data, size_t n) { REAL(ssize_t, "write", int, const void *, size_t); return file_fails(WRITE, fd) ? -1 : real(fd, data, n); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { REAL(ssize_t, "pwrite", int, const void *, size_t, off_t); return file_fails(WRITE, fd) ? -1 : real(fd, data, n, at); }
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) { REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t); return file_fails(WRITE, fd) ? -1 : real(fd, data, n, at); }
ssize_t writev(int fd, const struct iovec *data, int n) { REAL(ssize_t, "writev", int, const struct iovec *, int); return file_fails(WRITE, fd) ? -1 : real(fd, data, n); }
ssize_t pwritev(int fd, const struct iovec *data, int n, off_t at) { REAL(ssize_t, "pwritev", int, const struct iovec *, int, off_t); return file_fails(WRITE, fd) ? -1 : real(fd, data, n, at); }
int fsync(int fd) { REAL(int, "fsync", int); return file_fails(FSYNC, fd) ? -1 : real(fd); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); return file_fails(FSYNC, fd) ? -1 : real(fd); }
int rename(const char *from, const char *to) { REAL(int, "rename", const char *, const char *); return path_fails(RENAME, from) ? -1 : real(from, to); }
int renameat(int a, const char *from, int b, const char *to) { REAL(int, "renameat", int, const char *, int, const char *); return path_fails(RENAME, from) ? -1 : real(a, from, b, to); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { REAL(int, "renameat2", int, const char *, int, const char *, unsigned); return path_fails(RENAME, from) ? -1 : real(a, from, b, to, flags); }
int link(const char *from, const char *to) { REAL(int, "link", const char *, const char *); return path_fails(RENAME, to) ? -1 : real(from, to); }
int mkdir(const char *path, mode_t mode) { REAL(int, "mkdir", const char *, mode_t); return path_fails(MKDIR, path) ? -1 : real(path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { REAL(int, "mkdirat", int, const char *, mode_t); return path_fails(MKDIR, path) ? -1 : real(folder, path, mode); }
int unlink(const char *path) { REAL(int, "unlink", const char *); return path_fails(UNLINK, path) ? -1 : real(path); }
int unlinkat(int folder, const char *path, int flags) { REAL(int, "unlinkat", int, const char *, int); return path_fails(UNLINK, path) ? -1 : real(folder, path, flags); }
int rmdir(const char *path) { REAL(int, "rmdir", const char *); return path_fails(RMDIR, path) ? -1 : real(path); }
int ftruncate(int fd, off_t length) { REAL(int, "ftruncate", int, off_t); return file_fails(TRUNCATE, fd) ? -1 : real(fd, length); }
int ftruncate64(int fd, off64_t length) { REAL(int, "ftruncate64", int, off64_t); return file_fails(TRUNCATE, fd) ? -1 : real(fd, length); }
/* The file is closed all the same, as the system does it. */
int close(int fd) { REAL(int, "close", int); int fails = file_fails(CLOSE, fd), error = errno, result = real(fd); if (fails) errno = error; return fails ? -1 : result; }
int flock(int fd, int operation) { REAL(int, "flock", int, int); return file_fails(LOCK, fd) ? -1 : real(fd, operation); }
