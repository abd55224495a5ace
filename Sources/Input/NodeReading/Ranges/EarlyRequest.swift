internal import Downloads

/// A request for logs that is on its way before they are needed: the node has work while the rows before are used. At most half
/// a megabyte of the answer waits.
struct EarlyRequest {
    let blocks: ClosedRange<UInt64>
    private let request: PostedRequest
    /// Of the URL among all tries.
    private let place: Int
    private let sent = ContinuousClock.now

    /// Servers break an answer off that nobody reads. So an older one is asked for again.
    private static let longest = Duration.seconds(5)

    /// Sends it to the URL that is asked, if that may be sent a request at once.
    ///
    /// - Returns: nil if not. Whoever needs the logs asks then.
    init?(for blocks: ClosedRange<UInt64>, _ asking: NodeAsking) {
        guard let request = try? asking.endpoint.sendAtOnce(.transfers(blocks)) else { return nil }
        self.blocks = blocks
        self.request = request
        place = asking.place
    }

    /// The request, if it is for these blocks, to the URL that is asked, and not too old.
    func request(for blocks: ClosedRange<UInt64>, _ asking: NodeAsking) -> PostedRequest? {
        let isUsable = blocks == self.blocks && asking.place == place && .now - sent < Self.longest
        return isUsable ? request : nil
    }
}
