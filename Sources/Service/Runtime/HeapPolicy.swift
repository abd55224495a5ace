import CMalloc

/// How the C library's heap treats the blocks of batches.
package enum HeapPolicy {
    /// Keeps the memory of batches for the next ones, in one heap for all threads.
    ///
    /// glibc maps every block of 128 KiB or more anew, and the kernel clears each of its pages: for batches that costs more
    /// than to parse them. And it has a heap for each of several threads, of which each keeps what it once needed. Blocks
    /// are few here, and their number is bounded by prefetch and windows, so one heap is enough and does not grow; see
    /// mallopt(3) and docs/performance.md.
    package static func reuseBlocks() {
        heap_keep_blocks(32 << 20, 32 << 20)
    }

    /// Takes, at the start of a stage, the memory that its batches need: it is then the same for a small source and a large
    /// one, and a container that is too small for it ends at its start and not in the middle of a night. A page that is
    /// written to for the first time costs the same now and later.
    static func take(_ bytes: Int) {
        heap_touch(bytes)
    }
}
