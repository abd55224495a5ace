/// A file that was written, and what a correct load of it into empty tables must count.
///
/// `records == loaded + duplicates + rejected`, always.
package struct SampleFile: Sendable, Equatable {
    /// Where the file is: the directory as it was given, a slash, the name. Of a stream, both kinds are in one file.
    package let path: String

    package let kind: SampleKind

    /// Size in bytes, the header included.
    package internal(set) var bytes = 0

    /// Records after the header; blank lines are none.
    package internal(set) var records = 0

    /// Distinct keys among the valid records.
    package internal(set) var loaded = 0

    /// Valid records of a key that an earlier record has: for transfers with the same content, for tokens with any.
    package internal(set) var duplicates = 0

    /// Records that break a rule, and transfers that contradict an earlier one (``conflicts`` of them).
    package internal(set) var rejected = 0

    /// The part of ``rejected`` that has the key of another transfer with other content.
    package internal(set) var conflicts = 0

    /// Valid records with a NUL or an invalid UTF-8 sequence in their text.
    package internal(set) var repaired = 0

    init(path: String, kind: SampleKind) {
        self.path = path
        self.kind = kind
    }
}
