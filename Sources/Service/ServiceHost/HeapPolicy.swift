import CMalloc

/// The policy of the C library's heap for the blocks of batches.
package enum HeapPolicy {
    /// Keeps the memory of batches for later batches, in one heap for all threads.
    ///
    /// By default, glibc maps every block of 128 KiB or more afresh, and the kernel clears each page: that costs more than
    /// parsing the batch. It also has several heaps, each of which keeps its peak. Blocks are few here, because prefetch
    /// and windows bound their number, so one heap is enough and does not grow; see mallopt(3) and docs/performance.md.
    package static func reuseBlocks() {
        heap_keep_blocks(32 << 20, 32 << 20)
    }

    /// Returns the memory of large blocks to the system as soon as they are free. Small ones share one heap for all threads.
    ///
    /// For a program without batches: its few large blocks are what servers answer, and each would leave its size in the heap.
    package static func returnBlocks() {
        heap_keep_blocks(128 << 10, 128 << 10)
    }

    /// Allocates a service's working memory at its start.
    ///
    /// So memory is the same for any size of source. A container with too little memory fails at its start, not hours
    /// later. The first write to a page costs the same now and later.
    package static func take(_ bytes: Int) {
        heap_touch(bytes)
    }

    /// Returns the memory to the system that the heap keeps for later blocks, after one that is rare and large.
    package static func returnSpare() {
        heap_return_spare()
    }
}
