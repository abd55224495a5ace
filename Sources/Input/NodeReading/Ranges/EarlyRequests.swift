internal import Downloads

/// Requests for logs that are on their way before they are needed: the node has work while the rows before are used. At most half
/// a megabyte of each answer waits.
struct EarlyRequests {
    /// A request, and what it is for.
    private struct Sent {
        let blocks: ClosedRange<UInt64>
        let request: PostedRequest
        /// Of the URL among all tries.
        let place: Int
    }

    /// Those of consecutive blocks.
    private var sent: [Sent] = []

    /// The most requests, beside the one whose answer is read.
    private static let most = 3

    /// The blocks of the request that begins with this one; nil if none does.
    func blocks(from next: UInt64) -> ClosedRange<UInt64>? {
        sent.first.flatMap { $0.blocks.lowerBound == next ? $0.blocks : nil }
    }

    /// Takes the request for these blocks to the URL that is asked. Forgets the others if there is none: they may be for too many.
    mutating func take(_ blocks: ClosedRange<UInt64>, _ asking: NodeAsking) -> PostedRequest? {
        guard let first = sent.first, first.blocks == blocks, first.place == asking.place else {
            sent = []
            return nil
        }
        return sent.removeFirst().request
    }

    mutating func removeAll() { sent = [] }

    /// Sends requests to the URL that is asked, as many as it may be sent at once.
    ///
    /// - Parameters:
    ///   - block: the last one that was asked for before.
    ///   - last: the last one to ask for.
    ///   - count: the blocks of a request.
    mutating func send(behind block: UInt64, to last: UInt64, by count: UInt64, _ asking: NodeAsking) {
        var end = sent.last?.blocks.upperBound ?? block
        while sent.count < Self.most, end < last {
            let blocks = end + 1...min(end + max(1, count), last)
            guard let request = try? asking.endpoint.sendAtOnce(.transfers(blocks)) else { return }
            sent.append(Sent(blocks: blocks, request: request, place: asking.place))
            end = blocks.upperBound
        }
    }
}
