/// Finds the ends of records. Each format has a scanner, which sees only the text, never the file.
///
/// The scanner resumes where the text ran out, so that it scans every byte once, in any portions.
package protocol RecordScanner {
    /// Whether a record ends with a line. Otherwise line ends may be anywhere, or nowhere.
    static var recordsAreLines: Bool { get }

    /// Where the scanner resumes; the caller must keep the text from here on.
    var position: Int { get }

    /// Starts with the record whose first byte is at `offset`.
    mutating func begin(at offset: Int)

    /// Scans to the end of the record.
    ///
    /// - Parameters:
    ///   - text: the buffered text of the source; begins where it began in the last call, less the ``shift(by:)`` since.
    ///   - count: how many bytes of it are text.
    ///   - isComplete: whether the source ends where the text ends.
    /// - Returns: the end; nil if it is not within the text. Never nil if the text is complete and has no ``fault``.
    mutating func scan(_ text: [UInt8], count: Int, isComplete: Bool) -> RecordEnd?

    /// Why nothing behind the start of the record can be read; nil until the scanner comes to such a place.
    var fault: RecordFault? { get }

    /// Records that the caller moved the text from ``position`` on towards the front.
    mutating func shift(by distance: Int)

    /// The offset of the last quote that opened a quoted field; of a moved text it may be negative. −1 if there is none.
    var lastQuote: Int { get }
}

extension RecordScanner {
    package static var recordsAreLines: Bool { true }
    package var fault: RecordFault? { nil }
    package var lastQuote: Int { -1 }
}

/// A fault of a source's text, after which no record can be found.
package struct RecordFault: Sendable {
    /// The fault as text.
    package let what: StaticString
    /// The bytes from the start of the record, or of what is between two records, to the fault.
    package let distance: Int
    /// Whether it is in a record, and not between two.
    package let isInRecord: Bool
}

/// Where a record ends.
package struct RecordEnd {
    /// The offset after the record's last byte, the line end not counted.
    package let end: Int
    /// The offset after the line end: where the next record may start.
    package let next: Int
    /// Whether a quoted field was still open when the source ended.
    package let isUnclosed: Bool
    /// Whether the record has no line ends in it, and no open field.
    package let isPlain: Bool

    package init(end: Int, next: Int, spansLines: Bool = false, isUnclosed: Bool = false) {
        self.end = end
        self.next = next
        isPlain = !spansLines && !isUnclosed
        self.isUnclosed = isUnclosed
    }
}
