internal import EthereumProofs
internal import SourceDescriptions

/// The headers of a range from a block to its end, each proven by the next: its fields hash to what that names as its parent, and
/// those of the last to the hash in the range's name. So it does not matter which URL has answered.
struct ProvenHeaders {
    private let blocks: Range<UInt64>
    /// From the last block downwards.
    private var proven: [ProvenBlock] = []
    /// The hash of the block that comes next.
    private var nextHash: HexWords

    /// The headers that are asked for at the same time.
    private static let window = 8

    /// - Parameter first: the first block whose header is needed.
    init(_ range: NodeRange, from first: UInt64) {
        blocks = first..<max(first, range.blocks.upperBound + 1)
        // The name of a range has valid hashes only; nothing has the hash zero.
        nextHash = HexWords(hash: "0x" + range.lastHash) ?? HexWords(0, 0, 0, 0)
    }

    /// Whether all headers are there.
    var isComplete: Bool { proven.count == blocks.count }

    /// The number behind the last block.
    var end: UInt64 { blocks.upperBound }

    /// The header of a block; nil before it is proven.
    subscript(number: UInt64) -> ProvenBlock? {
        guard blocks.contains(number), blocks.upperBound - 1 - number < proven.count else { return nil }
        return proven[Int(blocks.upperBound - 1 - number)]
    }

    /// Asks for some more. Those that are proven stay when a later one is not.
    mutating func extend(from endpoint: NodeEndpoint) throws(NodeFailure) {
        let top = blocks.upperBound - UInt64(proven.count)
        let numbers = (max(blocks.lowerBound, top - min(top, UInt64(Self.window)))..<top).reversed()
        let posted = try numbers.map { number throws(NodeFailure) in
            try endpoint.send(.header(.number(number)))
        }
        for (number, request) in zip(numbers, posted) {
            let block: ProvenBlock = try endpoint.header(number, in: try endpoint.value(of: request))
            guard block.claimedHash == nextHash else {
                throw .wrongAnswer(
                    "the node has 0x\(block.claimedHash.digits) as block \(number), and the range's history 0x\(nextHash.digits)"
                )
            }
            guard block.hash == nextHash else {
                throw .unprovable("the fields of the header of block \(number) do not hash to its hash")
            }
            proven.append(block)
            nextHash = block.parentHash
        }
    }
}

extension NodeEndpoint {
    /// Asks for a header with what a proof needs. Its hash is that of its fields, and not compared with anything.
    func provenBlock(_ number: UInt64) throws(NodeFailure) -> ProvenBlock {
        try header(number, in: try value(.header(.number(number))))
    }
}
