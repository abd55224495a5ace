/// Why a sample could not be written.
package struct SampleError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Kinds of failure, for callers that treat them differently.
    package enum Code: Sendable {
        /// A count or an interval is negative or zero where it must not be; the caller's fault.
        case invalidOptions

        /// The system refused to create or write a file.
        case fileNotWritten
    }

    package let code: Code

    /// One sentence that says what failed, where, and what to do.
    package let description: String
}
