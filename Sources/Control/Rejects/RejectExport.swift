import DurableFiles
package import ETLModels
package import Ledger
package import Postgres
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
            while let bytes = try await export.next() { try file.write(bytes) }
            try file.finish()
            return export.tally
        }
    }
}

/// The file with the rejects of one kind, made a part at a time: in bounded memory.
package struct RejectExport: Sendable {
    private let connection: PostgresConnection
    private let format: RejectFormat
    private let texts: RejectTexts
    private let reason: String?
    /// The sources with rejects that are left; the first is being written.
    private var sources: ArraySlice<SourceID>
    private var text: RejectText?
    /// The last record of that source.
    private var last: Int64 = 0
    private var hasBegun = false
    package private(set) var tally: RejectTally

    /// Finds the rejects to write.
    ///
    /// - Returns: nil when there are no such rejects.
    /// - Throws: ``RejectError`` when they are of several kinds, since a file has one kind.
    package init?(
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
        sources = found.map(\.id)[...]
        reason = filter.reason
    }

    /// The next bytes of the file: some megabytes at most. Nil at its end.
    package mutating func next() async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        if !hasBegun {
            hasBegun = true
            format.writeHeader(of: tally.kind, into: &bytes)
        }
        while let source = sources.first {
            let page = try await RejectTable.rejects(of: source, after: last, reason: reason, on: connection)
            if let end = page.last, let text = try await text(of: source) {
                for reject in page { write(reject, text, into: &bytes) }
                last = end.recordNumber
                return bytes
            }
            (sources, text, last) = (sources.dropFirst(), nil, 0)
        }
        return bytes.isEmpty ? nil : bytes
    }

    private mutating func text(of source: SourceID) async throws -> RejectText? {
        if text == nil {
            text = try await SourceTable.rejectSource(source, on: connection).map { try RejectText($0) }
        }
        return text
    }

    private mutating func write(_ reject: StoredReject, _ text: RejectText, into bytes: inout [UInt8]) {
        format.write(ExportedReject(reject, text).with(texts), of: tally.kind, into: &bytes)
        tally.count += 1
        if RejectText.isCut(reject.raw, reason: reject.reason) { tally.cutCount += 1 }
    }
}
