/// The lines of a record in the text of its file.
public struct LineSpan: Hashable, Sendable {
    /// The number of the record's first line, where the file's first is 1; 0 if unknown.
    public let first: UInt64
    /// The number of its lines; 0 if unknown.
    public let count: UInt32

    /// Names the lines.
    @inlinable
    public init(first: UInt64, count: UInt32) {
        self.first = first
        self.count = count
    }

    /// The lines of a record whose place nobody noted.
    @inlinable public static var unknown: LineSpan { LineSpan(first: 0, count: 0) }

    static var size: Int { 12 }
}

extension WireReader {
    mutating func lineSpan() throws(WireError) -> LineSpan {
        LineSpan(first: try integer(UInt64.self), count: try integer(UInt32.self))
    }
}

extension WireWriter {
    mutating func append(_ lines: LineSpan) {
        append(lines.first)
        append(lines.count)
    }
}
