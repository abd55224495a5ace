/// The root of the Merkle-Patricia trie of a list: each item under the RLP of its number (yellow paper, section 4.3.2).
///
/// Takes the items in the order of the list, and holds two of them, and the hashes of at most sixteen nodes for each digit of a key.
package struct OrderedTrie {
    private var nodes = TrieNodes()
    private var count: UInt64 = 0
    /// The first item, and where it begins in its bytes. Its key comes behind that of item 127.
    private var first: (bytes: [UInt8], start: Int) = ([], 0)

    /// The number of items that come before the first one in the order of keys.
    private static let before: UInt64 = 0x80

    package init() {}

    /// Takes the next item.
    ///
    /// - Parameters:
    ///   - item: the bytes; afterwards others, whose memory can be used again.
    ///   - start: where the item begins in them.
    package mutating func append(_ item: inout [UInt8], from start: Int = 0) {
        let number = count
        count += 1
        guard number > 0 else {
            first.start = start
            return swap(&first.bytes, &item)
        }
        if number == Self.before { nodes.add(Self.key(0), &first.bytes, from: first.start) }
        nodes.add(Self.key(number), &item, from: start)
    }

    /// Ends the list.
    package mutating func root() -> Digest256 {
        if count > 0, count <= Self.before { nodes.add(Self.key(0), &first.bytes, from: first.start) }
        return nodes.root()
    }

    /// The root of an empty list.
    package static let emptyRoot = Digest256(
        0x56E8_1F17_1BCC_55A6, 0xFF83_45E6_92C0_F86E, 0x5B48_E01B_996C_ADC0, 0x0162_2FB5_E363_B421)

    /// The digits of a key.
    private static func key(_ number: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        RLP.append(number, to: &bytes)
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            digits.append(byte >> 4)
            digits.append(byte & 15)
        }
        return digits
    }
}
