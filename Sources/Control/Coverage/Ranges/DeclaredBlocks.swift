import SourceDescriptions

/// The blocks that the name of a file declares: those that its tool has read, whether they had records or not.
///
/// - `start_block=00000000/end_block=00099999`, the folders of ethereum-etl's `export_all`
/// - `token_transfers_00000000_00099999.csv`, its files: eight digits at least, and not two dates
/// - `ethereum__erc20_transfers__18000000_to_18000999.parquet`, cryo's
/// - `node:NAME/…/18000000-18000999/…`, a range of blocks from a node
///
/// A name that declares two different ranges declares none.
package enum DeclaredBlocks {
    /// The declared blocks of a path or a link; nil if there are none.
    package static func range(in uri: String) -> BlockRange? {
        if let blocks = NodeRange(uri)?.blocks { return BlockRange(Int64(blocks.lowerBound), Int64(blocks.upperBound)) }
        let fileName = PartitionFolder.components(of: uri).last
        let found = [folders(PartitionFolder.all(in: uri)), fileName.flatMap(Self.fileName)].compactMap(\.self)
        guard let range = found.first, found.allSatisfy({ $0 == range }) else { return nil }
        return range
    }

    private static func folders(_ folders: [PartitionFolder]) -> BlockRange? {
        func value(_ name: String) -> Int64? { folders.last { $0.name == name }.flatMap { number($0.value) } }
        guard let start = value("start_block"), let end = value("end_block") else { return nil }
        return BlockRange(start, end)
    }

    private static func fileName(_ name: String) -> BlockRange? {
        let stem = name.prefix { $0 != "." }
        if let mark = stem.ranges(of: "_to_").last, let before = stem[..<mark.lowerBound].ranges(of: "__").last,
            let start = number(stem[before.upperBound..<mark.lowerBound]), let end = number(stem[mark.upperBound...])
        {
            return BlockRange(start, end)
        }
        let fields = stem.split(separator: "_", omittingEmptySubsequences: false).suffix(2)
        guard fields.count == 2, let first = fields.first, let last = fields.last else { return nil }
        guard first.utf8.count >= 8, last.utf8.count >= 8, !(isDate(first) && isDate(last)) else { return nil }
        guard let start = number(first), let end = number(last) else { return nil }
        return BlockRange(start, end)
    }

    /// Whether eight digits are a date between 2015, the year of the first block, and 2099.
    private static func isDate(_ digits: Substring) -> Bool {
        guard digits.utf8.count == 8, let number = number(digits) else { return false }
        return (2015...2099).contains(number / 10_000) && (1...12).contains(number / 100 % 100)
            && (1...31).contains(number % 100)
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }
}
