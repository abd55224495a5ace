package import Bus
import Foundation

/// How a stage runs where nothing else is set.
package struct StageDefaults: Sendable {
    package let workers: Int
    /// Makes the prefetch.
    package let prefetchPerWorker: Int
    /// Deliveries that a worker may handle together.
    package let deliveriesPerWorker: Int
    /// Memory that the service takes at its start: what its batches were seen to need in a load of ten million
    /// transfers, 4,000 in each.
    package let workingBytes: Int

    /// Batches that a loader commits together.
    package static let batchesPerTransaction = 8

    package init(workers: Int, prefetchPerWorker: Int, deliveriesPerWorker: Int = 1, workingBytes: Int = 0) {
        self.workers = workers
        self.prefetchPerWorker = prefetchPerWorker
        self.deliveriesPerWorker = deliveriesPerWorker
        self.workingBytes = workingBytes
    }

    package static func of(
        _ stage: Stage, batchesPerTransaction group: Int = batchesPerTransaction,
        cores: Int = ProcessInfo.processInfo.activeProcessorCount
    ) -> StageDefaults {
        switch stage {
        // Two files at a time: one that waits for its disk does not hold the other up.
        case .extract: StageDefaults(workers: 2, prefetchPerWorker: 1, workingBytes: 10 << 20)
        // Twice the cores: while one batch waits for the broker's confirm, another is worked on.
        case .transform: StageDefaults(workers: cores * 2, prefetchPerWorker: 2, workingBytes: 10 << 20)
        // While two connections write, the third commits. And half of what they will write next is here already: what
        // they ack takes time to be replaced.
        case .load:
            StageDefaults(
                workers: 3, prefetchPerWorker: group + group / 2, deliveriesPerWorker: group, workingBytes: 14 << 20)
        }
    }
}
