import ETLModels

/// A batch of a made-up export.
struct ExportBatch: Sendable {
    let source: Int
    let sequence: UInt32
    let rows: [Row]
    let hasReject: Bool
    let isLast: Bool

    /// The batch as its source's.
    func draft(_ kind: RecordKind, _ id: SourceID) -> Draft {
        var draft = Draft(kind, id, sequence, firstRecord: UInt64(sequence) * 100 + 1, rows)
        if hasReject { draft.entries.insert(.reject(.missing, raw: "x"), at: rows.count / 2) }
        draft.isLast = isLast
        return draft
    }
}
