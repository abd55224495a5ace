package import DurableFiles
package import ETLModels
package import Ledger
package import Postgres

/// Writes rejects of one kind, page by page, in bounded memory.
package struct RejectExport {
    let connection: PostgresConnection
    package let kind: RecordKind
    let sources: [SourceID]
    let reason: String?
    let format: RejectFormat
    /// The number of rejects written.
    package private(set) var count = 0
    /// The number of them with a truncated text.
    package private(set) var cutCount = 0

    /// Finds the rejects to write.
    ///
    /// - Returns: nil when there are no such rejects.
    /// - Throws: ``RejectError`` when they are of several kinds, since a file has one kind.
    package init?(_ filter: RejectFilter, format: RejectFormat, on connection: PostgresConnection) async throws {
        let found = try await RejectTable.sourcesWithRejects(filter, on: connection)
        guard let first = found.first else { return nil }
        let kinds = Set(found.map(\.kind)).sorted()
        guard kinds.count == 1 else {
            throw RejectError.severalKinds(kinds)
        }
        guard let kind = RecordKind(name: first.kind) else {
            throw RejectError.unknown("the kind “\(first.kind)”")
        }
        self.connection = connection
        self.kind = kind
        self.format = format
        sources = found.map(\.id)
        reason = filter.reason
    }

    package mutating func write(to file: borrowing WholeFile) async throws {
        var bytes: [UInt8] = []
        format.writeHeader(of: kind, into: &bytes)
        try file.write(bytes)
        for id in sources {
            guard let source = try await SourceTable.rejectSource(id, on: connection) else { continue }
            try await write(id, RejectText(source), to: file)
        }
    }

    private mutating func write(_ source: SourceID, _ text: RejectText, to file: borrowing WholeFile) async throws {
        var last: Int64 = 0
        while true {
            let page = try await RejectTable.rejects(of: source, after: last, reason: reason, on: connection)
            guard let end = page.last else { return }
            last = end.recordNumber
            var bytes: [UInt8] = []
            for reject in page {
                format.write(ExportedReject(reject, text), of: kind, into: &bytes)
                if RejectText.isCut(reject.raw, reason: reject.reason) { cutCount += 1 }
            }
            try file.write(bytes)
            count += page.count
        }
    }
}
