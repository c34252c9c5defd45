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
