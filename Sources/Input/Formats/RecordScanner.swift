/// Finds where records end. A format has one; it sees the text only, never the file.
///
/// The scanner goes on where it was when the text ran out, so that every byte is looked at once however the text
/// arrives.
package protocol RecordScanner {
    /// Where the scanner goes on; the text from here on must be kept.
    var position: Int { get }

    /// Starts with the record whose first byte is at `offset`.
    mutating func begin(at offset: Int)

    /// Goes on to the end of the record.
    ///
    /// - Parameters:
    ///   - text: what is there of the source; begins where it began in the last call, less what ``shift(by:)`` said.
    ///   - count: how many bytes of it are text.
    ///   - isComplete: whether the source ends where the text ends.
    /// - Returns: the end; nil when it is not within the text, never so when the text is complete.
    mutating func scan(_ text: [UInt8], count: Int, isComplete: Bool) -> RecordEnd?

    /// Takes note that the text from ``position`` on has moved towards the front.
    mutating func shift(by distance: Int)
}

/// Where a record ends.
package struct RecordEnd {
    /// The offset behind the record's last byte, the line end not counted.
    package let end: Int
    /// The offset behind the line end: where the next record may start.
    package let next: Int
    /// Whether a quoted field was still open when the source ended.
    package let isUnclosed: Bool

    package init(end: Int, next: Int, isUnclosed: Bool) {
        self.end = end
        self.next = next
        self.isUnclosed = isUnclosed
    }
}
