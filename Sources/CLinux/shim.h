#include <spawn.h>
#include <sys/prctl.h>

// prctl is variadic, which Swift cannot call.

/// Whether other processes of the user may read the memory and the environment of this one, and the kernel may write it
/// into a file.
static inline int gate53_set_dumpable(int enabled) {
  return prctl(PR_SET_DUMPABLE, enabled, 0, 0, 0);
}

/// Whether they may; 1 where they do.
static inline int gate53_is_dumpable(void) {
  return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
}

// Declared for _GNU_SOURCE alone, which Swift's module of glibc is made without.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);

/// Has a program that is started get no file with this number or a higher one.
static inline int gate53_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
