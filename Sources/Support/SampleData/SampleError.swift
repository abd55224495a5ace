/// A failure to write a sample.
package struct SampleError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure, for callers that decide by it.
    package enum Code: Sendable {
        /// A count or an interval is out of range: the caller's error.
        case invalidOptions

        /// The system refused to create or write a file.
        case fileNotWritten
    }

    package let code: Code

    /// One sentence with the error, its place and the remedy.
    package let description: String
}
