/* Preloaded into a program that writes recordings: kills it before its k-th system call on the disk (KILL_AT,
   from 0), and writes half of it first if that is a write and KILL_HALF is set. Counts create, write, fsync,
   rename and unlink of files whose names end in .h5 or .h5.tmp, and says at the end how many there were
   (KILL_COUNT, a file). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int calls, watched[1024];

static int ends_in(const char* path, const char* ending) {
  size_t n = strlen(path), m = strlen(ending);
  return n >= m && strcmp(path + n - m, ending) == 0;
}
static int is_recording(const char* path) {
  return ends_in(path, ".h5") || ends_in(path, ".h5.tmp");
}

static int dies(void) {
  const char* at = getenv("KILL_AT");
  const char* count = getenv("KILL_COUNT");
  int now = calls++;
  if (count) {
    FILE* file = fopen(count, "we");
    if (file) {
      fprintf(file, "%d\n", calls);
      fclose(file);
    }
  }
  return at && now == atoi(at);
}
static void die(void) {
  kill(getpid(), SIGKILL);
}

static int opened(int fd, const char* path, int flags) {
  if (fd >= 0 && fd < 1024) watched[fd] = (flags & O_ACCMODE) != O_RDONLY && is_recording(path);
  return fd;
}
int open(const char* path, int flags, ...) {
  static int (*real)(const char*, int, ...);
  va_list rest;
  va_start(rest, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (!real) real = (int (*)(const char*, int, ...))dlsym(RTLD_NEXT, "open");
  if ((flags & O_ACCMODE) != O_RDONLY && is_recording(path) && dies()) die();
  return opened(real(path, flags, mode), path, flags);
}
ssize_t write(int fd, const void* bytes, size_t n) {
  static ssize_t (*real)(int, const void*, size_t);
  if (!real) real = (ssize_t(*)(int, const void*, size_t))dlsym(RTLD_NEXT, "write");
  if (fd >= 0 && fd < 1024 && watched[fd] && dies()) {
    if (getenv("KILL_HALF") && real(fd, bytes, n / 2) < 0) die();
    die();
  }
  return real(fd, bytes, n);
}
int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  if (fd >= 0 && fd < 1024 && watched[fd] && dies()) die();
  return real(fd);
}
int close(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "close");
  if (fd >= 0 && fd < 1024) watched[fd] = 0;
  return real(fd);
}
int rename(const char* from, const char* to) {
  static int (*real)(const char*, const char*);
  if (!real) real = (int (*)(const char*, const char*))dlsym(RTLD_NEXT, "rename");
  if (is_recording(to)) {
    if (dies()) die();
    int done = real(from, to);
    if (dies()) die(); /* the folder is not flushed yet */
    return done;
  }
  return real(from, to);
}
int unlink(const char* path) {
  static int (*real)(const char*);
  if (!real) real = (int (*)(const char*))dlsym(RTLD_NEXT, "unlink");
  if (is_recording(path) && dies()) die();
  return real(path);
}
