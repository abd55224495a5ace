/// A fault of a bad record.
enum Fault {
    /// This text replaces the column's value.
    case field(SampleColumn, StaticString)

    case missingField
    case extraField

    /// This line replaces the whole record.
    case line(StaticString)

    /// The possible faults of a file with these columns.
    ///
    /// - Parameter inText: whether the records are text, whose fields can be too few or too many.
    static func all(of kind: SampleKind, columns: [SampleColumn], inText: Bool) -> [Fault] {
        (kind == .tokens ? ofTokens : ofTransfers).filter { fault in
            guard case .field(let column, _) = fault else { return inText }
            return columns.contains(column)
        }
    }

    private static let ofTransfers: [Fault] = [
        .field(.value, "-5"),
        .field(.value, "1e18"),
        .field(.value, "18.67"),
        .field(.value, tooLarge),
        .field(.value, ""),
        .field(.value, " 7"),
        .field(.value, "7 "),
        .field(.value, "+7"),
        .field(.value, "0x10"),
        .field(.value, "\"1,000\""),
        .field(.value, "\u{FF11}\u{FF12}"),
        .field(.value, "12\u{0}"),
        .field(.logIndex, "2147483648"),
        .field(.logIndex, ""),
        .field(.logIndex, "-1"),
        .field(.blockNumber, "9223372036854775808"),
        .field(.blockNumber, ""),
        .field(.blockNumber, "15320500.0"),
        .field(.tokenAddress, ""),
        .field(.tokenAddress, shortAddress),
        .field(.tokenAddress, badAddress),
        .field(.tokenAddress, "c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"),
        .field(.fromAddress, " 0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"),
        .field(.toAddress, "0x"),
        .field(.transactionHash, ""),
        .field(.transactionHash, shortAddress),
        .field(.blockTimestamp, noSuchDate),
        .field(.blockTimestamp, "2023-01-01 25:00:00 UTC"),
        .field(.blockTimestamp, "12/9/2016 1:50:03"),
        .field(.blockHash, badAddress),
        .missingField,
        .extraField,
        .line("\\."),
    ]

    private static let ofTokens: [Fault] = [
        .field(.address, ""),
        .field(.address, shortAddress),
        .field(.address, badAddress),
        .field(.address, "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2 "),
        .field(.decimals, "-1"),
        .field(.decimals, "18.0"),
        .field(.decimals, "1e18"),
        .field(.decimals, tooLarge),
        .field(.totalSupply, tooLarge),
        .field(.totalSupply, " 5"),
        .field(.totalSupply, "\"1,000,000\""),
        .field(.totalSupply, "1.1579208923731620e+77"),
        .field(.blockNumber, "9223372036854775808"),
        .field(.blockNumber, "-1"),
        .field(.blockTimestamp, noSuchDate),
        .field(.blockTimestamp, "1900-02-29 00:00:00"),
        .field(.blockHash, shortAddress),
        .missingField,
        .extraField,
        .line("\\."),
        .line("NULL"),
    ]

    /// 2^256.
    private static let tooLarge: StaticString =
        "115792089237316195423570985008687907853269984665640564039457584007913129639936"
    private static let shortAddress: StaticString = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756c"
    private static let badAddress: StaticString = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cgg"
    private static let noSuchDate: StaticString = "2023-02-30 10:00:00 UTC"
}
