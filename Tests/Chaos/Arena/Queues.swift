import Bus
import LocalServers
import RabbitMQ

/// The content of the broker's queues.
struct Queues: Sendable {
    let broker: LocalRabbitMQ

    /// The messages of each work queue, unacknowledged ones included, as its leader counts them now. The output of
    /// `rabbitmqctl list_queues` is up to five seconds old. Nil if the broker does not answer.
    func totals() async -> [String: Int]? {
        var totals: [String: Int] = [:]
        for stage in Stage.allCases {
            let queue = stage.workQueue
            let answer = try? await broker.evaluate(
                """
                {ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"\(queue)">>)), \
                {ok, {_, Total}, _} = ra:leader_query(amqqueue:get_pid(Q), fun rabbit_fifo:query_messages_total/1), \
                Total
                """)
            guard let total = answer.flatMap({ Int($0) }) else { return nil }
            totals[queue] = total
        }
        return totals
    }

    /// Ready and unacknowledged messages in the form of `rabbitmqctl list_queues`, for people.
    func listing() async -> String {
        (try? await broker.control(["list_queues", "name", "messages_ready", "messages_unacknowledged", "consumers"]))
            ?? "the broker does not answer"
    }

    /// The dead letters of all stages, without their bodies.
    func deadLetters() async throws -> [DeadLetter] {
        let browser = try await RabbitMQBrowser.connect(try RabbitMQConfiguration(url: broker.url))
        var letters: [DeadLetter] = []
        for stage in Stage.allCases {
            let queue = stage.deadLetterQueue
            try await browser.browse(queue, maximumBodyBytes: 0) {
                letters.append(DeadLetter($0, stage: stage))
                return .keep
            }
        }
        await browser.close()
        return letters
    }
}

/// The properties of a dead letter, from its headers.
struct DeadLetter: Sendable, Hashable {
    let stage: Stage
    let id: String
    let reason: String
    /// The source that its headers name.
    let source: String?
    let records: Int
    /// Whether the letter names a source that it does not belong to.
    var isForged: Bool { id == HostileMessage.name }

    init(_ message: BrowsedMessage, stage: Stage) {
        self.stage = stage
        id = message.id
        reason = message.headers[MessageHeader.reason]?.text ?? "without a reason"
        source = message.headers[MessageHeader.source]?.text
        records = message.headers[MessageHeader.records].flatMap { Int($0.text) } ?? 0
    }
}

extension HeaderValue {
    fileprivate var text: String {
        switch self {
        case .string(let text): text
        case .integer(let number): "\(number)"
        }
    }
}
