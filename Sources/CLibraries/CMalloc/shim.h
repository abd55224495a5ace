#pragma once

#include <stdlib.h>

// Swift's Glibc module leaves this header out.
#include <malloc.h>

/// Uses one heap for all threads. It keeps blocks below `block_bytes` for later, and returns memory at its end to the
/// system only if that is `spare_bytes` or more.
static inline void heap_keep_blocks(int block_bytes, int spare_bytes) {
    mallopt(M_MMAP_THRESHOLD, block_bytes);
    mallopt(M_TRIM_THRESHOLD, spare_bytes);
    mallopt(M_ARENA_MAX, 1);
}

/// Touches `bytes` of new memory, page by page, and returns them to the heap, which keeps them.
static inline void heap_touch(size_t bytes) {
    volatile char *block = (volatile char *)malloc(bytes);
    if (!block) return;
    for (size_t offset = 0; offset < bytes; offset += 4096) block[offset] = 0;
    free((void *)block);
}

/// Returns the memory to the system that the heap keeps and nothing uses.
static inline void heap_return_spare(void) {
    malloc_trim(0);
}
