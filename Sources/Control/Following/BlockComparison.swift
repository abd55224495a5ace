/// A block whose stored transfers are not those of the chain.
package struct BlockDifference: Sendable, Hashable {
    package let block: UInt64
    /// The transfers of the chain that are not stored.
    package var missing = 0
    /// The stored transfers that the chain has not.
    package var extra = 0
    /// The stored transfers that the chain has with other values.
    package var changed = 0
}

/// Compares stored transfers with those of a chain.
struct BlockComparison {
    /// The places of the fields of a line that identify a transfer: the log's index, and the block's number.
    private static let (indexField, blockField) = (5, 6)

    private struct Key: Hashable {
        let block: UInt64
        let index: UInt64
    }

    /// Compares lines of CSV in the columns of ethereum-etl's streams. A stored field that is empty says nothing.
    ///
    /// - Returns: the blocks that differ, in their order.
    static func differences(stored: [String], chain: [String]) -> [BlockDifference] {
        var rest = lines(stored)
        var found: [UInt64: BlockDifference] = [:]
        func note(_ block: UInt64, _ count: WritableKeyPath<BlockDifference, Int>) {
            found[block, default: BlockDifference(block: block)][keyPath: count] += 1
        }
        for (key, fields) in lines(chain) {
            guard let own = rest.removeValue(forKey: key) else {
                note(key.block, \.missing)
                continue
            }
            if !zip(own, fields).allSatisfy({ $0.isEmpty || $0 == $1 }) { note(key.block, \.changed) }
        }
        for key in rest.keys { note(key.block, \.extra) }
        return found.values.sorted { $0.block < $1.block }
    }

    private static func lines(_ lines: [String]) -> [Key: [Substring]] {
        var found: [Key: [Substring]] = [:]
        for line in lines {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count > blockField, let index = UInt64(fields[indexField]),
                let block = UInt64(fields[blockField])
            else { continue }
            found[Key(block: block, index: index)] = fields
        }
        return found
    }
}
