/// Exponential backoff: each pause doubles the previous one up to a limit, minus a random part.
///
/// The random part keeps many services from reconnecting at the same instant.
package struct Backoff: Sendable {
    let initial: Duration
    let maximum: Duration
    private var attempts = 0

    package init(initial: Duration, maximum: Duration) {
        self.initial = initial
        self.maximum = maximum
    }

    /// The next pause: between half and the whole of `initial · 2ⁿ`, never above `maximum`.
    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        var ceiling = initial
        for _ in 0..<attempts where ceiling < maximum { ceiling *= 2 }
        ceiling = min(ceiling, maximum)
        attempts += 1
        return ceiling * Double.random(in: 0.5...1, using: &generator)
    }

    package mutating func next() -> Duration {
        var generator = SystemRandomNumberGenerator()
        return next(using: &generator)
    }

    /// Resets the pause after a success.
    package mutating func reset() {
        attempts = 0
    }
}
