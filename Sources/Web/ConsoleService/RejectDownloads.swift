import ConsolePages
import ETLModels
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import Postgres
import Rejects
import ServerAccess
import ServiceLogging

/// Sends rejects as files that can be corrected and submitted: what `etl rejects export` writes, a part at a time.
struct RejectDownloads: Sendable {
    /// The most seconds of a statement: less than the console may take to end.
    private static let mostSeconds = 15
    /// The longest that a file takes.
    private static let longest = Duration.seconds(30 * 60)
    /// A client may take a while to read what is written at once: less than the patience of the connection, on a slow link too.
    private static let partBytes = 16 << 10

    private let servers: Servers
    private let sessions: Sessions
    private let logger: Logger
    private let permits = SessionPermits(most: 4, mostOfSession: 2)

    init(_ servers: Servers, _ sessions: Sessions, logger: Logger) {
        self.servers = servers
        self.sessions = sessions
        self.logger = logger
    }

    /// The rejects that an address names, as a file.
    ///
    /// - Throws: ``PageFailure``, or what the database says. What fails later cuts the response off, so that nobody takes it for the whole.
    func response(_ request: Request, for visitor: Visitor) async throws -> Response {
        let uri = request.uri
        guard !uri.hasNUL else { throw PageFailure.noText }
        guard let kind = uri.parameter("kind").flatMap({ RecordKind(name: $0) }),
            let form = uri.parameter("as").flatMap({ RejectFile(rawValue: $0) })
        else { throw PageFailure.notFound("file") }
        guard let permit = permits.take(visitor.session) else { throw PageFailure.downloading }
        let connection = try await servers.connectToRead(mostSeconds: Self.mostSeconds)
        let selection = RejectRequest(source: uri.parameter("source"), kind: kind, reason: uri.reason)
        let export: RejectExport
        do {
            export = try await Self.export(selection, form, on: connection)
        } catch {
            await connection.close()
            throw error
        }
        // Nobody asks for the body of a response to HEAD.
        if request.method == .head { await connection.close() }
        var response = Response(
            status: .ok,
            body: ResponseBody { writer in
                let outcome = await Result { try await write(export, to: &writer, for: visitor) }
                await connection.close()
                withExtendedLifetime(permit) {}
                try outcome.get()
            })
        response.headers[.contentType] = form.type
        // No name of elsewhere: it would become that of a file.
        response.headers[.contentDisposition] = "attachment; filename=\"rejects-\(kind.name).\(form.format)\""
        return response
    }

    private static func export(
        _ selection: RejectRequest, _ form: RejectFile, on connection: PostgresConnection
    ) async throws -> RejectExport {
        do {
            let texts = RejectTexts(areGuarded: form == .spreadsheet)
            guard
                let export = try await RejectExport(
                    selection.filter(on: connection), format: form.format, texts: texts, on: connection)
            else { throw PageFailure.notFound("rejected record") }
            return export
        } catch is RejectError {
            throw PageFailure.notFound("source")
        }
    }

    private func write(
        _ export: RejectExport, to writer: inout any ResponseBodyWriter, for visitor: Visitor
    ) async throws {
        var export = export
        let end = ContinuousClock.now + Self.longest
        while let bytes = try await telling({ try await export.next() }) {
            var rest = ByteBuffer(bytes: bytes)
            while let part = rest.readSlice(length: min(Self.partBytes, rest.readableBytes)), part.readableBytes > 0 {
                try await telling {
                    if !visitor.isWelcome(in: sessions) { throw DownloadFailure.sessionEnded }
                    if .now > end { throw DownloadFailure.tooSlow }
                }
                // A browser that does not read on holds this up, until its connection is closed.
                try await writer.write(part)
            }
        }
        try await writer.finish(nil)
    }

    /// Tells the log what cuts a download off, unless it is the browser.
    private func telling<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            logger.warning("A download of rejects was cut off", metadata: [LogKey.error: "\(error)"])
            throw error
        }
    }
}

/// Why a download was cut off.
private enum DownloadFailure: Error, CustomStringConvertible {
    case sessionEnded
    case tooSlow

    var description: String {
        switch self {
        case .sessionEnded: "its session has ended"
        case .tooSlow: "it took longer than half an hour: `etl rejects export` has no limit"
        }
    }
}

extension RejectFile {
    fileprivate var format: RejectFormat { self == .ndjson ? .ndjson : .csv }

    fileprivate var type: String { self == .ndjson ? "application/x-ndjson" : "text/csv; charset=utf-8" }
}
