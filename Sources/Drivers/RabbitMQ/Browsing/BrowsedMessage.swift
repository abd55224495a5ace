/// A message that a browser sees.
package struct BrowsedMessage: Sendable, Hashable {
    package let id: String
    /// Texts and whole numbers. Of an array of tables the fields of the first are here, as `x-death.time`.
    package let headers: [String: HeaderValue]
    /// Size of the body in bytes, whether it was kept or not.
    package let bodyBytes: Int
    /// nil if it is larger than was asked for.
    package let body: [UInt8]?
}

extension BrowsedMessage {
    init(_ content: Content) {
        self.init(
            id: content.header.id, headers: content.header.headers, bodyBytes: content.header.bodyBytes,
            body: content.bodyTooLarge == nil ? content.body : nil)
    }
}

/// The fate of a browsed message.
package enum BrowseDecision: Sendable, Hashable {
    /// It stays where it is.
    case keep
    /// It is deleted.
    case remove
    /// The broker takes this one into another queue, and only then deletes the browsed one.
    case move(Message, to: String)
}
