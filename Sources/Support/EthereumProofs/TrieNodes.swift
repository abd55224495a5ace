/// The nodes of a Merkle-Patricia trie (yellow paper, appendix D) whose keys come in order: each is hashed as soon as no other key
/// can change it. No key may be the beginning of another.
struct TrieNodes {
    /// The digits of the last key, whose leaf waits for the next one, and its value.
    private var key: [UInt8] = []
    private var value: [UInt8] = []
    /// Where the value begins in its bytes.
    private var valueStart = 0
    /// For each depth of the last key: the digits that a branch there has children for.
    private var children: [UInt16] = []
    /// The finished nodes without a parent, as a parent has them: a hash with its header, or less than 32 bytes as they are.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// A node in the making.
    private var node: [UInt8] = []
    /// The hash of the last node; nil if it is short.
    private var lastHash: Digest256?

    /// Takes the next key and its value, whose memory is given back with other bytes.
    mutating func add(_ next: [UInt8], _ item: inout [UInt8], from start: Int) {
        if !key.isEmpty { settle(before: next) }
        (key, valueStart) = (next, start)
        swap(&value, &item)
    }

    /// Ends the trie.
    mutating func root() -> Digest256 {
        guard !key.isEmpty else { return OrderedTrie.emptyRoot }
        settle(before: [])
        // The root is a hash, however short its node is.
        return lastHash ?? Keccak256.hash(node.span.bytes)
    }

    /// Makes the leaf of the last key, and all nodes above it that the next key does not share.
    private mutating func settle(before next: [UInt8]) {
        var depth = key.count
        var isLeaf = true
        while true {
            let shared = Self.shared(next, key)
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
    /// The number of digits that two keys have in common at their beginning.
    private static func shared(_ key: [UInt8], _ other: [UInt8]) -> Int {
        let count = min(key.count, other.count)
        return (0..<count).first { key[$0] != other[$0] } ?? count
    }

    private mutating func addLeaf(_ path: Range<Int>) {
        let pathBytes = Self.packed(key[path], isLeaf: true)
        let rest = value[valueStart...]
        let first = rest.first ?? 0
        let count = Self.size(pathBytes) + RLP.size(ofBytes: rest.count, first: first)
        node.removeAll(keepingCapacity: true)
        RLP.appendHeader(ofList: count, to: &node)
        RLP.append(pathBytes.span.bytes, to: &node)
        RLP.appendHeader(ofBytes: rest.count, first: first, to: &node)
        guard node.count + rest.count >= 32 else {
            node += rest
            return push()
        }
        push(Keccak256.hash(node, rest.span.bytes))
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
        guard node.count < 32 else { return push(Keccak256.hash(node.span.bytes)) }
        bytes += node
        ends.append(bytes.count)
        lastHash = nil
    }

    private mutating func push(_ hash: Digest256) {
        bytes.append(0xA0)
        hash.append(to: &bytes)
        ends.append(bytes.count)
        lastHash = hash
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
