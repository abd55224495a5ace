import Bus
import DisplayText
import RabbitMQ
import TestSupport
import Testing

/// Messages of a foreign publisher, with properties that no stage would set.
@Suite(.timeLimit(.minutes(2))) struct ForeignMessageTests {
    private static let properties = [
        "[{message_id, binary:copy(<<255>>, 200)}]",
        #"[{headers, [{<<"etl-foo">>, longstr, binary:copy(<<"x">>, 120000)}]}]"#,
        #"[{headers, [{<<"etl-uri">>, longstr, binary:copy(<<255>>, 60000)}]}]"#,
        #"[{headers, [{binary:copy(<<255>>, 200), longstr, <<"x">>}]}]"#,
        number("x-delivery-count", Int64.max), number("x-delivery-count", Int64.min),
        number("etl-attempts", Int64.max), number("etl-attempts", Int64.min),
        number("etl-replays", Int64.max), number("etl-replays", Int64.min),
    ]

    private static func number(_ header: String, _ value: Int64) -> String {
        #"[{headers, [{<<"\#(header)">>, long, \#(value)}]}]"#
    }

    @Test func becomeDeadLettersAndHoldUpNobody() async throws {
        try await TestBus.with { bus in
            try await StageServiceTests.publish(["a"], bus)
            for properties in Self.properties {
                try await bus.publishForeign(bytes: 10, properties, to: "etl.transform")
            }
            try await StageServiceTests.publish(["b"], bus)
            let good = Events<String>()
            let service = try await StageServiceTests.service(bus, prefetch: 2) { delivery in
                guard delivery.body.first == 0 else {
                    good.add(delivery.id)
                    return .success(())
                }
                return .failure(StageError(.batch, reason: "not-a-batch", "these are not a batch"))
            }
            try await bus.running(service) { _ in
                await good.wait(for: 2)
                try await bus.wait(until: "etl.transform.dead", holds: Self.properties.count)
            }
            for letter in try await bus.take(Self.properties.count, from: "etl.transform.dead") {
                #expect(letter.headers["etl-reason"] == .string("not-a-batch"))
                #expect(letter.headers["etl-foo"] == nil)
                #expect(letter.id.utf8.count <= 255)
                guard case .integer(1...)? = letter.headers["etl-attempts"] else {
                    Issue.record("\(letter.headers)")
                    continue
                }
            }
            #expect(try await bus.depth(of: "etl.transform") == 0)
        }
    }

    @Test func textsAreCutBetweenCharacters() {
        #expect("äöü".cut(toBytes: 6) == "äöü")
        #expect("äöü".cut(toBytes: 5) == "äö")
        #expect("äöü".cut(toBytes: 1) == "")
        #expect("".cut(toBytes: 0) == "")
        #expect("a😀b".cut(toBytes: 4) == "a")
    }

}
