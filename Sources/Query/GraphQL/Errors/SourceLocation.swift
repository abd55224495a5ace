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
        var line = 1
        var column = 1
        var index = 0
        let end = min(offset, bytes.count)
        while index < end {
            let byte = bytes[index]
            index += 1
            if byte == 0x0A || (byte == 0x0D && !(index < bytes.count && bytes[index] == 0x0A)) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(line: line, column: column)
    }
}
