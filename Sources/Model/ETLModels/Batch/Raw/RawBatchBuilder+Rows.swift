// Rows of values: begin a row, append a value or null for each column that rows have, and end it.
extension RawBatchBuilder {
    /// Begins a row.
    public mutating func beginRow() { rows.begin(isCut: false) }

    /// Begins the row again that was too long: its texts are cut, and it is a reject.
    public mutating func beginCutRow() {
        rows.remove()
        rows.begin(isCut: true)
    }

    /// What became of a row.
    public enum RowEnding: Sendable {
        /// It is in the batch, with as many bytes of values.
        case taken(Int)
        /// It belongs into the next batch.
        case noRoom
        /// It is too long: begin it again.
        case tooLong
    }

    /// Ends a row.
    ///
    /// - Parameter isCut: whether it is written again.
    public mutating func endRow(isCut: Bool = false) -> RowEnding {
        guard hasRoom(for: min(rows.size, limits.recordBytes)) else {
            rows.remove()
            return .noRoom
        }
        guard isCut || rows.size <= limits.recordBytes else { return .tooLong }
        rows.end()
        addRow(of: rows.size)
        return .taken(rows.size)
    }

    /// Appends a null.
    public mutating func appendNull() { rows.null() }

    /// Appends what the row before has: its value, or null if that was empty or NaN.
    ///
    /// - Returns: false if the value itself has to be appended.
    public mutating func appendAgain() -> Bool { rows.again() }

    /// Appends text; an empty one is null.
    public mutating func append(text: RawSpan) {
        text.isEmpty ? rows.null() : rows.append(text: text)
    }

    /// Appends bytes; none are null.
    public mutating func append(bytes: RawSpan) {
        bytes.isEmpty ? rows.null() : rows.append(bytes: bytes)
    }

    /// Appends a number.
    public mutating func append(number: Int64) { rows.append(magnitude: number.magnitude, isNegative: number < 0) }

    /// Appends a number without a sign.
    public mutating func append(number: UInt64) { rows.append(magnitude: number, isNegative: false) }

    /// Appends a number of any size, the most significant byte first; no bytes are null.
    ///
    /// - Parameter isSigned: whether the digits are a two's complement.
    public mutating func append(bigEndian digits: RawSpan, isSigned: Bool) {
        guard !digits.isEmpty else { return rows.null() }
        rows.append(digits: digits, isSigned: isSigned, isReversed: false)
    }

    /// Appends a number of any size without a sign, the least significant byte first.
    public mutating func append(littleEndian digits: RawSpan) {
        rows.append(digits: digits, isSigned: false, isReversed: true)
    }

    /// Appends seconds, or fractions of them, since 1970-01-01 00:00:00 UTC.
    public mutating func append(timestamp: Int64) {
        rows.beginValue()
        rows.bytes.append(timestamp)
        rows.endValue()
    }

    /// Appends the 12 bytes of a timestamp.
    public mutating func append(int96: RawSpan) {
        precondition(int96.byteCount == 12, "an INT96 has 12 bytes")
        rows.beginValue()
        rows.bytes.append(few: int96)
        rows.endValue()
    }

    /// Appends a floating-point number.
    public mutating func append(real: Double) {
        rows.beginValue()
        rows.bytes.append(real.bitPattern)
        rows.endValue()
    }
}
