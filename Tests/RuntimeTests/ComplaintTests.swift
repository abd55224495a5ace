import Logging
import Telemetry
import TestSupport
import Testing

@testable import Bus
@testable import Runtime
@testable import ServiceLogging

@Suite struct ComplaintTests {
    private let logs = LogCollector()
    private let down = StageError(.infrastructure, reason: "down", "away")

    @Test func severalWorkersComplainOnceAndGoOnOnce() {
        let complaint = Complaint(logger: logs.logger)
        for _ in 0..<3 {
            for worker in 0..<2 { complaint.raise(down, by: worker) }
        }
        complaint.withdraw(by: 0)
        complaint.withdraw(by: 7)
        #expect(logs.lines.map(\.message) == ["Retrying batches until the failure is resolved"])
        complaint.withdraw(by: 1)
        complaint.withdraw(by: 1)
        #expect(logs.lines.map(\.message) == ["Retrying batches until the failure is resolved", "Going on"])
        complaint.raise(down, by: 0)
        #expect(logs.lines.count == 3)
    }

    @Test func everyNewReasonIsToldOnce() {
        let complaint = Complaint(logger: logs.logger)
        let missing = StageError(.configuration, reason: "missing", "no table")
        for _ in 0..<2 {
            complaint.raise(down, by: 0)
            complaint.raise(missing, by: 1)
        }
        #expect(
            logs.lines.map(\.message) == ["Retrying batches until the failure is resolved", "Waiting for an operator"])
        #expect(logs.lines.map { $0.metadata["etl.reason"] } == ["down", "missing"])
    }

    @Test func aServiceWithTroubleIsNotReady() async {
        let health = Health()
        let complaint = Complaint(logger: logs.logger, health: health)
        complaint.raise(StageError(.infrastructure, reason: "database 57P01", "gone\u{1B}[2J"), by: 0)
        complaint.raise(StageError(.configuration, reason: "database 42P01", "no table"), by: 1)
        complaint.raise(StageError(.infrastructure, reason: "source-unreadable", "disk"), by: 1)
        complaint.raise(StageError(.infrastructure, reason: "connectionLost", "the broker's check knows"), by: 1)
        #expect(
            await health.report().checks == [
                "database": .failed(reason: "gone·[2J"), "schema": .failed(reason: "no table"),
                "work": .failed(reason: "disk"),
            ])
        complaint.withdraw(by: 0)
        #expect(await health.report().isReady == false)
        complaint.withdraw(by: 1)
        #expect(await health.report().checks == ["database": .ok, "schema": .ok, "work": .ok])
    }

    @Test func withoutTroubleNothingIsSaid() {
        let complaint = Complaint(logger: logs.logger)
        complaint.withdraw(by: 0)
        #expect(logs.lines.isEmpty)
    }
}
