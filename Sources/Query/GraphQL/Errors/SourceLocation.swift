/// A place in a document: a line and a column, both from 1.
///
/// Columns count Unicode scalars. Source: spec.graphql.org/October2021/#sec-Errors.
package struct SourceLocation: Sendable, Hashable {
    /// The line; a carriage return, a line feed or both end one.
    package var line: Int
    /// The column within the line.
    package var column: Int

    /// A place of a known line and column.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place of a byte offset in UTF-8 text.
    package init(of offset: Int, in bytes: [UInt8]) {
        var tracker = LocationTracker(bytes: bytes)
        self = tracker.location(offset)
    }
}

/// Computes the locations of ascending offsets with one pass over the text.
struct LocationTracker {
    let bytes: [UInt8]
    private var offset = 0
    private var current = SourceLocation(line: 1, column: 1)

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func location(_ target: Int) -> SourceLocation {
        let end = min(target, bytes.count)
        while offset < end {
            let byte = bytes[offset]
            offset += 1
            if byte == 0x0A || (byte == 0x0D && !(offset < bytes.count && bytes[offset] == 0x0A)) {
                current = SourceLocation(line: current.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80 {
                current.column += 1
            }
        }
        return current
    }
}
