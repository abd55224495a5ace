import Synchronization

/// The bytes of responses that clients have not read yet. Beyond a bound, new requests are shed.
final class ResponseBudget: Sendable {
    /// The most bytes, except for those of the last response.
    private let limit: Int
    private let held = Atomic<Int>(0)

    init(limit: Int = 24 << 20) {
        self.limit = limit
    }

    var isSpent: Bool { held.load(ordering: .relaxed) > limit }

    func take(_ bytes: Int) { held.wrappingAdd(bytes, ordering: .relaxed) }

    func give(_ bytes: Int) { held.wrappingSubtract(bytes, ordering: .relaxed) }
}
