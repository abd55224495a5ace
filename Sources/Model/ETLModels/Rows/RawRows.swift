/// The rows of a batch of values, read one at a time. No value is copied.
public struct RawRows: ~Copyable, ~Escapable {
    private var packed: WireReader
    private var rowsLeft: UInt32
    private var bytesLeft: Int
    private let storages: [(column: Int, storage: ValueStorage)]
    private let codeBytes: Int
    /// The values of the row, for each column of the source.
    private let places: UnsafeMutableBufferPointer<ValuePlace>
    /// For each column that rows have, the last value that may be repeated.
    private let last: UnsafeMutableBufferPointer<ValuePlace>

    /// - Parameter textBytes: the bytes of all values, as often as they occur.
    @_lifetime(copy packed)
    init(
        _ packed: WireReader, _ columns: [ValueStorage], count: UInt32, textBytes: UInt32
    ) throws(WireError) {
        guard textBytes <= BatchLimits.largestText else {
            throw .malformed("the batch has more bytes of values than the limit")
        }
        let storages = columns.enumerated().filter { $1.form != .absent }.map { (column: $0, storage: $1) }
        guard storages.count <= ValueStorage.columnLimit else { throw .malformed("the rows have too many columns") }
        self.packed = packed
        rowsLeft = count
        bytesLeft = Int(textBytes)
        self.storages = storages
        codeBytes = RowWriter.codeBytes(storages.count)
        places = .allocate(capacity: columns.count)
        last = .allocate(capacity: storages.count)
        for (index, storage) in columns.enumerated() { places.initializeElement(at: index, to: ValuePlace(storage)) }
        for (index, entry) in storages.enumerated() {
            last.initializeElement(at: index, to: ValuePlace(entry.storage))
        }
    }

    deinit {
        places.deallocate()
        last.deallocate()
    }

    /// The bytes of the batch that have not been read yet.
    public var remaining: Int { packed.remaining }

    /// The next row; nil after the last.
    ///
    /// - Throws: ``WireError`` if the row is missing, or bytes follow the last one.
    @_lifetime(&self)
    public mutating func next() throws(WireError) -> SourceRow? {
        guard rowsLeft > 0 else {
            guard packed.remaining == 0, bytesLeft == 0 else {
                throw .malformed("the bytes of the values differ from their stated number")
            }
            return nil
        }
        rowsLeft -= 1
        let head = try packed.integer(UInt8.self)
        guard head <= 1 else { throw .malformed("a row has an unknown defect") }
        var codes = try packed.integer(bytes: codeBytes) << (64 - 8 * UInt64(codeBytes))
        for index in storages.indices {
            try read(index, UInt32(truncatingIfNeeded: codes >> 62))
            codes <<= 2
        }
        guard codes == 0 else { throw .malformed("a row has more values than columns") }
        guard bytesLeft >= 0 else { throw .malformed("the bytes of the values differ from their stated number") }
        let span = Span(_unsafeElements: UnsafeBufferPointer(places))
        let row = SourceRow(packed.bytes, span, RawBatchBuilder.defect(of: head))
        return _overrideLifetime(row, borrowing: self)
    }

    @inline(__always)
    @_lifetime(self: copy self)
    private mutating func read(_ index: Int, _ code: UInt32) throws(WireError) {
        let (column, storage) = storages[index]
        switch code {
        case FieldCode.null: places[column].start = 0
        case FieldCode.value:
            let place = try packed.value(of: storage)
            places[column] = place
            last[index] = place
            if place.size > FieldCode.repeatLimit { last[index].start = 0 }
            bytesLeft -= Int(place.size)
        case FieldCode.repeated:
            guard !last[index].isNull else { throw .malformed("a row repeats a value that does not exist") }
            places[column] = last[index]
            bytesLeft -= Int(last[index].size)
        default: throw .malformed("a value has an unknown code")
        }
    }
}

extension WireReader {
    /// The place of the next value, whose bytes are checked against the end.
    @inline(__always)
    @_lifetime(self: copy self)
    fileprivate mutating func value(of storage: ValueStorage) throws(WireError) -> ValuePlace {
        var place = ValuePlace(storage)
        let start = position
        let count: Int
        switch storage.form {
        case .text, .bytes:
            let head = try varint()
            count = Int(head >> 1)
            place.isMarked = head & 1 == 1
            guard count > 0, !place.isMarked || storage.form == .text else {
                throw .malformed("a value has an unknown length")
            }
        case .number:
            let head = try integer(UInt8.self)
            count = Int(head & ~NumberHead.sign)
            place.isMarked = head & NumberHead.sign != 0
            guard try !startsWithZero(count), !place.isMarked || count > 0 else {
                throw .malformed("a number starts with a zero")
            }
        case .timestamp, .real: count = 8
        case .int96: count = 12
        case .absent: throw .malformed("a value has no storage")
        }
        place.start = UInt32(truncatingIfNeeded: position)
        _ = try bytes(count)
        place.end = UInt32(truncatingIfNeeded: position)
        place.size = UInt32(truncatingIfNeeded: position - start)
        return place
    }

    @inline(__always)
    private func startsWithZero(_ count: Int) throws(WireError) -> Bool {
        guard count > 0 else { return false }
        guard remaining > 0 else { throw .truncated }
        return bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self) == 0
    }
}
