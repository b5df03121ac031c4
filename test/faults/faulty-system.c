/*
 * Stands between Node and the C library and makes the nth operation on files below a folder fail, or ends the process
 * before or after it. Loaded with LD_PRELOAD. The folder is named by WSLNET_FAULT_ROOT; what is to happen, and when, by
 * the variable WSLNET_FAULT, or at run time by making the folder `<root>/.fault/<plan>`, which is never made.
 * A plan is `<n>:<what>`: an error number, `kill-before`, `kill-after`, or `interrupt` for a SIGTERM; `0:0` is none, and
 * `0:refuse` plays a drive that lets no owner or permissions be set, cannot sync or link, and moves and removes nothing
 * that is open. Every
 * plan starts a new count, which `<root>/.fault/count`, read as a symbolic link, tells, and at the end of the process
 * standard error where WSLNET_FAULT_COUNT is set.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define DESCRIPTORS 4096
/* The functions of the C library that are stood in for. */
#define EACH(what)                                                                                                \
  what(open) what(open64) what(openat) what(openat64) what(close) what(read) what(pread) what(pread64) what(write) \
  what(pwrite) what(pwrite64) what(writev) what(fsync) what(fdatasync) what(fchmod) what(fchown) what(link)        \
  what(rename) what(unlink) what(rmdir) what(chmod) what(access) what(realpath) what(mkdtemp) what(mkdir)          \
  what(readlink) what(scandir64) what(scandir) what(syscall) what(statx)
#define DECLARE(name) static typeof(&name) real_##name;
#define FIND(name) real_##name = (typeof(&name))find(#name);
/* Other libraries may open files before this one is started. */
#define REAL(name) (real_##name ? real_##name : (find_all(), real_##name))

static atomic_long count, at;
static atomic_int what;
static int tells;
static atomic_bool tracked[DESCRIPTORS];
static char root[PATH_MAX];
static size_t root_length;

enum { KILL_BEFORE = -1, KILL_AFTER = -2, INTERRUPT = -3, REFUSE = -4 };

EACH(DECLARE)

static void *find(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}

/* All at the start: dlsym takes a lock, and a handler of signals that reads would wait for its own thread for ever. */
static void find_all(void) { EACH(FIND) }

static void plan(const char *text) {
  char *rest;
  long n = strtol(text, &rest, 10);
  rest += *rest == ':';
  what = !strcmp(rest, "kill-before")  ? KILL_BEFORE
         : !strcmp(rest, "kill-after") ? KILL_AFTER
         : !strcmp(rest, "interrupt")  ? INTERRUPT
         : !strcmp(rest, "refuse")     ? REFUSE
                                       : atoi(rest);
  count = 0;
  at = n;
}

__attribute__((constructor)) static void start(void) {
  find_all();
  const char *folder = getenv("WSLNET_FAULT_ROOT");
  if (folder) root_length = strlen(strncpy(root, folder, sizeof root - 1));
  const char *first = getenv("WSLNET_FAULT");
  if (first) plan(first);
  tells = getenv("WSLNET_FAULT_COUNT") != NULL;
  /* The plan is for this process, and not for those that it starts. */
  unsetenv("WSLNET_FAULT");
  unsetenv("WSLNET_FAULT_COUNT");
}

__attribute__((destructor)) static void tell(void) {
  if (tells) fprintf(stderr, "operations: %ld\n", (long)count);
}

