import BulkLoading
import ETLModels
import Ledger
import Postgres
import ServerAccess
import Submission

/// The bulk phase of a first load.
extension Run {
    /// Begins the phase if transfers are to be loaded into an empty table.
    func beginBulkPhase(for sources: [SubmittedSource], _ connection: PostgresConnection) async throws {
        guard !request.keepsKey,
            sources.contains(where: { $0.outcome != .complete && $0.entry.kind == .tokenTransfers })
        else { return }
        if try await Bulk.startIfEmpty(.tokenTransfers, on: connection) { onEvent(.bulk(.started(.tokenTransfers))) }
    }

    /// Ends the phase that this run or an earlier one has begun, once the sources have ended.
    func endBulkPhase(_ servers: Servers) async throws {
        guard try await ownPhase(servers) != nil else { return }
        try await Bulk.finish(
            .tokenTransfers, connect: { try await servers.connectToDatabase() }, onEvent: { onEvent(.bulk($0)) })
    }

    /// Whether such a phase goes on after the run, as far as the database can be asked.
    func isInBulkPhase(_ servers: Servers) async -> Bool {
        // Not as a part of the task, which may be cancelled.
        await Task { try? await ownPhase(servers) }.value != nil
    }

    private func ownPhase(_ servers: Servers) async throws -> BulkPhase? {
        let connection = try await servers.connectToDatabase()
        let phase = await Result { try await BulkPhase.of(.tokenTransfers, on: connection) }
        await connection.close()
        return try phase.get().flatMap { $0.starter == .run ? $0 : nil }
    }
}
