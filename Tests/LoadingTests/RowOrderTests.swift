import ETLModels
import Testing

@testable import Loading

/// The order of the rows of a token.
@Suite struct RowOrderTests {
    private static let text = [" ", " a", "B", "Z", "a", "ab", "b", "z", "é", "\u{FFFD}", "🦄"]
    private static let amounts = [
        "0", "1", "9", "10", "9999", "10000", "10001", "99999999", "100000000", "100000001",
        "123456789012345678901234567890",
    ]
    private static let times = [
        "1969-12-31 23:59:59+00", "1999-12-31 23:59:59+00", "2000-01-01 00:00:00+00", "2022-08-08 23:06:52+00",
    ]

    /// Rows that differ in one column, the lowest first.
    private static let ascending: [[Row]] = [
        ([nil] + text).map { row(symbol: $0) }, ([nil] + text).map { row(name: $0) },
        ([nil] + amounts).map { row(supply: $0) }, ([nil] + times).map { row(time: $0) },
        [nil, "0", "255", "256", "65536", "9223372036854775807"].map { row(block: $0) },
        [nil, hexadecimal(1, bytes: 32), hexadecimal(256, bytes: 32)].map { row(hash: $0) },
        // The block counts before all others, and a column before those after it.
        [
            row(symbol: "z", name: "z", block: "1"), row(symbol: "a", block: "2"),
            row(symbol: "a", name: "a", block: "2"),
        ],
        [row(name: "z", supply: "9"), row(symbol: "!", supply: "8"), row(symbol: "!", name: "!", supply: "7")],
    ]

    @Test(arguments: ascending) func ordersRows(ascending: [Row]) throws {
        let order = RowOrder(RecordKind.tokens.schema, byHighest: "block_number")
        let source = SourceID(uri: "/a.csv", size: 1, modified: 0)
        let rows = try #require(try EncodedRows([LoadBatch(Draft(.tokens, source, ascending).bytes())], .tokens))
        for first in 0..<rows.count {
            for second in 0..<rows.count {
                #expect(order.isHigher(rows[first], than: rows[second]) == (first > second), "\(first), \(second)")
            }
        }
    }

    private static func row(
        symbol: String? = nil, name: String? = nil, supply: String? = nil, time: String? = nil, block: String? = nil,
        hash: String? = nil
    ) -> Row {
        [hexadecimal(1, bytes: 20), symbol, name, nil, supply, time, block, hash]
    }
}
