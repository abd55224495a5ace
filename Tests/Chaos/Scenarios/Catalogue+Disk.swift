import Foundation
import LocalServers
import SystemPackage
import TestData

/// The disk of the database is full.
extension Catalogue {
    static let disk = [fullDisk]

    private static let fullDisk = Scenario(
        "full-disk", "the database's disk is full for a while, and freed, twice", setup: .smallDisk
    ) { arena, random in
        guard let disk = arena.servers.disk else { throw ChaosError("there is no small disk") }
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 50...300, using: &random))
            try await arena.fault("full disk for 8 s") {
                let before = arena.refusals
                let room = Int.random(in: 0...32, using: &random) * 8192
                try await disk.leave(room)
                try await arena.waitForFullDisk(after: before)
                try await Task.sleep(for: .seconds(8))
                try await disk.resize(toBytes: Scenario.Setup.enoughDisk)
            }
        }
    }
}

extension Arena {
    /// The number of times that the disk was full for PostgreSQL. The loader logs it once until all of its workers
    /// continue.
    fileprivate var refusals: Int {
        let text = (try? String(contentsOfFile: database.logFile.string, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").count { $0.contains("No space left on device") }
    }

    /// Waits until PostgreSQL has failed for a full disk, and the loader has logged it.
    fileprivate func waitForFullDisk(after before: Int) async throws {
        let deadline = ContinuousClock.now + setup.patience
        while true {
            let isTold = await fleet.all.contains { $0.log.operatorLines.contains { $0.contains("53100") } }
            if isTold, refusals > before { return }
            guard .now < deadline, await !ledger.isComplete else {
                throw ChaosError("no loader has met the full disk\n\(await situation())")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

extension Scenario.Setup {
    fileprivate static let enoughDisk = 512 << 20

    fileprivate static var smallDisk: Self {
        var setup = Self()
        setup.diskBytes = enoughDisk
        return setup
    }
}
