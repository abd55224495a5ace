/// Why a text is not JSON, or exceeds a limit.
package struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    package var message: String
    /// The byte at fault.
    package var offset: Int
}
