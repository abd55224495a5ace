package import Bus
import ETLModels

/// The memory limit of a stage's process that handles transfers, by the formula of docs/operations.md. The chaos
/// scenarios and the bench compare processes with it.
package struct MemoryBudget: Sendable {
    /// The bytes of an optimised program without a batch, with its libraries and metrics.
    package static let program = 36 << 20
    /// The most bytes of a transfer in a raw batch without unusual texts; 101 in BigQuery's layout.
    static let rawTransferBytes = 200
    /// The most bytes of a transfer in a record batch; 66 if blocks, tokens and addresses repeat.
    static let transferBytes = 181
    /// The most bytes of a transfer's row with usual amounts.
    static let rowBytes = 208
    /// The most bytes of rows that a writing connection of a loader holds.
    static let rowLimit = 16 << 20
    /// The bytes of a reader: its own buffer, and gzip's. Other compressions need more; see docs/operations.md.
    static let readerBytes = 3 << 20
    /// An extractor's raw batches: published but unconfirmed ones, and one of each kind that it fills.
    static let batchesPerSlice = 8 + RecordKind.allCases.count

    let stage: Stage
    let workers: Int
    let prefetch: Int
    let batchRecords: Int

    package init(_ stage: Stage, workers: Int, prefetch: Int, batchRecords: Int) {
        self.stage = stage
        self.workers = workers
        self.prefetch = prefetch
        self.batchRecords = batchRecords
    }

    /// The budget of a process at default settings.
    package init(_ stage: Stage, _ defaults: StageDefaults, batchRecords: Int) {
        self.init(
            stage, workers: defaults.workers, prefetch: defaults.workers * defaults.prefetchPerWorker,
            batchRecords: batchRecords)
    }

    /// The most bytes of all batches.
    package var batchBytes: Int {
        let (raw, values) = (batchRecords * Self.rawTransferBytes, batchRecords * Self.transferBytes)
        return switch stage {
        case .extract: workers * (Self.batchesPerSlice * raw + Self.readerBytes)
        case .transform: prefetch * raw + workers * values
        case .load: prefetch * values + (workers + 1) / 2 * rows
        }
    }

    /// The rows of a group. A loader prefetches half as much again as a group for each connection, and half of them write.
    private var rows: Int { min(prefetch * 2 / (3 * workers) * batchRecords * Self.rowBytes, Self.rowLimit) }

    /// The whole process, with a quarter added for fragmentation. A process allocates the usual memory at its start, even
    /// if its batches are small.
    package func bytes(program: Int = Self.program) -> Int {
        program + max(StageDefaults.of(stage).workingBytes, batchBytes * 5 / 4)
    }
}
