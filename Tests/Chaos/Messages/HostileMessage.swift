import Bus

/// A message that the broker accepts and this system would never send, as an Erlang term.
struct HostileMessage: Sendable {
    let stage: Stage
    /// Whether it is published to the dead letters directly, without a stage.
    var isBornDead = false
    /// Whether it has more bytes than any stage accepts.
    var isTooLarge = false
    var id = #"<<"\#(HostileMessage.name)">>"#
    /// Its id as a dead letter.
    var deadID = HostileMessage.name
    let headers: String

    /// An Erlang expression that publishes it.
    var publication: String {
        Self.publication(
            to: queue, "[{delivery_mode, 2}, {message_id, \(id)}, {headers, [\(headers)]}]", body: body)
    }

    /// An Erlang expression that publishes a message in the broker itself, past the limits of our clients.
    ///
    /// - Parameters:
    ///   - properties: an Erlang list.
    ///   - body: an Erlang expression.
    static func publication(to queue: String, _ properties: String, body: String) -> String {
        let exchange = #"rabbit_misc:r(<<"/">>, exchange, <<>>)"#
        let content = "rabbit_basic:build_content(rabbit_basic:properties(\(properties)), \(body))"
        // RabbitMQ 4 has containers of messages in place of the first function.
        return #"""
            ok = case erlang:function_exported(rabbit_basic, publish, 4) of
            true -> rabbit_basic:publish(\#(exchange), <<"\#(queue)">>, \#(properties), \#(body));
            false -> rabbit_queue_type:publish_at_most_once(\#(exchange), 
            element(2, mc_amqpl:message(\#(exchange), <<"\#(queue)">>, \#(content)))) end
            """#
    }

    private var queue: String { isBornDead ? stage.deadLetterQueue : stage.workQueue }
    private var body: String { isTooLarge ? "binary:copy(<<0>>, \(16 << 20))" : #"<<"noise">>"# }

    /// The id of each of them, except for the one whose id is no text.
    static let name = "hostile"

    /// The messages for all stages.
    ///
    /// - Parameter source: the source of the load; some messages claim to be its last part.
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
            // Bytes that are not valid UTF-8 become U+FFFD, of which 85 fit into an id.
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

    /// The dead letter that it must become. A message that no stage has accepted has no reason from a stage.
    func deadLetter(isReplayed: Bool) -> Poison {
        let isUntouched = isTooLarge || isBornDead && !isReplayed
        let reason = stage == .extract ? "not-a-job" : "not-a-batch"
        return Poison(stage: stage, id: deadID, reason: isUntouched ? "without a reason" : reason)
    }
}
