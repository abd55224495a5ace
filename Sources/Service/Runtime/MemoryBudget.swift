package import Bus

/// The most memory that a process of a stage takes while it handles transfers: the formula of docs/operations.md, by which
/// a limit is chosen. The chaos scenarios and the bench hold processes against it.
package struct MemoryBudget: Sendable {
    /// What a program takes before it has a batch, with its libraries and with metrics, in bytes: an optimised one.
    package static let program = 36 << 20
    /// A transfer in a raw batch takes no more, unless its file has unusual texts; 101 in BigQuery's layout.
    static let rawTransferBytes = 200
    /// A transfer in a record batch takes no more; 66 where blocks, tokens and addresses repeat.
    static let transferBytes = 181
    /// What reads a file: its own buffer, and that of gzip. Other compressions take more; docs/operations.md tells how much.
    static let readerBytes = 3 << 20
    /// Raw batches that an extractor has published and that are not confirmed yet, and the one that it fills.
    static let batchesPerSlice = 9

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

    /// What batches take at most.
    package var batchBytes: Int {
        let (raw, values) = (batchRecords * Self.rawTransferBytes, batchRecords * Self.transferBytes)
        return switch stage {
        case .extract: workers * (Self.batchesPerSlice * raw + Self.readerBytes)
        case .transform: prefetch * raw + workers * values
        case .load: prefetch * values
        }
    }

    /// The whole process. A quarter is added for what lies between the blocks of a heap; and a process takes at its start
    /// what is usual, even if its batches are small.
    package func bytes(program: Int = Self.program) -> Int {
        program + max(StageDefaults.of(stage).workingBytes, batchBytes * 5 / 4)
    }
}
