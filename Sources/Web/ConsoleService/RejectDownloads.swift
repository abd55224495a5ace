import ConsolePages
import ETLModels
import HTTPTypes
import HummingbirdCore
import NIOCore
import Postgres
import Rejects
import ServerAccess

/// Sends rejects as files that can be corrected and submitted: what `etl rejects export` writes, a part at a time.
struct RejectDownloads: Sendable {
    /// The most seconds of a statement, and the most minutes of a file.
    private static let mostSeconds = 30
    private static let mostMinutes = 30

    private let servers: Servers
    private let permits = SessionPermits(most: 4, mostOfSession: 2)

    init(_ servers: Servers) { self.servers = servers }

    /// The rejects that an address names, as a file.
    ///
    /// - Throws: ``PageFailure``, or what the database says. What fails later cuts the response off, so that nobody takes it for the whole.
    func response(_ uri: URI, for session: String) async throws -> Response {
        guard !uri.hasNUL, let kind = uri.parameter("kind").flatMap({ RecordKind(name: $0) }),
            let form = uri.parameter("as").flatMap({ RejectFile(rawValue: $0) })
        else { throw PageFailure.notFound("file") }
        guard let permit = permits.take(session) else { throw PageFailure.crowded }
        let connection = try await servers.connectToRead(mostSeconds: Self.mostSeconds)
        let request = RejectRequest(source: uri.parameter("source"), kind: kind, reason: uri.parameter("reason"))
        guard let export = try await Self.export(request, form, on: connection) else {
            throw PageFailure.notFound("rejected record")
        }
        var response = Response(
            status: .ok,
            body: ResponseBody { writer in
                try await Self.write(export, to: &writer)
                await connection.close()
                withExtendedLifetime(permit) {}
            })
        response.headers[.contentType] = form.type
        // No name of elsewhere: it would become that of a file.
        response.headers[.contentDisposition] = "attachment; filename=\"rejects-\(kind.name).\(form.format)\""
        return response
    }

    private static func export(
        _ request: RejectRequest, _ form: RejectFile, on connection: PostgresConnection
    ) async throws -> RejectExport? {
        do {
            let texts = RejectTexts(areGuarded: form == .spreadsheet)
            return try await RejectExport(
                request.filter(on: connection), format: form.format, texts: texts, on: connection)
        } catch is RejectError {
            throw PageFailure.notFound("source")
        }
    }

    private static func write(_ export: RejectExport, to writer: inout any ResponseBodyWriter) async throws {
        var export = export
        let end = ContinuousClock.now + .seconds(60 * mostMinutes)
        // A browser that does not read on holds this up, until its connection is closed.
        while let bytes = try await export.next() {
            guard .now < end else { throw PageFailure.crowded }
            try await writer.write(ByteBuffer(bytes: bytes))
        }
        try await writer.finish(nil)
    }
}

extension RejectFile {
    fileprivate var format: RejectFormat { self == .ndjson ? .ndjson : .csv }

    fileprivate var type: String { self == .ndjson ? "application/x-ndjson" : "text/csv; charset=utf-8" }
}
