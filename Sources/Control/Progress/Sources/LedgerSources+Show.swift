import DeadLetters
import ETLModels
import Ledger
package import Postgres
package import RabbitMQ
package import ServerAccess

extension LedgerSources {
    /// One source with its rejects and dead letters. They stay unknown if its broker cannot be read.
    ///
    /// Like the status, starts a private broker only for a source that is not complete.
    ///
    /// - Parameter onUnreadable: gets the reason for which a broker cannot be read.
    /// - Throws: ``SourceChoiceError``.
    package static func show(
        _ prefix: SourcePrefix, in request: ServerRequest, onUnreadable: (RabbitMQError) -> Void
    ) async throws -> LedgerSourceView {
        let named = try Servers.namedBroker(by: request.settings)
        let servers = try await Servers.openToLook(request)
        return try await servers.stopping {
            let (progress, found) = try await look(prefix, servers)
            var view = found
            let isWanted = try !progress.isComplete && request.settings.requestedDatabase() == nil
            do {
                if let named {
                    view.deadLetters = try await deadLetters(of: progress.id, named)
                } else if isWanted, let broker = try await servers.openBroker(request) {
                    view.deadLetters = try await broker.stopping { try await deadLetters(of: progress.id, broker) }
                }
            } catch let error as RabbitMQError {
                onUnreadable(error)
            }
            return view
        }
    }

    /// What the ledger knows of the source.
    private static func look(
        _ prefix: SourcePrefix, _ servers: Servers
    ) async throws -> (SourceProgress, LedgerSourceView) {
        try await servers.withConnection { try await look(prefix, on: $0) }
    }

    private static func look(
        _ prefix: SourcePrefix, on connection: PostgresConnection
    ) async throws -> (SourceProgress, LedgerSourceView) {
        let progress = try await find(prefix, on: connection)
        guard let record = try await SourceTable.record(of: progress.id, on: connection) else {
            throw SourceChoiceError.notFound(prefix.digits)
        }
        let rejects = try await RejectTable.reasons(of: progress.id, on: connection)
        return (progress, LedgerSourceView(progress, record, rejects: rejects, deadLetters: nil))
    }

    /// One source with its rejects, without its dead letters, on a connection to a migrated database.
    ///
    /// - Throws: ``SourceChoiceError``.
    package static func view(_ prefix: SourcePrefix, on connection: PostgresConnection) async throws -> LedgerSourceView
    {
        try await look(prefix, on: connection).1
    }

    private static func deadLetters(of id: SourceID, _ broker: Servers) async throws -> [String] {
        let browser = try await RabbitMQBrowser.connect(try broker.brokerConfiguration())
        let found = try await DeadLetterQueues.letters(of: [id], on: browser)
        await browser.close()
        return found.letters.prefix(Status.mostLetters).map { "\($0.id)" }
    }
}
