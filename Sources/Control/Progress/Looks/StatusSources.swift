import DeadLetters
import Glibc
import Postgres
import RabbitMQ
package import RabbitMQManagement

/// Everything that a status is made of, and who is asked for it.
package struct StatusSources: Sendable {
    let ledger: LedgerLook
    /// Nil when no broker is to be asked.
    package var broker: BrokerLook?
    /// Nil when its URL is not known.
    package var management: ManagementClient?

    package init(ledger: LedgerLook, broker: BrokerLook? = nil, management: ManagementClient? = nil) {
        self.ledger = ledger
        self.broker = broker
        self.management = management
    }

    /// How everything stands now.
    ///
    /// - Throws: when the database or the broker cannot be reached. The management API is an addition: that it does not
    ///   answer is said in the status.
    package func look() async throws -> Status {
        // Asked before the ledger: what is loaded in between counts as loaded.
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
    package func close() async {
        await ledger.close()
        await broker?.close()
    }
}
