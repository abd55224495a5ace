import Foundation
import TestData
import Testing

@testable import RabbitMQ

extension BrokerTests {
    /// Bodies above the browser's limit go through files of several blocks, and arrive byte for byte.
    @Test func movesBodiesThatAreTooLargeForMemory() async throws {
        let bytes = 2 * FileBody.blockBytes + 12_345
        let queue = try await filled("large", 3, bytes: bytes)
        _ = try await filled("large.other", 0)
        try await browse { try await $0.moveLarge(queue.name, into: "large.other") { $0.id != "message-1" } }
        let left = try await look(into: queue.name)
        #expect(left.map(\.id) == ["message-1"])
        let moved = try await look(into: "large.other")
        #expect(moved.map(\.id) == ["message-0", "message-2"])
        for (message, number) in zip(moved, [0, 2]) {
            let isSame = message.body == Sample.message(number, bytes: bytes).body
            #expect(isSame && message.headers["moved"] == .integer(1))
        }
    }

    @Test func publishesAFileAsABody() async throws {
        let queue = try await filled("large.file", 0)
        let body = Sample.message(7, bytes: FileBody.blockBytes + 1).body
        let path = NSTemporaryDirectory() + "large-\(UUID().uuidString)"
        try Data(body).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await browse { browser in
            try await browser.publish(Message(id: "file", largeBody: try FileBody(path: path)), to: queue.name)
        }
        let isSame = try await look(into: queue.name).first?.body == body
        #expect(isSame)
    }

    @Test func onlyABrowserPublishesFiles() async throws {
        let file = try FileBody(path: "/dev/null")
        let queue = queue("large.refused")
        try await link(queue).run { publisher, _ in
            let error = await #expect(throws: RabbitMQError.self) {
                try await publisher.publish(Message(id: "file", largeBody: file), to: queue.name)
            }
            #expect(error?.code == .messageTooLarge)
        }
    }
}

extension RabbitMQBrowser {
    fileprivate func publish(_ message: Message, to queue: String) async throws {
        var rest: Message? = message
        try await publish(to: queue) { rest.take() }
    }

    /// Moves messages whose bodies are all above the limit.
    fileprivate func moveLarge(
        _ queue: String, into other: String, where isWanted: @escaping @Sendable (BrowsedMessage) -> Bool
    ) async throws {
        try await lock(Self.lockName)
        let large = LargeBodies(in: NSTemporaryDirectory(), where: isWanted)
        try await browse(queue, maximumBodyBytes: 1000, large: large) { message in
            #expect(message.body == nil)
            guard let body = message.largeBody else { return .keep }
            return .move(Message(id: message.id, headers: ["moved": .integer(1)], largeBody: body), to: other)
        }
        try unlock(Self.lockName)
    }
}
