import Synchronization

/// The bytes of answers that have left the database and are not sent. Beyond a bound, no request is run.
final class ResponseBudget: Sendable {
    /// The most bytes, except for those of the requests that run.
    private let limit: Int
    private let held = Atomic<Int>(0)

    init(limit: Int = 12 << 20) {
        self.limit = limit
    }

    var isSpent: Bool { held.load(ordering: .relaxed) > limit }

    func take(_ bytes: Int) { held.wrappingAdd(bytes, ordering: .relaxed) }

    func give(_ bytes: Int) { held.wrappingSubtract(bytes, ordering: .relaxed) }
}
