/// A message that was looked at and left where it was.
package struct BrowsedMessage: Sendable, Hashable {
    package let id: String
    package let headers: [String: HeaderValue]
    /// Size of the body in bytes, whether it was read or not.
    package let bodyBytes: Int
    /// nil if only the headers were asked for.
    package let body: [UInt8]?
}
