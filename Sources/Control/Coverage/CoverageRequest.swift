package import ETLModels

/// What to look at: the blocks of a kind.
package struct CoverageRequest: Sendable, Hashable {
    package var kind: RecordKind
    /// The first block to look at; nil to begin with the least block that is known.
    package var from: Int64?
    /// The last block to look at; nil to end with the greatest block that is known.
    package var to: Int64?
    /// The most seconds of each statement.
    package var seconds: Int

    package init(kind: RecordKind = .tokenTransfers, from: Int64? = nil, to: Int64? = nil, seconds: Int = 10) {
        self.kind = kind
        self.from = from
        self.to = to
        self.seconds = seconds
    }
}

/// The reason for which blocks cannot be looked at.
package enum CoverageError: Error, Sendable, Hashable {
    /// The records of the kind are of no block.
    case noBlocks(RecordKind)
    /// The database did not find what everything else needs in time.
    case timeout(String, seconds: Int)
}

extension CoverageError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noBlocks(let kind): "records of \(kind.name) are of no block"
        case .timeout(let what, let seconds):
            "PostgreSQL did not find \(what) within \(seconds) s: it is busy, or the tables have many dead rows; give it more time, or VACUUM them"
        }
    }
}
