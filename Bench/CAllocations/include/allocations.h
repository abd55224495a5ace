#pragma once
#include <stdint.h>

/// The number of blocks this thread has asked the heap for: malloc, calloc, realloc and their aligned kin.
uint64_t allocations_of_thread(void);

/// Takes a value that the compiler must therefore compute.
void consume_value(uint64_t value);

/// Takes memory that the compiler must therefore write.
void consume_memory(const void *memory);
