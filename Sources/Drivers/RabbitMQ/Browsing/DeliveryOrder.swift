/// Detects whether an interrupted pass has rotated the queue.
///
/// A returned message goes behind all messages that were ever returned. So if all passes were complete, a message was
/// returned no more often than those before it. If a pass ended halfway, the queue has two parts, and the messages of
/// the second were returned once more.
struct DeliveryOrder {
    private var count = 0
    private var first = 0
    private var last = 0
    private var seam: Int?
    private var seams = 0

    /// Considers the next message of the queue.
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

    /// The number of messages before the true first one; 0 if the queue is in order, or no rotation restores it.
    var turned: Int { seams == 1 && last >= first ? seam ?? 0 : 0 }
}

extension BrowsedMessage {
    /// The number of deliveries that were returned, passes included. RabbitMQ 4.3 counts these in a header of its own.
    var returns: Int {
        ["x-delivery-count", "x-acquired-count"].map { name in
            guard case .integer(let count) = headers[name] else { return 0 }
            return Int(clamping: count)
        }.reduce(0, max)
    }
}
