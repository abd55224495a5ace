package import Bus
import Foundation

/// The defaults of a stage's settings.
package struct StageDefaults: Sendable {
    package let workers: Int
    /// Deliveries per worker, which determines the prefetch.
    package let prefetchPerWorker: Int
    /// The most deliveries that a worker handles together.
    package let deliveriesPerWorker: Int
    /// Memory that the service allocates at its start: the measured need of its batches in a load of ten million
    /// transfers, 4,000 in each.
    package let workingBytes: Int

    /// The most batches that a loader commits together.
    package static let batchesPerTransaction = 6

    package init(workers: Int, prefetchPerWorker: Int, deliveriesPerWorker: Int = 1, workingBytes: Int = 0) {
        self.workers = workers
        self.prefetchPerWorker = prefetchPerWorker
        self.deliveriesPerWorker = deliveriesPerWorker
        self.workingBytes = workingBytes
    }

    /// The bytes of the message bodies that a process holds, and as many of what its workers make of them, for a prefetch.
    package static func memoryBytes(prefetch: Int) -> Int { 2 * max(32 << 20, prefetch << 20) }

    package static func of(
        _ stage: Stage, batchesPerTransaction group: Int = batchesPerTransaction,
        cores: Int = ProcessInfo.processInfo.activeProcessorCount
    ) -> StageDefaults {
        switch stage {
        // Two files at a time: one that waits for its disk does not delay the other.
        case .extract: StageDefaults(workers: 2, prefetchPerWorker: 1, workingBytes: 10 << 20)
        // Twice the cores: while one batch waits for the broker's confirm, a worker handles another.
        case .transform: StageDefaults(workers: cores * 2, prefetchPerWorker: 2, workingBytes: 10 << 20)
        // While two connections write, the third commits. Half of their next batches are already prefetched, because
        // the broker takes time to replace acked ones.
        case .load:
            StageDefaults(
                workers: 3, prefetchPerWorker: group + group / 2, deliveriesPerWorker: group, workingBytes: 22 << 20)
        }
    }
}
