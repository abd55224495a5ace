import Foundation
import RabbitMQ
import SampleData
import Subprocess
import SystemPackage
import Testing

/// The fields of a letter in `list --json` that do not change with time.
struct ListedLetter: Decodable, Equatable {
    let id: String
    let stage: String
    let records: Int
    let attempts: Int
    let replays: Int
    let reason: String
    let diedAt: String?
}

extension Workspace {
    /// Writes 50 transfers for each batch, and makes the table refuse them all.
    func refusedSample(batches: Int = 20) async throws -> FilePath {
        _ = try await etl(["migrate"])
        try await sql("ALTER TABLE token_transfers ADD CONSTRAINT refusal CHECK (log_index < 0)")
        return try sample("dead", SampleOptions(transfers: 50 * batches, tokens: 1, badRecords: false))[1]
    }

    func refuseNoMore() async throws {
        try await sql("ALTER TABLE token_transfers DROP CONSTRAINT refusal")
    }

    func refusedRun(_ file: FilePath) -> [String] {
        ["run", "--state", state.string, "--batch-records", "50", file.string]
    }

    func deadLetters(_ arguments: [String]) async throws -> Outcome {
        try await bareETL(["dead-letters"] + arguments + ["--broker", brokerURL])
    }

    func letters() async throws -> [ListedLetter] {
        struct List: Decodable {
            let letters: [ListedLetter]
        }
        let outcome = try await deadLetters(["list", "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.everything)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(List.self, from: Data(outcome.output.utf8)).letters
    }

    /// Publishes a message with more bytes than a stage accepts, as the broker dead-letters it.
    func publishOversized(to queue: String) async throws {
        let path = folder.appending("huge")
        try Files.write([UInt8](repeating: 7, count: Message.maximumBodyBytes + 1), to: path)
        let browser = try await RabbitMQBrowser.connect(try RabbitMQConfiguration(url: brokerURL))
        let message = Message(
            id: "huge",
            headers: ["x-first-death-reason": .string("rejected"), "etl-uri": .string("/data/huge.csv")],
            largeBody: try FileBody(path: path.string))
        try await browser.publish(message, to: queue)
        await browser.close()
    }

    /// What `etl sources list --json` says of a source.
    struct ListedSource: Decodable {
        let sourceId: String
        let uri: String
        let state: String
        let retiredAt: String?
    }

    func sources() async throws -> [ListedSource] {
        let outcome = try await etl(["sources", "list", "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.everything)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([String: [ListedSource]].self, from: Data(outcome.output.utf8))["sources"] ?? []
    }

    /// Starts a command on the dead letters, and kills it once `isTime` accepts the number of ready messages in a
    /// queue.
    ///
    /// - Returns: whether the command was still running then.
    func killed(
        _ arguments: [String], whenReady queue: String, _ isTime: @escaping @Sendable (Int) -> Bool
    ) async throws -> Bool {
        let browser = try await RabbitMQBrowser.connect(try RabbitMQConfiguration(url: brokerURL))
        let outcome = try await Programs.interrupt(
            Programs.directory.appending("etl"), ["dead-letters"] + arguments + ["--broker", brokerURL], with: .kill,
            log: folder.appending("killed.log")
        ) {
            // A command that ends between two queries never meets the condition.
            let end = ContinuousClock.now + .seconds(5)
            while ContinuousClock.now < end, !isTime(try await browser.depth(of: queue)?.ready ?? 0) {}
        }
        await browser.close()
        return outcome.exitCode == nil
    }

    /// The ready messages of a queue.
    func depth(of queue: String) async throws -> Int {
        let browser = try await RabbitMQBrowser.connect(try RabbitMQConfiguration(url: brokerURL))
        let depth = try await browser.depth(of: queue)
        await browser.close()
        return depth?.ready ?? 0
    }
}

extension RabbitMQBrowser {
    fileprivate func publish(_ message: Message, to queue: String) async throws {
        var rest: Message? = message
        try await publish(to: queue) { rest.take() }
    }
}
