import ConsolePages
import ETLModels
import Ledger
import Postgres
import Progress
import Rejects

extension PageSource {
    /// The rejects that meet some conditions; all groups without any.
    func rejects(_ source: String?, _ reason: String?, _ now: Int) async throws -> Page {
        guard source != nil || reason != nil else { return try await slow.page(.rejects) }
        let request = RejectRequest(source: source, reason: reason)
        let mayAct = rights != nil
        let filter = try await rejectDatabase.read { connection in
            do {
                return try await request.filter(on: connection)
            } catch is RejectError {
                throw PageFailure.notFound("source")
            }
        }
        // Each of the two counts reads all of these rejects, so they are read side by side.
        async let files = fileDatabase.read { try await Self.files(filter, mayAct: mayAct, on: $0) }
        let (groups, samples) = try await rejectDatabase.read { connection in
            (
                try await RejectTable.groups(filter, limit: Page.mostRows + 1, on: connection),
                try await RejectTable.rejects(filter, limit: Page.mostRows, on: connection)
            )
        }
        return .rejects(
            RejectsFilter(source: source, reason: reason), groups, files: try await files, samples: samples, now: now)
    }

    /// The files of the rejects; nil if it takes too long to count them, so that the page comes without.
    private static func files(
        _ filter: RejectFilter, mayAct: Bool, on connection: PostgresConnection
    ) async throws -> RejectedFiles? {
        do throws(PostgresError) {
            let sources = try await RejectTable.bySource(filter, limit: Page.mostRows + 1, on: connection)
            guard mayAct, !sources.isEmpty else { return RejectedFiles(sources) }
            let ids = sources.prefix(Page.mostRows).compactMap { SourceID($0.source) }
            let known = try await SourceTable.progress(of: ids, on: connection)
            return RejectedFiles(sources, known: known.map { LedgerSource($0) })
        } catch {
            guard error.sqlState == .queryCancelled else { throw error }
            return nil
        }
    }
}
