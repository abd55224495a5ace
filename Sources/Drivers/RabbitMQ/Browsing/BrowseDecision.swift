/// What becomes of a message that was looked at.
package enum BrowseDecision: Sendable, Hashable {
    /// It stays where it is.
    case keep
    /// It is deleted.
    case remove
    /// The broker takes this one into another queue, and only then deletes the one that was looked at.
    case move(Message, to: String)
}
