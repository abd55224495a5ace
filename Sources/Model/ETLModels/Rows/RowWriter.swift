/// Writes rows of values one after another. A value that equals the one of the row before takes two bits.
///
/// What is written depends on the values alone, so that the same rows always make the same bytes.
struct RowWriter: ~Copyable {
    /// The batch; the rows follow what is there already.
    var bytes: WireWriter
    /// The bytes of the row's values, also of those that are repeated.
    private(set) var size = 0
    private let columns: Int
    /// The bytes of values from which on a row is too long, so that no more is written.
    private let limit: Int
    private let codeBytes: Int
    /// The column of the next value.
    private var column = 0
    private var codes: UInt64 = 0
    /// The offset of the row, and of the value that is being written.
    private var row = 0
    private var start = 0
    private var isCut = false
    /// For each column, the last value that may be repeated: where it is in the batch, and its size.
    private var last = InlineArray<32, Place>(repeating: Place.none)
    /// A bit for each column that is null in the row before.
    private var nulls: UInt32 = 0

    private struct Place {
        var start: Int
        var size: Int

        static var none: Place { Place(start: 0, size: 0) }
    }

    /// The most bytes of a text that a row which is too long keeps.
    private static let keptBytes = 100

    /// - Parameters:
    ///   - bytes: the batch up to its first row.
    ///   - columns: the number of columns that rows have, at most ``ValueStorage/columnLimit``.
    ///   - limit: the most bytes of a row's values.
    init(behind bytes: consuming WireWriter, columns: Int, limit: Int) {
        self.bytes = bytes
        self.columns = columns
        self.limit = limit
        codeBytes = Self.codeBytes(columns)
    }

    /// Starts again, without a previous row.
    mutating func reset() {
        last = InlineArray(repeating: Place.none)
        nulls = 0
    }

    /// The bytes of the codes of a row.
    static func codeBytes(_ columns: Int) -> Int { (2 * columns + 7) / 8 }

    /// Begins a row.
    ///
    /// - Parameter isCut: whether the row is too long, and keeps only the beginnings of its texts.
    mutating func begin(isCut: Bool) {
        self.isCut = isCut
        row = bytes.position
        (size, column, codes) = (0, 0, 0)
        bytes.append(isCut ? RawBatchBuilder.code(of: .tooLong) : 0)
        // At the end, the codes take the place.
        bytes.append(UInt64(0), bytes: codeBytes)
    }

    /// Ends a row, which has a value or null for each column.
    mutating func end() {
        precondition(column == columns, "a row has a value for each column")
        codes <<= 64 - 2 * UInt64(columns)
        for offset in 0..<codeBytes {
            bytes.replace(UInt8(truncatingIfNeeded: codes >> (56 - 8 * UInt64(offset))), at: row + 1 + offset)
        }
    }

    /// Removes the row that was begun last. If it is written again, the batch must be another, or the row cut.
    mutating func remove() {
        bytes.position = row
        reset()
    }

    /// Writes a null.
    @inline(__always)
    mutating func null() {
        nulls |= 1 << UInt32(truncatingIfNeeded: column)
        end(FieldCode.null)
    }

    /// Writes again what the row before has, which may be null.
    ///
    /// - Returns: false if there is no such row, or its value is too long to be repeated.
    @inline(__always)
    mutating func again() -> Bool {
        if nulls & 1 << UInt32(truncatingIfNeeded: column) != 0 {
            null()
            return true
        }
        guard last[column].size > 0 else { return false }
        size += last[column].size
        end(FieldCode.repeated)
        return true
    }

    @inline(__always)
    private mutating func end(_ code: UInt32) {
        codes = codes << 2 | UInt64(code)
        column += 1
    }

    /// Begins a value.
    @inline(__always)
    mutating func beginValue() { start = bytes.position }

    /// Ends a value.
    @inline(__always)
    mutating func endValue() {
        nulls &= ~(1 << UInt32(truncatingIfNeeded: column))
        let count = bytes.position - start
        let place = last[column]
        if count == place.size, bytes.repeats(place.start, from: start, width: count) {
            bytes.position = start
            size += count
            return end(FieldCode.repeated)
        }
        // What is left of a value in a row that is too long is not the value.
        last[column] = count <= FieldCode.repeatLimit && !isCut ? Place(start: start, size: count) : .none
        size += count
        end(FieldCode.value)
    }
}