static int is_ours(const char *path) {
  return root_length && path && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

static int is_open(int fd);

/* Whether this process has a file of that name open. */
static int is_held(const char *path) {
  char link[64], name[PATH_MAX];
  for (int fd = 0; fd < DESCRIPTORS; fd++) {
    if (!is_open(fd)) continue;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = REAL(readlink)(link, name, sizeof name - 1);
    if (length > 0 && (size_t)length == strlen(path) && !strncmp(name, path, length)) return 1;
  }
  return 0;
}

#define REFUSED(condition, error)          \
  if (what == REFUSE && (condition)) {     \
    errno = error;                         \
    return -1;                             \
  }

static int is_open(int fd) { return fd >= 0 && fd < DESCRIPTORS && tracked[fd]; }

static void end(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

/* 0: go on; 1: fail, errno is set; 2: go on, and end the process then. */
static int step(void) {
  long number = ++count;
  if (number != at) return 0;
  if (what == KILL_BEFORE) end();
  if (what == KILL_AFTER) return 2;
  if (what == INTERRUPT) {
    kill(getpid(), SIGTERM);
    return 0;
  }
  errno = what;
  return 1;
}

#define GUARD(condition, failure, type, call)   \
  do {                                          \
    if (!(condition)) return call;              \
    int verdict = step();                       \
    if (verdict == 1) return failure;           \
    type result = call;                         \
    if (verdict == 2) end();                    \
    return result;                              \
  } while (0)

static int note(int fd) {
  if (fd >= 0 && fd < DESCRIPTORS) tracked[fd] = 1;
  return fd;
}

#define OPEN(name, signature, condition, ...)                                   \
  int name signature {                                                          \
    va_list list;                                                               \
    va_start(list, flags);                                                      \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;     \
    va_end(list);                                                               \
    if (!(condition)) return REAL(name)(__VA_ARGS__, flags, mode);              \
    int verdict = step();                                                       \
    if (verdict == 1) return -1;                                                \
    int fd = note(REAL(name)(__VA_ARGS__, flags, mode));                        \
    if (verdict == 2) end();                                                    \
    return fd;                                                                  \
  }

OPEN(open, (const char *path, int flags, ...), is_ours(path), path)
OPEN(open64, (const char *path, int flags, ...), is_ours(path), path)
OPEN(openat, (int folder, const char *path, int flags, ...), is_ours(path), folder, path)
OPEN(openat64, (int folder, const char *path, int flags, ...), is_ours(path), folder, path)

int close(int fd) {
  int ours = is_open(fd);
  if (ours) tracked[fd] = 0;
  if (!ours) return REAL(close)(fd);
  int verdict = step();
  int result = REAL(close)(fd);
  if (verdict == 2) end();
  if (verdict == 1) {
    errno = what;
    return -1;
  }
  return result;
}

ssize_t read(int fd, void *to, size_t size) { GUARD(is_open(fd), -1, ssize_t, REAL(read)(fd, to, size)); }
ssize_t pread(int fd, void *to, size_t size, off_t from) { GUARD(is_open(fd), -1, ssize_t, REAL(pread)(fd, to, size, from)); }
ssize_t pread64(int fd, void *to, size_t size, off64_t from) { GUARD(is_open(fd), -1, ssize_t, REAL(pread64)(fd, to, size, from)); }
ssize_t write(int fd, const void *from, size_t size) { GUARD(is_open(fd), -1, ssize_t, REAL(write)(fd, from, size)); }
ssize_t pwrite(int fd, const void *from, size_t size, off_t to) { GUARD(is_open(fd), -1, ssize_t, REAL(pwrite)(fd, from, size, to)); }
ssize_t pwrite64(int fd, const void *from, size_t size, off64_t to) { GUARD(is_open(fd), -1, ssize_t, REAL(pwrite64)(fd, from, size, to)); }
ssize_t writev(int fd, const struct iovec *parts, int number) { GUARD(is_open(fd), -1, ssize_t, REAL(writev)(fd, parts, number)); }
int fsync(int fd) { REFUSED(is_open(fd), EINVAL) GUARD(is_open(fd), -1, int, REAL(fsync)(fd)); }
int fdatasync(int fd) { REFUSED(is_open(fd), EINVAL) GUARD(is_open(fd), -1, int, REAL(fdatasync)(fd)); }
int fchmod(int fd, mode_t mode) { REFUSED(is_open(fd), EPERM) GUARD(is_open(fd), -1, int, REAL(fchmod)(fd, mode)); }
int fchown(int fd, uid_t user, gid_t group) { REFUSED(is_open(fd), EPERM) GUARD(is_open(fd), -1, int, REAL(fchown)(fd, user, group)); }
int link(const char *from, const char *to) { REFUSED(is_ours(to), EPERM) GUARD(is_ours(to), -1, int, REAL(link)(from, to)); }
int rename(const char *from, const char *to) { REFUSED(is_ours(from) && (is_held(from) || is_held(to)), EACCES) GUARD(is_ours(from), -1, int, REAL(rename)(from, to)); }
int unlink(const char *path) { REFUSED(is_ours(path) && is_held(path), EBUSY) GUARD(is_ours(path), -1, int, REAL(unlink)(path)); }
int rmdir(const char *path) { GUARD(is_ours(path), -1, int, REAL(rmdir)(path)); }
int chmod(const char *path, mode_t mode) { REFUSED(is_ours(path), EPERM) GUARD(is_ours(path), -1, int, REAL(chmod)(path, mode)); }
int access(const char *path, int mode) { GUARD(is_ours(path), -1, int, REAL(access)(path, mode)); }
char *realpath(const char *path, char *to) { GUARD(is_ours(path), NULL, char *, REAL(realpath)(path, to)); }
char *mkdtemp(char *path) { GUARD(is_ours(path), NULL, char *, REAL(mkdtemp)(path)); }

int mkdir(const char *path, mode_t mode) {
  if (is_ours(path) && !strncmp(path + root_length, "/.fault/", 8)) {
    plan(path + root_length + 8);
    return 0;
  }
  GUARD(is_ours(path), -1, int, REAL(mkdir)(path, mode));
}

ssize_t readlink(const char *path, char *to, size_t size) {
  if (is_ours(path) && !strcmp(path + root_length, "/.fault/count")) return snprintf(to, size, "%ld", (long)count);
  GUARD(is_ours(path), -1, ssize_t, REAL(readlink)(path, to, size));
}

int scandir64(const char *path, struct dirent64 ***list, int (*filter)(const struct dirent64 *),
              int (*compare)(const struct dirent64 **, const struct dirent64 **)) {
  GUARD(is_ours(path), -1, int, REAL(scandir64)(path, list, filter, compare));
}

int scandir(const char *path, struct dirent ***list, int (*filter)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **)) {
  GUARD(is_ours(path), -1, int, REAL(scandir)(path, list, filter, compare));
}

/* Node closes files and asks for their state through here, and threads, memory and time as well: these are let through. */
long syscall(long number, ...) {
  va_list list;
  long a[6];
  va_start(list, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  if (number == SYS_close) return close((int)a[0]);
  int ours = number == SYS_statx && (is_ours((const char *)a[1]) || is_open((int)a[0]));
  GUARD(ours, -1, long, REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]));
}

int statx(int folder, const char *restrict path, int flags, unsigned int mask, struct statx *restrict to) {
  GUARD(is_ours(path) || is_open(folder), -1, int, REAL(statx)(folder, path, flags, mask, to));
}
