#include "allocations.h"

#include <errno.h>
#include <stddef.h>

// A program's own malloc takes the place of the C library's, for all libraries of the process too. The C library's is
// still there under other names, so that these only count and pass on.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static _Thread_local uint64_t count;

uint64_t allocations_of_thread(void) { return count; }

void *malloc(size_t size) {
    count++;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count++;
    return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
    count++;
    return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
    count++;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    count++;
    void *memory = __libc_memalign(alignment, size);
    if (memory == NULL) return ENOMEM;
    *block = memory;
    return 0;
}

// Nothing is known of these where they are called, since they are compiled by themselves.
void consume_value(uint64_t value) { __asm__ volatile("" : : "r"(value) : "memory"); }

void consume_memory(const void *memory) { __asm__ volatile("" : : "r"(memory) : "memory"); }
