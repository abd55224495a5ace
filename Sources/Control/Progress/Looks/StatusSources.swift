import DeadLetters
import Glibc
import Postgres
import RabbitMQ
import RabbitMQManagement

/// The servers that a status is read from.
struct StatusSources: Sendable {
    let ledger: LedgerLook
    /// Nil to omit the broker.
    var broker: BrokerLook?
    /// Nil without its URL.
    var management: ManagementClient?

    /// Reads the current status.
    ///
    /// - Throws: when the database or the broker is unavailable. The management API is optional: the status reports its
    ///   errors.
    func look() async throws -> Status {
        // Before the ledger: a batch loaded in between then counts as loaded.
        let queues = try await broker?.look(within: .seconds(30))
        var troubles: [String] = []
        var told: ManagementReport?
        do throws(ManagementError) {
            told = try await lookAtManagement()
        } catch {
            troubles.append("\(error)")
        }
        let report = try await ledger.look(queues?.found.letters ?? [])
        return Status(report, queues, told, flow: StageFlow(), troubles: troubles, at: time(nil))
    }

    func lookAtManagement() async throws(ManagementError) -> ManagementReport? {
        guard let management else { return nil }
        return try await ManagementReport(from: management)
    }

    /// Closes the sessions with the servers.
    func close() async {
        await ledger.close()
        await broker?.close()
    }
}
