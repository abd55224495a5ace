import LocalServers
import Testing

@testable import RabbitMQ

extension BrokerTests {
    @Test func saysWhichArgumentOfAQueueDiffers() async throws {
        let present = queue("mismatch", maxLengthBytes: 1000)
        try await browse { try await $0.declare([present]) }
        let wanted = queue("mismatch", maxLengthBytes: 2000)
        let target = try link(wanted)
        let error = await #expect(throws: RabbitMQError.self) { try await target.consumer.run() }
        #expect(error?.code == .queueMismatch)
        #expect(error?.isTransient == false)
        #expect(
            error?.message.contains("was created with x-max-length-bytes 1000, but the settings require 2000") == true)
        #expect(error.map { target.consumer.state == .failed($0) } == true)
        #expect(await target.consumer.next() == nil)
    }

    @Test func saysThatTheLoginIsRefused() async throws {
        let url = broker.url.replacing(/:[^:@\/]+@/, with: ":geheim@")
        let target = try Link(url: url, [queue("login")])
        let error = await #expect(throws: RabbitMQError.self) { try await target.publisher.run() }
        #expect(error?.code == .loginRefused)
        #expect(error?.message.contains("geheim") == false)
        let later = await #expect(throws: RabbitMQError.self) {
            try await target.publisher.publish(Sample.message(1), to: "login")
        }
        #expect(later == error)
    }

    @Test func saysThatThereIsNoSuchVirtualHost() async throws {
        let error = await #expect(throws: RabbitMQError.self) {
            try await RabbitMQBrowser.connect(RabbitMQConfiguration(url: broker.url + "nowhere"))
        }
        #expect(error?.code == .vhostNotFound)
        #expect(error?.message.contains("nowhere") == true)
    }

    @Test func goesOnAfterAQueueThatIsNotThere() async throws {
        let queue = queue("there")
        try await browse { browser in
            try await browser.declare([queue])
            #expect(try await browser.depth(of: "not.there") == nil)
            let error = await #expect(throws: RabbitMQError.self) {
                _ = try await browser.look(into: "not.there")
            }
            #expect(error?.code == .queueNotFound)
            #expect(try await browser.depth(of: "there") == QueueDepth(ready: 0, consumers: 0))
        }
    }
}
