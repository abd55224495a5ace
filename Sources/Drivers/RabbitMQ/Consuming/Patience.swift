/// How long deliveries wait for others to be handed out with.
package struct Patience: Sendable {
    /// The longest time without another delivery.
    package let silence: Duration
    /// The longest that a delivery waits.
    package let total: Duration

    package init(silence: Duration, total: Duration) {
        self.silence = silence
        self.total = total
    }

    /// What is here is handed out at once.
    package static let none = Patience(silence: .zero, total: .zero)
}
