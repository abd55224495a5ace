import Synchronization

/// The memory for encoded rows, which every group uses again.
///
/// Without it, the heap would have to find megabytes in a piece for each group, between batches of other sizes, and would grow.
final class RowBuffers: Sendable {
    private let free = Mutex<[[UInt8]]>([])

    /// An empty array, with the capacity of an earlier one if there is any.
    func take() -> [UInt8] {
        var bytes = free.withLock { $0.popLast() } ?? []
        bytes.removeAll(keepingCapacity: true)
        return bytes
    }

    /// Keeps an array that nobody else holds when it is taken again.
    func give(_ bytes: [UInt8]) {
        free.withLock { $0.append(bytes) }
    }
}
