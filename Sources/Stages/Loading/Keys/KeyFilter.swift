import Synchronization

/// Remembers the keys of a kind that the process has stored, so that the search looks up these and few others.
///
/// It never misses a key, and takes some others for one: a Bloom filter, see https://doi.org/10.1145/362686.362692. Of a million keys in
/// a mebibyte, it takes 1 in 50 others for one of these. It starts over when half of its bits are set, after 1.4 million keys.
final class KeyFilter: Sendable {
    private static let bitsPerKey = 4

    private struct Bits {
        /// Empty before the first key.
        var words: [UInt64] = []
        var count = 0
    }

    private let bits = Mutex(Bits())
    private let words: Int

    /// - Parameter bytes: a power of two, from 8.
    init(bytes: Int = 1 << 20) {
        words = bytes / MemoryLayout<UInt64>.size
    }

    /// Remembers the keys of all rows.
    func add(_ rows: EncodedRows) {
        bits.withLock { bits in
            for row in 0..<rows.count {
                if 2 * bits.count >= 64 * words { bits = Bits() }
                if bits.words.isEmpty { bits.words = Array(repeating: 0, count: words) }
                forEachBit(of: rows.key(of: row)) { word, bit in
                    if bits.words[word] & bit == 0 { bits.count += 1 }
                    bits.words[word] |= bit
                    return true
                }
            }
        }
    }

    /// Divides rows into those whose keys the process may have stored, and others, each in their order.
    func divide(_ order: [Int], of rows: EncodedRows) -> (known: [Int], others: [Int]) {
        bits.withLock { bits in
            guard !bits.words.isEmpty else { return ([], order) }
            var (known, others): ([Int], [Int]) = ([], [])
            for row in order {
                let isKnown = forEachBit(of: rows.key(of: row)) { word, bit in bits.words[word] & bit != 0 }
                if isKnown { known.append(row) } else { others.append(row) }
            }
            return (known, others)
        }
    }

    /// Calls `body` with the bits of a key, until it returns false.
    ///
    /// - Returns: whether it has never done that.
    @discardableResult
    private func forEachBit(of key: RawSpan, _ body: (_ word: Int, _ bit: UInt64) -> Bool) -> Bool {
        let hash = UInt64(bitPattern: Int64(KeyTable.hash(key)))
        // Two halves of one hash make all places: https://doi.org/10.1002/rsa.20208.
        let (first, step) = (hash & 0xFFFF_FFFF, hash >> 32 | 1)
        for number in 0..<UInt64(Self.bitsPerKey) {
            let place = first &+ number &* step
            guard body(Int(place >> 6) & (words - 1), 1 << (place & 63)) else { return false }
        }
        return true
    }
}
