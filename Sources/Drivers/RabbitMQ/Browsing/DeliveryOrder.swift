/// Finds out whether a pass that was cut off has turned the queue.
///
/// What a consumer gives back goes behind all that was ever given back. So the messages of a queue whose passes
/// were all complete have come back no more often than those before them; if a pass has ended halfway, the queue is in two parts, and those
/// of the second have come back once more.
struct DeliveryOrder {
    private var count = 0
    private var first = 0
    private var last = 0
    private var seam: Int?
    private var seams = 0

    /// Takes the next message of the queue into account.
    mutating func note(_ returns: Int) {
        if count == 0 {
            first = returns
        } else if returns > last {
            seam = count
            seams += 1
        }
        last = returns
        count += 1
    }

    /// The number of messages before the true first one; 0 when the queue is in order, or no turning brings it there.
    var turned: Int { seams == 1 && last >= first ? seam ?? 0 : 0 }
}

extension BrowsedMessage {
    /// How often it was delivered and came back, passes included. RabbitMQ 4.3 counts that in a header of its own.
    var returns: Int {
        ["x-delivery-count", "x-acquired-count"].map { name in
            guard case .integer(let count) = headers[name] else { return 0 }
            return Int(clamping: count)
        }.reduce(0, max)
    }
}
