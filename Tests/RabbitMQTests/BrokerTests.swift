import Testing

/// Everything that needs a broker; one after the other, because some of it stops the broker.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct BrokerTests {
    /// Starts a broker for the tests of a group and stops it whatever happens.
    static func withBroker(_ body: (PrivateBroker) async throws -> Void) async throws {
        let broker = try await PrivateBroker.start()
        do {
            try await body(broker)
        } catch {
            broker.stop()
            throw error
        }
        broker.stop()
    }
}
