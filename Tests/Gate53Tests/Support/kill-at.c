// Kills a whole process group at the n-th step that its processes take on files together: making, linking, renaming or
// removing one, making a folder, having octets on the disk, or, where that is asked for, sending octets over a socket.
// Loaded by LD_PRELOAD.
//
//   KILL_COUNT  a file that grows by an octet with each step
//   KILL_AT     the step before which all are killed; 0 for none, which only counts
//   KILL_LOG    a file that gets a line for each step (optional)
//   KILL_SKIP   steps on paths with one of these in them are none; separated by colons (optional)
//   KILL_SENDS  whether to send octets over a TCP socket is a step too (optional)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int raw_open(const char *path, int flags) {
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0644);
}

static int is_skipped(const char *path) {
    const char *rest = getenv("KILL_SKIP");
    while (rest && *rest) {
        size_t length = strcspn(rest, ":");
        if (length && memmem(path, strlen(path), rest, length)) return 1;
        rest += length + (rest[length] == ':');
    }
    return 0;
}

static void step(const char *what, const char *path) {
    const char *count = getenv("KILL_COUNT"), *at = getenv("KILL_AT"), *log = getenv("KILL_LOG");
    if (!count || !at || is_skipped(path)) return;
    int file = raw_open(count, O_RDWR | O_CREAT | O_APPEND);
    if (file < 0) return;
    // One step after the other, whichever process takes it.
    while (flock(file, LOCK_EX) != 0) {}
    syscall(SYS_write, file, ".", 1);
    long number = (long)lseek(file, 0, SEEK_END);
    if (log) {
        char line[8192];
        int length = snprintf(line, sizeof line, "%ld %s %s\n", number, what, path);
        int to = raw_open(log, O_WRONLY | O_CREAT | O_APPEND);
        if (to >= 0) {
            syscall(SYS_write, to, line, (size_t)(length < (int)sizeof line ? length : (int)sizeof line - 1));
            close(to);
        }
    }
    // The lock is held to the end, so that no other process takes a step meanwhile.
    if (number == atol(at)) {
        kill(0, SIGKILL);
        for (;;) pause();
    }
    close(file);
}

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                       \
        mode_t mode = 0;                                                                                               \
        if (flags & O_CREAT) {                                                                                         \
            va_list rest;                                                                                              \
            va_start(rest, flags);                                                                                     \
            mode = va_arg(rest, mode_t);                                                                               \
            va_end(rest);                                                                                              \
            step("create", path);                                                                                      \
        }                                                                                                              \
        int (*real)(const char *, int, ...) = next(#name);                                                             \
        return real(path, flags, mode);                                                                                \
    }
OPEN(open)
OPEN(open64)

#define OPEN_AT(name)                                                                                                  \
    int name(int folder, const char *path, int flags, ...) {                                                           \
        mode_t mode = 0;                                                                                               \
        if (flags & O_CREAT) {                                                                                         \
            va_list rest;                                                                                              \
            va_start(rest, flags);                                                                                     \
            mode = va_arg(rest, mode_t);                                                                               \
            va_end(rest);                                                                                              \
            step("create", path);                                                                                      \
        }                                                                                                              \
        int (*real)(int, const char *, int, ...) = next(#name);                                                        \
        return real(folder, path, flags, mode);                                                                        \
    }
OPEN_AT(openat)
OPEN_AT(openat64)

#define ONE(name, what, path, parameters, arguments)                                                                   \
    int name parameters {                                                                                              \
        step(what, path);                                                                                              \
        int(*real) parameters = next(#name);                                                                           \
        return real arguments;                                                                                         \
    }
ONE(creat, "create", path, (const char *path, mode_t mode), (path, mode))
ONE(mkstemp, "create", path, (char *path), (path))
ONE(mkstemp64, "create", path, (char *path), (path))
ONE(rename, "rename", to, (const char *from, const char *to), (from, to))
ONE(renameat, "rename", to, (int old, const char *from, int fresh, const char *to), (old, from, fresh, to))
ONE(renameat2, "rename", to, (int old, const char *from, int fresh, const char *to, unsigned flags),
    (old, from, fresh, to, flags))
ONE(link, "link", to, (const char *from, const char *to), (from, to))
ONE(linkat, "link", to, (int old, const char *from, int fresh, const char *to, int flags),
    (old, from, fresh, to, flags))
ONE(unlink, "remove", path, (const char *path), (path))
ONE(unlinkat, "remove", path, (int folder, const char *path, int flags), (folder, path, flags))
ONE(rmdir, "remove", path, (const char *path), (path))
ONE(mkdir, "folder", path, (const char *path, mode_t mode), (path, mode))

static void of_descriptor(const char *what, int file) {
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length < 0) return;
    path[length] = 0;
    step(what, path);
}

int fsync(int file) {
    of_descriptor("synchronise", file);
    int (*real)(int) = next("fsync");
    return real(file);
}

ssize_t send(int file, const void *octets, size_t count, int flags) {
    int family = 0;
    socklen_t size = sizeof family;
    if (getenv("KILL_SENDS") && getsockopt(file, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0 && family != AF_UNIX)
        step("send", "/socket");
    ssize_t (*real)(int, const void *, size_t, int) = next("send");
    return real(file, octets, count, flags);
}
