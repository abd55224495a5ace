import LocalServers
import Testing

@testable import RabbitMQ

extension BrokerTests {
    @Test func usesQueuesThatItMayNotConfigureAsTheyAre() async throws {
        let present = queue("permitted", maxLengthBytes: 1000)
        try await browse { try await $0.declare([present]) }
        let url = try await user("user", configure: "^$", write: #"^amq\.default$"#, read: "^permitted$")
        // The arguments differ, but the broker checks them only for a user with the configure permission.
        try await Link(url: url, [queue("permitted")]).run { publisher, consumer in
            try await publisher.publish(Sample.message(1, bytes: 10), to: present.name)
            try #require(await consumer.next()).ack()
            #expect(publisher.statistics.reconnects == 0)
        }
        let owner = try link(queue("permitted"))
        let error = await #expect(throws: RabbitMQError.self) { try await owner.publisher.run() }
        #expect(error?.code == .queueMismatch)
    }

    @Test func saysWhoHasToMakeAQueue() async throws {
        let there = queue("made.before")
        try await browse { try await $0.declare([there]) }
        let url = try await user("maker", configure: "^$", write: "", read: ".*")
        let target = try Link(url: url, [there, queue("nobody.made")])
        for run in [target.publisher.run, target.consumer.run] {
            let error = await #expect(throws: RabbitMQError.self) { try await run() }
            #expect(error?.code == .accessRefused)
            #expect(error?.isTransient == false)
            #expect(error?.message.contains("there is no queue nobody.made") == true, "\(error as Any)")
            #expect(error?.message.contains("run `etl migrate`") == true)
        }
        // A browser stays usable.
        let browser = try await RabbitMQBrowser.connect(RabbitMQConfiguration(url: url))
        for _ in 0..<10 {
            let error = await #expect(throws: RabbitMQError.self) {
                try await browser.provide([there, queue("nobody.made")])
            }
            #expect(error?.message.contains("there is no queue nobody.made") == true, "\(error as Any)")
            #expect(try await browser.depth(of: there.name)?.ready == 0)
        }
        await browser.close()
        // A user with the permission declares the missing queue, in any order of the queues.
        try await link(there, queue("nobody.made")).run { publisher, _ in
            try await publisher.publish(Sample.message(1), to: "nobody.made")
        }
        #expect(try await ready("nobody.made") == 1)
    }

    @Test func saysWhichPermissionIsMissing() async throws {
        let queue = queue("no.permission")
        try await browse { try await $0.declare([queue]) }
        let reader = try Link(url: try await user("reader", configure: "^$", write: "^$", read: "^$"), [queue])
        let read = await #expect(throws: RabbitMQError.self) { try await reader.consumer.run() }
        #expect(
            read?.message.hasPrefix("user reader has no read permission on queue no.permission in virtual host /")
                == true, "\(read as Any)")
        let writer = try Link(url: try await user("writer", configure: "^$", write: "^$", read: "^$"), [queue])
        let running = Task { try await writer.publisher.run() }
        let write = await #expect(throws: RabbitMQError.self) {
            try await writer.publisher.publish(Sample.message(1), to: queue.name)
        }
        #expect(
            write?.message.hasPrefix("user writer has no write permission on exchange amq.default") == true,
            "\(write as Any)")
        await #expect(throws: RabbitMQError.self) { try await running.value }
        #expect(try await ready("no.permission") == 0)
    }

    @Test func saysThatAVirtualHostIsClosedToAUser() async throws {
        try await broker.addVirtualHost("closed")
        let url = try await user("stranger", configure: ".*", write: ".*", read: ".*") + "closed"
        let error = await #expect(throws: RabbitMQError.self) {
            try await RabbitMQBrowser.connect(RabbitMQConfiguration(url: url))
        }
        #expect(error?.code == .accessRefused)
        #expect(error?.message.hasPrefix("user stranger cannot access virtual host closed") == true, "\(error as Any)")
    }

    /// Creates a user with permissions on the default virtual host; returns the URL for its login.
    private func user(_ name: String, configure: String, write: String, read: String) async throws -> String {
        try await broker.control(["add_user", name, "secret"])
        try await broker.control(["set_permissions", "-p", "/", name, configure, write, read])
        return "amqp://\(name):secret@127.0.0.1:\(broker.port)/"
    }
}