extension RowWriter {
    /// Writes text, which is not empty. Long lower-case hex digits after `0x` take half of their text.
    mutating func append(text: RawSpan) {
        let count = text.byteCount
        guard isCut || size + count / 2 <= limit else { return pass(count) }
        beginValue()
        if count >= 2 + 2 * HexRun.minimum, count & 1 == 0, text.hasHexPrefix {
            let bytesOfDigits = count / 2 - 1
            let kept = isCut ? min(bytesOfDigits, Self.keptBytes) : bytesOfDigits
            bytes.append(varint: UInt64(kept) << 1 | 1)
            if HexRun.packIfDigits(text, from: 2, count: kept, into: &bytes) { return endValue() }
            bytes.position = start
        }
        appendPlain(text)
    }

    /// Writes bytes, of which there is one at least.
    @inline(__always)
    mutating func append(bytes value: RawSpan) {
        guard isCut || size + value.byteCount <= limit else { return pass(value.byteCount) }
        beginValue()
        appendPlain(value)
    }

    /// Counts a value with which the row is too long. It is not written, because it may be of any size.
    private mutating func pass(_ count: Int) {
        size += max(count, limit)
        last[column] = .none
        end(FieldCode.null)
    }

    @inline(__always)
    private mutating func appendPlain(_ value: RawSpan) {
        let kept = isCut ? min(value.byteCount, Self.keptBytes) : value.byteCount
        bytes.append(varint: UInt64(kept) << 1)
        bytes.append(few: value.extracting(0..<kept))
        endValue()
    }

    /// Writes a number.
    @inline(__always)
    mutating func append(magnitude: UInt64, isNegative: Bool) {
        beginValue()
        let count = (64 - magnitude.leadingZeroBitCount + 7) / 8
        bytes.append(UInt8(truncatingIfNeeded: count) | (isNegative ? NumberHead.sign : 0))
        bytes.append(magnitude, bytes: count)
        endValue()
    }

    /// Writes a number of any size. Of one with more than ``ValueStorage/numberLimit`` bytes, which is too large for every field, only
    /// the first ones are kept.
    ///
    /// - Parameters:
    ///   - isSigned: whether the digits are a two's complement.
    ///   - isReversed: whether the least significant byte is first.
    mutating func append(digits: RawSpan, isSigned: Bool, isReversed: Bool) {
        beginValue()
        // Bytes that only repeat the sign are no part of the number.
        let digits = digits.extracting(
            droppingFirst: isSigned ? digits.signExtension : 0
        ).extracting(first: ValueStorage.numberLimit)
        let count = digits.byteCount
        func byte(_ rank: Int) -> UInt8 {
            digits.unsafeLoad(fromByteOffset: isReversed ? count - 1 - rank : rank, as: UInt8.self)
        }
        if isSigned, count > 0, byte(0) & 0x80 != 0 {
            appendNegative(count, byte)
        } else {
            var first = 0
            while first < count, byte(first) == 0 { first += 1 }
            bytes.append(UInt8(truncatingIfNeeded: count - first))
            for rank in first..<count { bytes.append(byte(rank)) }
        }
        endValue()
    }

    /// Appends the magnitude of a negative number: its bits inverted, plus one.
    private mutating func appendNegative(_ count: Int, _ byte: (Int) -> UInt8) {
        var magnitude = (0..<count).map { ~byte($0) }
        for rank in magnitude.indices.reversed() {
            magnitude[rank] &+= 1
            if magnitude[rank] != 0 { break }
        }
        let significant = magnitude.drop { $0 == 0 }
        bytes.append(UInt8(truncatingIfNeeded: significant.count) | NumberHead.sign)
        for byte in significant { bytes.append(byte) }
    }
}

/// The byte before a number's bytes: how many these are, and whether it is negative.
enum NumberHead {
    static let sign: UInt8 = 0x80
}

extension RawSpan {
    /// The number of bytes at the start of a two's complement that only repeat the sign of the byte behind them.
    fileprivate var signExtension: Int {
        var count = 0
        while count + 1 < byteCount {
            let byte = unsafeLoad(fromByteOffset: count, as: UInt8.self)
            let isNegative = unsafeLoad(fromByteOffset: count + 1, as: UInt8.self) & 0x80 != 0
            guard byte == (isNegative ? 0xFF : 0) else { return count }
            count += 1
        }
        return count
    }

    /// Whether it begins with `0x`; it has two bytes or more.
    @inline(__always)
    fileprivate var hasHexPrefix: Bool {
        unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self).bigEndian == 0x3078
    }
}
