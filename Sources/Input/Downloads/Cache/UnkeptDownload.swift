/// A link that is downloaded again, because the cache could not keep its first download.
package struct UnkeptDownload: Sendable {
    /// The source's name.
    package let source: String
    /// Why it is not kept. Contains no secret.
    package let reason: String
}
