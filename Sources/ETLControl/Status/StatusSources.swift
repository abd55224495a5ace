import Glibc
import Pipeline
import Postgres
import RabbitMQ

/// Everything that a status is made of, and who is asked for it.
struct StatusSources: Sendable {
    let ledger: LedgerLook
    /// Nil when no broker is to be asked.
    var broker: BrokerLook?
    /// Nil when its URL is not known.
    var management: ManagementClient?

    /// How everything stands now.
    ///
    /// - Throws: when the database or the broker cannot be reached. The management API is an addition: that it does not
    ///   answer is said in the status.
    func look() async throws -> Status {
        // Asked before the ledger: what is loaded in between counts as loaded.
        let queues = try await broker?.look(within: .seconds(30))
        var troubles: [String] = []
        var told: ManagementReport?
        do throws(ManagementError) {
            told = try await management?.look()
        } catch {
            troubles.append("\(error)")
        }
        let report = try await ledger.look(queues?.found.letters ?? [])
        return Status(report, queues, told, flow: StageFlow(), troubles: troubles, at: time(nil))
    }

    /// Closes the sessions with the servers.
    func close() async {
        await ledger.close()
        await broker?.close()
    }
}
