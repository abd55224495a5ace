/// A hash table of rows by their keys, with open addressing. A row is its number.
struct KeyTable {
    /// A row's number plus one; 0 for a free slot.
    private var slots: [UInt32]
    private let mask: Int

    /// - Parameter rows: the most rows that are added.
    init(rows: Int) {
        // At most half full.
        let size = 1 << (Int.bitWidth - max(rows * 2, 16).leadingZeroBitCount)
        slots = Array(repeating: 0, count: size)
        mask = size - 1
    }

    /// The row with a key.
    func row(with key: RawSpan, among rows: EncodedRows) -> Int? {
        let slot = slots[slot(of: key, among: rows)]
        return slot == 0 ? nil : Int(slot) - 1
    }

    /// Adds a row, unless the table has one with its key.
    ///
    /// - Returns: the row that has the key already.
    mutating func add(_ row: Int, of rows: EncodedRows) -> Int? {
        let place = slot(of: rows.key(of: row), among: rows)
        guard slots[place] == 0 else { return Int(slots[place]) - 1 }
        slots[place] = UInt32(row + 1)
        return nil
    }

    /// The slot that has a key, or would get it.
    private func slot(of key: RawSpan, among rows: EncodedRows) -> Int {
        var slot = Self.hash(key) & mask
        while slots[slot] != 0, !RowFields.areEqual(rows.key(of: Int(slots[slot]) - 1), key) {
            slot = (slot + 1) & mask
        }
        return slot
    }

    /// Mixes words of eight bytes; the last word overlaps the one before. A key has more bytes than that.
    static func hash(_ key: RawSpan) -> Int {
        var hash: UInt64 = 0
        var offset = 0
        while true {
            let word = key.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            hash = product.high ^ product.low
            guard offset < key.byteCount - 8 else { return Int(truncatingIfNeeded: hash) }
            offset = min(offset + 8, key.byteCount - 8)
        }
    }
}
