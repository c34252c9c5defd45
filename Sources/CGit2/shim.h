#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <malloc.h>

/// A backend of an object database, and what its functions need.
typedef struct {
  git_odb_backend parent;
  void *payload;
} gate53_odb_backend;

// git_libgit2_opts is variadic, which Swift cannot call. One function an option that we set.

/// Whether the SHA-1 of every object read is computed and compared.
static inline int gate53_git_set_strict_hash(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}

/// Whether what is written below .git is on the disk when the call returns.
static inline int gate53_git_set_fsync(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}

/// Whether a repository that belongs to another user is refused.
static inline int gate53_git_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

/// The repository extensions that are accepted besides those libgit2 knows.
static inline int gate53_git_set_extensions(const char **names, size_t count) {
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, count);
}

/// Where the git configuration of a level (git_config_level_t) is looked for.
static inline int gate53_git_set_search_path(int level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}
