#include <zlib.h>

/// Begins to inflate a zlib stream; the macro of zlib can't be called from Swift.
static inline int gate53_inflate_begin(z_stream *stream) { return inflateInit(stream); }
