import LocalServers
import TestData

/// The broker dies, or refuses to accept messages.
extension Catalogue {
    static let broker = [
        killedBroker, memoryAlarm, diskAlarm, fullQueue, stopsDuringAlarm,
    ]

    private static let killedBroker = Scenario("kill-broker", "kill -9 of the broker, and start, twice", isQuick: true)
    {
        arena, random in
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 50...200, using: &random))
            try await arena.fault("kill -9 broker") {
                await arena.broker.kill()
                try await Task.sleep(for: .milliseconds(Int.random(in: 100...3000, using: &random)))
                try await arena.broker.restart()
            }
        }
    }

    private static let memoryAlarm = Scenario("memory-alarm", "the broker's memory alarm, on and off, twice") {
        arena, random in
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 50...200, using: &random))
            try await arena.alarm(
                "memory alarm", on: ["set_vm_memory_high_watermark", "0"],
                off: ["set_vm_memory_high_watermark", "absolute", "1GB"]
            ) { try await Task.sleep(for: .seconds(8)) }
        }
    }

    private static let diskAlarm = Scenario("disk-alarm", "the broker's disk alarm, on and off, twice") {
        arena, random in
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 50...200, using: &random))
            try await arena.alarm(
                "disk alarm", on: ["set_disk_free_limit", "1000GB"], off: ["set_disk_free_limit", "1GB"]
            ) { try await Task.sleep(for: .seconds(8)) }
        }
    }

    private static let stopsDuringAlarm = Scenario(
        "alarm-sigterm", "SIGTERM of all stages while the broker blocks publishing: they end in time all the same"
    ) { arena, random in
        try await arena.waitForProgress(Int.random(in: 50...200, using: &random))
        try await arena.alarm(
            "memory alarm with SIGTERM", on: ["set_vm_memory_high_watermark", "0"],
            off: ["set_vm_memory_high_watermark", "absolute", "1GB"]
        ) {
            // By then, the broker has messages that it will not confirm.
            try await Task.sleep(for: .seconds(1))
            await arena.fleet.replaceAll()
        }
    }

    private static let fullQueue = Scenario(
        "full-queue", "queues that take no more for a minute, because there is no loader"
    ) { arena, random in
        try await arena.waitForProgress(Int.random(in: 50...200, using: &random))
        try await arena.fault("full queue for 60 s") {
            await arena.fleet.retireAll("loader")
            try await Task.sleep(for: .seconds(60))
            guard try await arena.holdsExtractorBack() else {
                throw ChaosError("the queues did not hold the extractor back: all of the source was extracted")
            }
            await arena.fleet.start("loader")
        }
    }
}

extension Arena {
    /// Raises an alarm, and clears it however the body ends.
    fileprivate func alarm(
        _ name: String, on: [String], off: [String], _ body: () async throws -> Void
    ) async throws {
        try await fault(name) {
            try await broker.control(on)
            do {
                try await body()
            } catch {
                _ = try? await broker.control(off)
                throw error
            }
            try await broker.control(off)
        }
    }

    /// Whether an extract job is still in its queue although no loader runs.
    fileprivate func holdsExtractorBack() async throws -> Bool {
        guard let totals = await Queues(broker: broker).totals() else {
            throw ChaosError("the broker does not say what its queues hold")
        }
        return totals["etl.extract", default: 0] > 0
    }
}
