/// A generated file, with the expected counts of a correct load into empty tables.
///
/// `records == loaded + duplicates + rejected`, always.
package struct SampleFile: Sendable, Equatable {
    /// The path: the directory as given, a slash, the name. A stream has both kinds in one file.
    package let path: String

    package let kind: SampleKind

    /// Size in bytes, the header included.
    package internal(set) var bytes = 0

    /// Records after the header, without blank lines.
    package internal(set) var records = 0

    /// Distinct keys among the valid records.
    package internal(set) var loaded = 0

    /// Valid records whose key an earlier record has: transfers with the same content, tokens with any content.
    package internal(set) var duplicates = 0

    /// Records that break a rule, and transfers that contradict an earlier one (``conflicts`` of them).
    package internal(set) var rejected = 0

    /// The part of ``rejected`` with the key of another transfer and other content.
    package internal(set) var conflicts = 0

    /// Valid records with a NUL or an invalid UTF-8 sequence in their text.
    package internal(set) var repaired = 0

    init(path: String, kind: SampleKind) {
        self.path = path
        self.kind = kind
    }
}
