import Synchronization

/// Asks a repeated look to read the dead letters again, although their number is the same.
package final class LetterRenewal: Sendable {
    private let isWanted = Atomic(false)

    package init() {}

    /// The next look reads them.
    package func ask() { isWanted.store(true, ordering: .relaxed) }

    /// Whether somebody has asked since the last call.
    func take() -> Bool { isWanted.exchange(false, ordering: .relaxed) }
}
