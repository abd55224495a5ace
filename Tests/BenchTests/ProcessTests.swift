import Foundation
import Testing

@testable import Measuring

@Suite struct ProcessTests {
    private func reading(
        pid: Int32 = 7, started: Int = 900, user: Int = 0, system: Int = 0, children: Int = 0, name: String = "loader",
        arguments: String = "", resident: Int = 1000, shared: Int = 0, peak: Int = 1000
    ) throws -> ProcessReading {
        let stat = "\(pid) (\(name)) S 1 1 1 0 -1 4194560 0 0 0 0 \(user) \(system) \(children) 0 20 0 1 0 \(started) 0"
        let status = """
            Name:\t\(name)
            VmHWM:\t   \(peak) kB
            RssAnon:\t \(resident) kB
            RssFile:\t 0 kB
            RssShmem:\t \(shared) kB
            """
        return try #require(ProcessReading(pid: pid, stat: stat, status: status, arguments: arguments))
    }

    @Test func theKernelsTextsAreRead() throws {
        let reading = try reading(user: 12, system: 3, children: 4, name: "a) (b", resident: 10, shared: 20, peak: 30)
        #expect(reading.name == "a) (b" && reading.ticks == 15 && reading.endedChildren == 4)
        #expect(reading.privateBytes == 10_240 && reading.sharedBytes == 20_480 && reading.peakBytes == 30_720)
        #expect(ProcessReading(pid: 1, stat: "1 (x) Z 0", status: "", arguments: "") == nil)
    }

    @Test(arguments: [
        ("postgres: checkpointer \0", "postgres checkpointer"),
        ("postgres: etl etl 127.0.0.1(4711) COPY\0", "postgres session"),
        ("/usr/lib/postgresql/15/bin/postgres\0-D\0/x\0", "postgres"),
    ])
    func postgresProcessesAreToldApart(arguments: String, name: String) throws {
        #expect(try reading(name: "postgres", arguments: arguments).name == name)
    }

    @Test func whatWasUsedBeforeDoesNotCount() throws {
        var ledger = ProcessLedger()
        ledger.noteBaseline(try reading(user: 100, system: 50), "broker")
        ledger.note([try reading(user: 130, system: 60)], "broker", at: 1)
        let usage = try #require(ledger.usages(seconds: ["broker": 0.4])["broker"])
        let process = try #require(usage.processes.first)
        #expect(process.userSeconds * ProcessFiles.ticksPerSecond == 30)
        #expect(process.systemSeconds * ProcessFiles.ticksPerSecond == 10)
    }

    @Test func whatNoLookHasSeenIsSaid() throws {
        var ledger = ProcessLedger()
        ledger.note([try reading(user: Int(ProcessFiles.ticksPerSecond))], "client", at: 0)
        let usage = try #require(ledger.usages(seconds: ["client": 1.25])["client"])
        #expect(usage.cpuSeconds == 1.25 && abs(usage.unseenSeconds - 0.25) < 0.001)
    }

    @Test func aProcessThatHasEndedKeepsItsNameAndItsTime() throws {
        var ledger = ProcessLedger()
        ledger.note([try reading(user: 10, name: "postgres", arguments: "postgres: walwriter \0")], "database", at: 0)
        // A zombie: the kernel keeps only its times.
        let stat = "7 (postgres) Z 1 1 1 0 -1 4194560 0 0 0 0 30 0 0 0 20 0 1 0 900 0"
        let zombie = try #require(ProcessReading(pid: 7, stat: stat, status: "Name:\tpostgres\n", arguments: ""))
        ledger.note([zombie], "database", at: 1)
        let processes = try #require(ledger.usages(seconds: ["database": 0])["database"]?.processes)
        #expect(processes.map(\.name) == ["postgres walwriter"])
        #expect(processes.map { $0.userSeconds * ProcessFiles.ticksPerSecond } == [30])
    }

    @Test func sharedMemoryCountsOnceAndPrivateMemoryAddsUp() throws {
        var ledger = ProcessLedger()
        for (resident, second) in [(100, 0.0), (300, 1.0), (200, 2.0)] {
            let both = [
                try reading(pid: 1, resident: resident, shared: 5000, peak: 9000),
                try reading(pid: 2, resident: resident, shared: 7000, peak: 8000),
            ]
            ledger.note(both, "database", at: second)
        }
        let usage = try #require(ledger.usages(seconds: ["database": 0])["database"])
        #expect(usage.peakBytes == (2 * 300 + 7000) * 1024)
        let process = try #require(usage.processes.first)
        #expect(process.count == 2 && process.peakBytes == 9000 * 1024)
        #expect(process.memory.map(\.bytes) == [200 * 1024, 600 * 1024, 400 * 1024])
    }

    @Test func aProcessIdThatIsGivenAgainIsAnotherProcess() throws {
        var ledger = ProcessLedger()
        ledger.note([try reading(started: 1, user: 100)], "client", at: 0)
        ledger.note([try reading(started: 2, user: 20)], "client", at: 1)
        let process = try #require(ledger.usages(seconds: ["client": 0])["client"]?.processes.first)
        #expect(process.count == 2 && process.userSeconds * ProcessFiles.ticksPerSecond == 120)
    }

    @Test func ownProcessIsSeenWithItsChildren() async throws {
        let child = Process()
        child.executableURL = URL(filePath: "/bin/sh")
        child.arguments = ["-c", "sleep 60 & wait"]
        try child.run()
        let meter = ProcessMeter(servers: [:])
        let usages = await meter.measure(child.processIdentifier, every: .milliseconds(5)) {
            while ProcessFiles.family(of: child.processIdentifier).count < 2 { await Task.yield() }
            // The signal ends the sleep, and the shell with it. The second sample may be the first that sees both.
            try? await Task.sleep(for: .milliseconds(50))
            for pid in ProcessFiles.family(of: child.processIdentifier).reversed() { kill(pid, SIGKILL) }
            child.waitUntilExit()
        }.usages
        let client = try #require(usages[ProcessMeter.client])
        #expect(Set(client.processes.map(\.name)).isSuperset(of: ["sleep"]))
        #expect(client.peakBytes > 0)
    }
}
