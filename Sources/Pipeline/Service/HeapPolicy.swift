import CMalloc

/// How the C library's heap treats large blocks.
package enum HeapPolicy {
    /// Gives every block of 128 KiB or more back to the system as soon as it is freed.
    ///
    /// That is glibc's rule too, until the first such block is freed: from then on it keeps blocks of that size for later,
    /// and what a service holds depends on how its batches happened to lie (measured: 34 to 42 MB instead of 32 to 33;
    /// see mallopt(3), M_MMAP_THRESHOLD).
    package static func returnLargeBlocks() {
        heap_return_blocks_from(128 << 10)
    }
}
