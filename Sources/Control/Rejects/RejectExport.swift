import DurableFiles
package import ETLModels
import Ledger
import Postgres
package import ServerAccess
package import SystemPackage

/// The rejects that an export has written.
package struct RejectTally: Sendable, Hashable {
    package let kind: RecordKind
    package var count = 0
    /// The number of them with a truncated text.
    package var cutCount = 0
}

extension RejectRequest {
    /// Writes the rejects that match to a file, or to standard output.
    ///
    /// - Parameters:
    ///   - path: the file, which appears as a whole; nil for standard output.
    ///   - texts: what becomes of the texts of the sources.
    /// - Returns: nil when no rejects match.
    /// - Throws: ``RejectError`` when the source is unknown, or when the rejects are of several kinds.
    package func export(
        _ format: RejectFormat, texts: RejectTexts, to path: FilePath?, in servers: ServerRequest
    ) async throws -> RejectTally? {
        try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            let filter = try await filter(on: connection)
            guard var export = try await RejectExport(filter, format: format, texts: texts, on: connection) else {
                return nil
            }
            let file = try WholeFile(path)
            try await export.write(to: file)
            try file.finish()
            return export.tally
        }
    }
}

/// Writes rejects of one kind, page by page, in bounded memory.
struct RejectExport {
    let connection: PostgresConnection
    let sources: [SourceID]
    let reason: String?
    let format: RejectFormat
    let texts: RejectTexts
    private(set) var tally: RejectTally

    /// Finds the rejects to write.
    ///
    /// - Returns: nil when there are no such rejects.
    /// - Throws: ``RejectError`` when they are of several kinds, since a file has one kind.
    init?(
        _ filter: RejectFilter, format: RejectFormat, texts: RejectTexts, on connection: PostgresConnection
    ) async throws {
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
        tally = RejectTally(kind: kind)
        self.format = format
        self.texts = texts
        sources = found.map(\.id)
        reason = filter.reason
    }

    mutating func write(to file: borrowing WholeFile) async throws {
        var bytes: [UInt8] = []
        format.writeHeader(of: tally.kind, into: &bytes)
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
                format.write(ExportedReject(reject, text).with(texts), of: tally.kind, into: &bytes)
                if RejectText.isCut(reject.raw, reason: reject.reason) { tally.cutCount += 1 }
            }
            try file.write(bytes)
            tally.count += page.count
        }
    }
}
