import TestData

/// The database has no room.
extension Catalogue {
    static let disk = [fullDisk]

    private static let fullDisk = Scenario(
        "full-disk", "the database's disk is full for a while, and freed, twice", setup: .smallDisk
    ) { arena, random in
        guard let disk = arena.servers.disk else { throw ChaosError("there is no small disk") }
        for round in 1...2 {
            try await arena.waitForProgress(Int.random(in: 50...300, using: &random))
            try await arena.fault("full disk for 8 s") {
                let room = Int.random(in: 0...32, using: &random) * 8192
                try await disk.resize(toBytes: try disk.used() + room)
                try await arena.waitForFullDisk(times: round)
                try await Task.sleep(for: .seconds(8))
                try await disk.resize(toBytes: Scenario.Setup.enoughDisk)
            }
        }
    }
}

extension Arena {
    /// Waits until a loader has said as often that the disk is full.
    fileprivate func waitForFullDisk(times: Int) async throws {
        let deadline = ContinuousClock.now + setup.patience
        while await fullDisks < times {
            guard .now < deadline, await !ledger.isComplete else {
                throw ChaosError("no loader has met the full disk\n\(await situation())")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private var fullDisks: Int {
        get async {
            await fleet.all.reduce(0) { $0 + $1.log.operatorLines.count { $0.contains("53100") } }
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
