#pragma once

// Swift's Glibc module leaves this header out. Other C libraries have no such setting.
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

/// Blocks of this many bytes or more are given back to the system as soon as they are freed.
static inline void heap_return_blocks_from(int bytes) {
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, bytes);
#else
    (void)bytes;
#endif
}
