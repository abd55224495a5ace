import Bus

/// A message that the broker takes and this system would never send, in the words of Erlang.
struct HostileMessage: Sendable {
    let stage: Stage
    /// Published to the dead letters themselves, which no stage has written.
    var isBornDead = false
    /// With more bytes than any stage takes in.
    var isTooLarge = false
    var id = #"<<"\#(HostileMessage.name)">>"#
    /// As it is once it has become a dead letter.
    var deadID = HostileMessage.name
    let headers: String

    /// An expression that publishes it.
    var publication: String {
        #"ok = rabbit_basic:publish(rabbit_misc:r(<<"/">>, exchange, <<>>), <<"\#(queue)">>, "#
            + "[{delivery_mode, 2}, {message_id, \(id)}, {headers, [\(headers)]}], \(body))"
    }

    private var queue: String { isBornDead ? stage.deadLetterQueue : stage.workQueue }
    private var body: String { isTooLarge ? "binary:copy(<<0>>, \(16 << 20))" : #"<<"noise">>"# }

    /// What each of them is called, but for the one whose name is no text.
    static let name = "hostile"

    /// Those for all stages.
    ///
    /// - Parameter source: one that is being loaded, of which some messages claim to be the last part.
    static func all(of source: String) -> [HostileMessage] {
        Stage.allCases.flatMap { all(for: $0, of: source) }
    }

    private static func all(for stage: Stage, of source: String) -> [HostileMessage] {
        let claim =
            #", {<<"\#(MessageHeader.source)">>, longstr, <<"\#(source)">>}, {<<"\#(MessageHeader.last)">>, long, 1}"#
        let numbers = [Int64.max, .min].map(Self.numbers).flatMap { [$0, $0 + claim] }
        return [
            // All headers have to fit into a frame of 131,072 bytes.
            HostileMessage(stage: stage, headers: text("etl-foo", #"binary:copy(<<"x">>, 131020)"#)),
            HostileMessage(stage: stage, headers: text("etl-uri", "binary:copy(<<255>>, 60000)")),
            HostileMessage(stage: stage, headers: text("etl-source", "binary:copy(<<255>>, 60000)")),
            // Bytes that are no text become U+FFFD, of which 85 fit into an id.
            HostileMessage(
                stage: stage, id: "binary:copy(<<255>>, 200)", deadID: String(repeating: "\u{FFFD}", count: 85),
                headers: ""),
        ]
            + numbers.flatMap { numbers in
                [
                    HostileMessage(stage: stage, headers: numbers),
                    HostileMessage(stage: stage, isBornDead: true, headers: numbers),
                    HostileMessage(stage: stage, isTooLarge: true, headers: numbers),
                ]
            }
    }

    private static func text(_ name: String, _ value: String) -> String { #"{<<"\#(name)">>, longstr, \#(value)}"# }

    private static func numbers(_ number: Int64) -> String {
        [
            "x-delivery-count", MessageHeader.attempts, MessageHeader.replays, MessageHeader.sequence,
            MessageHeader.records, MessageHeader.diedAt,
        ].map { #"{<<"\#($0)">>, long, \#(number)}"# }.joined(separator: ", ")
    }

    /// What it must become. What no stage has taken in has no reason of ours.
    func deadLetter(isReplayed: Bool) -> Poison {
        let isUntouched = isTooLarge || isBornDead && !isReplayed
        let reason = stage == .extract ? "not-a-job" : "not-a-batch"
        return Poison(stage: stage, id: deadID, reason: isUntouched ? "without a reason" : reason)
    }
}
