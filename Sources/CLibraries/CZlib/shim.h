#pragma once

#include <zlib.h>

/// `inflateInit2` is a macro, which Swift cannot import. Window bits 15 + 16 accept only the gzip wrapper.
static inline int inflate_init_gzip(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}
