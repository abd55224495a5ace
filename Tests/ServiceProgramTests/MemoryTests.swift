import Foundation
import LocalServers
import RabbitMQ
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// The memory of the real programs while somebody fills their queues with the largest messages that the broker takes.
@Suite(.timeLimit(.minutes(5))) struct MemoryTests {
    /// What a stage may take at most: the limit of the shipped containers.
    private static let limit = 128 << 20

    @Test(arguments: ["extract", "transform", "load"])
    func messagesOfAnySizeDoNotKillAStage(stage: String) async throws {
        let name = ["extract": "extractor", "transform": "transformer", "load": "loader"][stage] ?? ""
        try await TestBus.with { bus in
            try await TestServers.shared.withDatabase { database in
                let environment: [Environment.Key: String] = ["RABBITMQ_URL": bus.url, "DATABASE_URL": database]
                #expect(try await Program.run("etl", ["migrate"], environment: environment).status == .exited(0))
                // 12 of 10 MiB: less than the queue's limit, and more than the container's.
                for _ in 0..<12 { try await bus.publishForeign(bytes: 10 << 20, to: "etl.\(stage)") }
                let peak = try await Program.peakMemory(of: name, environment: environment) {
                    try await bus.wait(until: "etl.\(stage).dead", holds: 12)
                }
                #expect(peak < Self.limit, "the \(name) took \(peak >> 20) MiB")
                #expect(try await bus.depth(of: "etl.\(stage)") == 0)
            }
        }
    }
}

extension Program {
    /// The peak memory in bytes of a program that runs while `body` does: `VmHWM` of proc(5).
    fileprivate static func peakMemory(
        of name: String, environment: [Environment.Key: String], while body: () async throws -> Void
    ) async throws -> Int {
        let process = try await ManagedProcess.start(
            directory.appending(name), arguments: [], environment: .custom(environment), output: .discarded,
            error: .discarded)
        defer { process.send(.kill) }
        try await body()
        let status = try String(contentsOfFile: "/proc/\(process.pid)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        let kibibytes = try #require(line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first)
        return try #require(Int(kibibytes)) << 10
    }
}
