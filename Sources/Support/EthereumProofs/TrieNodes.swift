/// The nodes of a Merkle-Patricia trie (yellow paper, appendix D) whose keys come in order: each is hashed as soon as no other key
/// can change it. No key may be the beginning of another.
struct TrieNodes {
    /// The digits of the last key, whose leaf waits for the next one, and its value.
    private var key: [UInt8] = []
    private var value: [UInt8] = []
    /// For each depth of the last key: the digits that a branch there has children for.
    private var children: [UInt16] = []
    /// The finished nodes without a parent, as a parent has them: a hash with its header, or less than 32 bytes as they are.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// A node in the making.
    private var node: [UInt8] = []

    /// Takes the next key and its value, whose memory is given back with other bytes.
    mutating func add(_ next: [UInt8], _ item: inout [UInt8]) {
        if !key.isEmpty { settle(before: next) }
        key = next
        swap(&value, &item)
    }

    /// Ends the trie.
    mutating func root() -> Digest256 {
        guard !key.isEmpty else { return OrderedTrie.emptyRoot }
        settle(before: [])
        // The root is a hash, however short its node is.
        return Keccak256.hash(node.span.bytes)
    }

    /// Makes the leaf of the last key, and all nodes above it that the next key does not share.
    private mutating func settle(before next: [UInt8]) {
        var depth = key.count
        var isLeaf = true
        while true {
            let shared = zip(next, key).prefix { $0 == $1 }.count
            let above = max(0, children.count - 1)
            let fork = max(above, shared)
            let hasParent = !next.isEmpty || !children.isEmpty
            while children.count <= fork { children.append(0) }
            children[fork] |= 1 << UInt16(key[fork])
            let path = (hasParent ? fork + 1 : fork)..<depth
            if isLeaf { addLeaf(path) } else if !path.isEmpty { addExtension(path) }
            isLeaf = false
            if above <= shared, !next.isEmpty { return }
            if hasParent { addBranch(children[fork]) }
            children.removeSubrange(fork...)
            if above == 0 { return }
            depth = fork
            while children.last == 0 { children.removeLast() }
        }
    }
}

extension TrieNodes {
    private mutating func addLeaf(_ path: Range<Int>) {
        let pathBytes = Self.packed(key[path], isLeaf: true)
        let first = value.first ?? 0
        let count = Self.size(pathBytes) + RLP.size(ofBytes: value.count, first: first)
        node.removeAll(keepingCapacity: true)
        RLP.appendHeader(ofList: count, to: &node)
        RLP.append(pathBytes.span.bytes, to: &node)
        RLP.appendHeader(ofBytes: value.count, first: first, to: &node)
        node += value
        push()
    }

    private mutating func addExtension(_ path: Range<Int>) {
        let pathBytes = Self.packed(key[path], isLeaf: false)
        let child = start(of: 1)..<bytes.count
        node.removeAll(keepingCapacity: true)
        RLP.appendHeader(ofList: Self.size(pathBytes) + child.count, to: &node)
        RLP.append(pathBytes.span.bytes, to: &node)
        node += bytes[child]
        pop(1)
        push()
    }

    private mutating func addBranch(_ digits: UInt16) {
        let count = digits.nonzeroBitCount
        // A child that is not there, and the value, are empty strings.
        let size = bytes.count - start(of: count) + 17 - count
        node.removeAll(keepingCapacity: true)
        RLP.appendHeader(ofList: size, to: &node)
        var child = ends.count - count
        for digit in 0..<16 {
            guard digits >> UInt16(digit) & 1 == 1 else {
                node.append(0x80)
                continue
            }
            node += bytes[(child == 0 ? 0 : ends[child - 1])..<ends[child]]
            child += 1
        }
        node.append(0x80)
        pop(count)
        push()
    }

    /// Where the last nodes without a parent begin.
    private func start(of count: Int) -> Int { ends.count == count ? 0 : ends[ends.count - count - 1] }

    private mutating func pop(_ count: Int) {
        bytes.removeSubrange(start(of: count)...)
        ends.removeLast(count)
    }

    /// Finishes the node in the making.
    private mutating func push() {
        if node.count < 32 {
            bytes += node
        } else {
            bytes.append(0xA0)
            Keccak256.hash(node.span.bytes).append(to: &bytes)
        }
        ends.append(bytes.count)
    }

    /// Digits as bytes, with a flag for leaves and one for an odd number (hex prefix).
    private static func packed(_ digits: ArraySlice<UInt8>, isLeaf: Bool) -> [UInt8] {
        let isOdd = digits.count % 2 == 1
        var rest = digits
        var packed: [UInt8] = [(isLeaf ? 0x20 : 0) | (isOdd ? 0x10 | (rest.popFirst() ?? 0) : 0)]
        while let high = rest.popFirst(), let low = rest.popFirst() { packed.append(high << 4 | low) }
        return packed
    }

    private static func size(_ bytes: [UInt8]) -> Int { RLP.size(ofBytes: bytes.count, first: bytes.first ?? 0) }
}
