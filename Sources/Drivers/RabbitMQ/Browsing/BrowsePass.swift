internal import Failpoints

/// One pass over the messages of a queue, in their order.
///
/// The pass holds messages that stay until the channel closes for any reason. Then they return to their places: a
/// quorum queue returns a consumer's messages in delivery order. It takes up to 32 consumers of a channel in the order
/// of their tags. A pass never has more, because Erlang sorts the keys of a map up to that number only. With basic.get,
/// each message would count as a consumer of its own.
struct BrowsePass {
    let queue: String
    let limit: Duration
    /// The number of remaining messages: messages that arrive meanwhile can be the same again.
    private var remaining: Int
    private var traffic: ChannelTraffic
    private var consumers = 0
    /// The number of further messages that the newest consumer can hold.
    private var room = 0

    private static let mostConsumers = 32

    init(
        _ queue: String, count: Int, maximumBodyBytes: Int, large: LargeBodies?, limit: Duration, endpoint: String,
        stop: ConnectionStop
    ) {
        self.queue = queue
        self.limit = limit
        remaining = count
        traffic = ChannelTraffic(
            maximumBodyBytes: maximumBodyBytes, endpoint: endpoint, large: large, stop: stop)
    }

    /// Browses the messages, and carries out each decision.
    ///
    /// - Parameter onMove: called when the broker has stored a moved message.
    /// - Returns: the number of messages removed, and the number that another pass must hold and return to restore the
    ///   queue's order.
    mutating func run(
        on connection: inout AMQPConnection, onMove: () -> Void,
        _ decide: (BrowsedMessage) throws -> BrowseDecision
    ) throws -> (removed: Int, turned: Int) {
        connection.purpose = "browse queue \(queue)"
        try connection.selectConfirms(within: limit)
        var removed = 0
        var order = DeliveryOrder()
        while remaining > 0 {
            if room == 0 { try addConsumer(on: &connection) }
            let (tag, content) = try traffic.next(on: &connection, within: limit)
            remaining -= 1
            let message = BrowsedMessage(content)
            switch try decide(message) {
            case .keep:
                room -= 1
                order.note(message.returns)
                continue
            case .remove: break
            case .move(let message, let target):
                try traffic.publish(message, to: target, on: &connection)
                onMove()
            }
            Failpoint.pass(.afterConfirmBeforeAck)
            try connection.acknowledge(tag)
            removed += 1
        }
        return (removed, order.turned)
    }

    /// Ends the pass and returns the messages it holds.
    mutating func end(on connection: inout AMQPConnection) throws(RabbitMQError) {
        if consumers > 0 { try traffic.cancel(Self.tag(consumers), on: &connection, within: limit) }
        try connection.reopenChannel(closedByBroker: false, within: limit)
    }

    /// Requests more deliveries: one by one while nothing stays, else enough at a time for the remaining consumers to
    /// suffice.
    private mutating func addConsumer(on connection: inout AMQPConnection) throws(RabbitMQError) {
        let left = Self.mostConsumers - consumers
        let share = consumers == 0 ? 1 : (remaining + left - 1) / max(1, left)
        consumers += 1
        room = min(share, remaining, Int(UInt16.max))
        guard left > 0 else {
            throw RabbitMQError(
                .protocolError,
                "queue \(queue) has too many messages to browse all: browse another queue, or move or remove most of them"
            )
        }
        try connection.consume(
            queue: queue, tag: Self.tag(consumers), prefetch: UInt16(clamping: room), within: limit)
    }

    /// A tag that sorts like its number.
    private static func tag(_ number: Int) -> String { "look-\(number + 100)" }
}
