/// A message in a browsed queue.
package struct BrowsedMessage: Sendable, Hashable {
    package let id: String
    /// Texts and whole numbers. For an array of tables, the fields of the first, such as `x-death.time`.
    package let headers: [String: HeaderValue]
    /// Size of the body in bytes, kept or not.
    package let bodyBytes: Int
    /// nil if it is larger than the requested limit.
    package let body: [UInt8]?
    /// A larger body that the browser was asked to keep.
    package var largeBody: FileBody?
}

extension BrowsedMessage {
    init(_ content: Content) {
        self.init(
            id: content.header.id, headers: content.header.headers, bodyBytes: content.header.bodyBytes,
            body: content.bodyTooLarge == nil ? content.body : nil, largeBody: content.file)
    }

    /// A message whose body is still to come, and too large.
    init(_ header: ContentHeader) {
        self.init(id: header.id, headers: header.headers, bodyBytes: header.bodyBytes, body: nil)
    }
}

/// The fate of a browsed message.
package enum BrowseDecision: Sendable, Hashable {
    /// It stays where it is.
    case keep
    /// It is deleted.
    case remove
    /// The broker stores this message in another queue, and only then deletes the browsed one.
    case move(Message, to: String)
}
