// Launcher of a bundled program: statically linked, so that it runs where nothing is installed.
// It stands where the program is expected (bin/NAME, libexec/crossfade/NAME), finds the bundle's root from
// its own place, and becomes root/real/NAME under the bundle's own loader and libraries. It is not a wrapper:
// the process id, the open descriptors and the death signal of the parent stay as they are.
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { exit_unavailable = 69 };

static int fail(const char* what, const char* where, const char* why, const char* remedy) {
  (void)fprintf(stderr, "crossfade: %s\n  where: %s\n  why: %s\n  what to do: %s\n", what, where, why,
                remedy);
  return exit_unavailable;
}

// Cuts the last component off `path`; 0 if there is none left.
static int cut(char* path) {
  char* slash = strrchr(path, '/');
  if (slash == NULL) {
    return 0;
  }
  *slash = '\0';
  return 1;
}

static int join(char* out, size_t size, const char* root, const char* below) {
  const int length = snprintf(out, size, "%s/%s", root, below);
  return length > 0 && (size_t)length < size;
}

int main(int argc, char** argv) {
  static const char unpack_again[] = "unpack the whole bundle again and keep its folders together";
  char own[PATH_MAX];
  char name[NAME_MAX + 1];
  char root[PATH_MAX];
  char loader[PATH_MAX];
  char libraries[PATH_MAX];
  char program_below[sizeof name + 8];
  char program[PATH_MAX];

  const ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
  if (length <= 0) {
    return fail("cannot find the bundle", "/proc/self/exe", strerror(errno), "mount /proc");
  }
  own[length] = '\0';
  const char* slash = strrchr(own, '/');
  if (slash == NULL || strlen(slash + 1) > NAME_MAX) {
    return fail("cannot find the bundle", own, "this is not an absolute path", unpack_again);
  }
  memcpy(name, slash + 1, strlen(slash + 1) + 1);

  // The root is the first folder above that holds the real program: the launcher stands at more than one
  // depth.
  (void)snprintf(program_below, sizeof program_below, "real/%s", name);
  memcpy(root, own, (size_t)length + 1);
  int found = 0;
  while (!found && cut(root)) {
    found = join(program, sizeof program, root, program_below) && access(program, R_OK) == 0;
  }
  if (!found) {
    return fail("cannot find the bundle", own, "no folder above has the real program in real/", unpack_again);
  }
  if (!join(loader, sizeof loader, root, "lib/ld-linux-x86-64.so.2") ||
      !join(libraries, sizeof libraries, root, "lib")) {
    return fail("cannot start the program", own, "the path is too long",
                "unpack the bundle in a shorter path");
  }

  // CROSSFADE_ROOT tells the program where its parts are: /proc/self/exe of what follows is the loader. The
  // rest keeps the host's own files out of processes that run with the bundle's C library, so that every host
  // measures the same.
  if (setenv("CROSSFADE_ROOT", root[0] == '\0' ? "/" : root, 1) != 0 ||
      setenv("OPENSSL_CONF", "/dev/null", 1) != 0 || setenv("HWLOC_PLUGINS_PATH", libraries, 1) != 0 ||
      unsetenv("LD_PRELOAD") != 0 || unsetenv("LD_LIBRARY_PATH") != 0) {
    return fail("cannot start the program", program, strerror(errno), "free some memory");
  }

  char** arguments = calloc((size_t)argc + 8, sizeof *arguments);
  if (arguments == NULL) {
    return fail("cannot start the program", program, strerror(errno), "free some memory");
  }
  size_t n = 0;
  arguments[n++] = loader;
  arguments[n++] = "--inhibit-cache";
  arguments[n++] = "--library-path";
  arguments[n++] = libraries;
  arguments[n++] = "--argv0";
  arguments[n++] = argc > 0 ? argv[0] : name;
  arguments[n++] = program;
  for (int i = 1; i < argc; ++i) {
    arguments[n++] = argv[i];
  }
  execv(loader, arguments);
  free(arguments);  // leaves errno as execv set it
  return fail("cannot start the program", program, strerror(errno), unpack_again);
}
