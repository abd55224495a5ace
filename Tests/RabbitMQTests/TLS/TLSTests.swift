import Glibc
import LocalServers
import SystemPackage
import TestSupport
import Testing

@testable import RabbitMQ

/// Encrypted connections, to a private broker with a certificate for `localhost`.
@Suite(.serialized, .brokerWithTLS, .timeLimit(.minutes(5)))
struct TLSTests {
    let broker: LocalRabbitMQ
    let authority: TestAuthority

    init() throws {
        (broker, authority) = try #require(TLSBrokerTrait.current)
    }

    func configuration(
        host: String = "localhost", _ files: TLSFiles? = nil
    ) throws -> RabbitMQConfiguration {
        var configuration = try RabbitMQConfiguration(url: try #require(broker.tlsURL(host: host)))
        try configuration.use(files ?? TLSFiles(authority: authority.certificate.string))
        return configuration
    }

    @Test func carriesLargeAndManySmallMessagesBothWays() async throws {
        let queue = Queue(name: "tls.sizes", maxLengthBytes: 0, deliveryLimit: 20, deadLetterQueue: nil)
        // A TLS record has 16 KiB: some messages fill many records, and many messages fill one.
        let sizes = [12 << 20, 1 << 20, 16384, 16383, 1, 0] + [Int](repeating: 100, count: 3000)
        try await Link(try configuration(), [queue], prefetch: 200).run { publisher, consumer in
            async let publishing: Void = withThrowingTaskGroup(of: Void.self) { group in
                for (number, size) in sizes.enumerated() {
                    group.addTask { try await publisher.publish(Sample.message(number, bytes: size), to: queue.name) }
                }
                try await group.waitForAll()
            }
            var received: Set<String> = []
            while received.count < sizes.count, let delivery = await consumer.next() {
                let number = try #require(Int(delivery.id.dropFirst("message-".count)))
                #expect(delivery.body == Sample.message(number, bytes: sizes[number]).body)
                received.insert(delivery.id)
                delivery.ack()
            }
            try await publishing
            #expect(received.count == sizes.count)
            #expect(publisher.statistics.reconnects == 0)
        }
    }

    @Test func keepsAnIdleConnectionAlive() async throws {
        let queue = Queue(name: "tls.idle", maxLengthBytes: 0, deliveryLimit: 20, deadLetterQueue: nil)
        var configuration = try configuration()
        configuration.heartbeat = .seconds(1)
        try await Link(configuration, [queue]).run { publisher, consumer in
            try await publisher.publish(0..<1, to: queue.name)
            let early = try #require(await consumer.next())
            // Both sides give up after two heartbeats without traffic.
            try await Task.sleep(for: .seconds(5))
            #expect(!early.isStale)
            early.ack()
            try await publisher.publish(1..<2, to: queue.name)
            try #require(await consumer.next()).ack()
            #expect(publisher.statistics.reconnects == 0)
        }
    }

    @Test func outlivesABrokerThatDiesWhileItIsWrittenTo() async throws {
        signal(SIGPIPE, SIG_DFL)
        let queue = Queue(name: "tls.killed", maxLengthBytes: 0, deliveryLimit: 20, deadLetterQueue: nil)
        try await Link(try configuration(), [queue]).run { publisher, consumer in
            try await publisher.publish(0..<1, to: queue.name)
            try await broker.syncQueueNames()
            async let publishing: Void = publisher.publish(1..<60, to: queue.name, pause: .milliseconds(10))
            var seen: Set<String> = []
            var isKilled = false
            while seen.count < 60, let delivery = await consumer.next() {
                seen.insert(delivery.id)
                delivery.ack()
                if seen.count == 10, !isKilled {
                    isKilled = true
                    await broker.kill()
                    try await broker.restart()
                }
            }
            try await publishing
            #expect(seen.count == 60)
            #expect(publisher.statistics.reconnects > 0)
        }
    }

    @Test func saysThatAnUnencryptedPortDoesNotSpeakTLS() async throws {
        var configuration = try configuration()
        configuration.port = Int(broker.port)
        try await expectRefusal(configuration, contains: "localhost:\(broker.port) does not speak TLS", "5671")
    }

    @Test func saysThatAnEncryptedPortWantsTLS() async throws {
        let port = try configuration().port
        var plain = try RabbitMQConfiguration(url: broker.url)
        plain.port = port
        let error = await #expect(throws: RabbitMQError.self) { try await RabbitMQBrowser.connect(plain) }
        #expect(error?.message.contains("127.0.0.1:\(port)") == true)
        #expect(error?.message.contains("amqps://") == true)
    }
}

extension TLSTests {
    @Test func refusesAnotherAuthority() async throws {
        try await TestAuthority.with { other in
            try await expectRefusal(
                try configuration(TLSFiles(authority: other.certificate.string)),
                contains: "is not signed by an authority of \(other.certificate)", "RABBITMQ_CA_FILE")
        }
        var system = try RabbitMQConfiguration(url: try #require(broker.tlsURL()))
        system.heartbeat = .seconds(1)
        try await expectRefusal(system, contains: "is not signed by an authority of /etc/", "RABBITMQ_CA_FILE")
    }

    @Test func refusesACertificateForAnotherHost() async throws {
        try await expectRefusal(
            try configuration(host: "127.0.0.1"), contains: "is for another host", "issue one for 127.0.0.1")
    }

    @Test func refusesFilesThatWillNotDo() async throws {
        let ours = authority.certificate.string
        let one = try await authority.issue("one")
        let other = try await authority.issue("other")
        try await expectRefusal(
            try configuration(TLSFiles(authority: "/nowhere/ca.pem")), contains: "/nowhere/ca.pem",
            "No such file or directory", "RABBITMQ_CA_FILE")
        try await expectRefusal(
            try configuration(TLSFiles(authority: one.key.string)), contains: one.key.string, "cannot be used", "PEM")
        try await expectRefusal(
            try configuration(
                TLSFiles(authority: ours, certificate: one.certificate.string, key: "/nowhere/key.pem")),
            contains: "/nowhere/key.pem", "RABBITMQ_KEY_FILE")
        try await expectRefusal(
            try configuration(
                TLSFiles(authority: ours, certificate: one.certificate.string, key: other.key.string)),
            contains: "\(other.key) is not the key of the certificate \(one.certificate)")
    }

    /// The browser is refused like every other connection.
    func expectRefusal(_ configuration: RabbitMQConfiguration, contains words: String...) async throws {
        let error = await #expect(throws: RabbitMQError.self) { try await RabbitMQBrowser.connect(configuration) }
        #expect(error?.code == .tlsFailed)
        #expect(error?.isTransient == false)
        for word in words { #expect(error?.message.contains(word) == true, "\(error?.message ?? "")") }
        #expect(error?.message.contains(configuration.password) == false)
    }
}

/// Starts a broker with TLS before the first test of a suite and stops it after the last.
struct TLSBrokerTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: (LocalRabbitMQ, TestAuthority)?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await TestAuthority.with { authority in
            let broker = try await TestServers.dedicatedRabbitMQ(tls: try await authority.serverTLS())
            do {
                try await Self.$current.withValue((broker, authority), operation: function)
                await broker.stop()
            } catch {
                await broker.stop()
                throw error
            }
        }
    }
}

extension Trait where Self == TLSBrokerTrait {
    static var brokerWithTLS: Self { TLSBrokerTrait() }
}
