/// Hand-written inputs that break readers.
enum HandMade {
    private static let tokens = "address,symbol,name,decimals,total_supply,block_number\n"
    private static let address = "0xf4eced2f682ce333f96f2d8966c613ded8fc95dd"

    /// Exports of tokens, most of them with something odd.
    static let exports: [[UInt8]] =
        [
            "", "\n", "\u{FEFF}", "\u{FEFF}address\n", "\u{FEFF}\n\naddress\n1\n", "address", "address\r\n",
            "\r\n\r\naddress\r\n",
            "\"address\"\n\(address)\n", "\"add\"\"ress\",address\n,\(address)\n", "\"address\n", "\"\"address,a\n",
            tokens, tokens + tokens + tokens, tokens + "\n\n\r\n\r\n", tokens + "\"", tokens + "\"\"",
            tokens + "\"\"\"",
            tokens + "\(address),\"a\"b,\"c\"\"d\",18,1,2\n", tokens + "\(address),\"\n\",\"\r\n\",18,1,2\r\n",
            tokens + "\(address),\"x", tokens + "\(address),\"x\"\"", tokens + "\(address),a\"b\"c,\"\",,,\r",
            tokens + "\(address),\u{0},a\u{0}b,255,0,0\n", tokens + "\(address),🦄,\u{202E}木\u{200B},18,1,2\n",
            tokens + ",,,,,\n,,,,\n,,,,,,\n", tokens + "\"\(address)\",\"S\",\"N\",\"18\",\"1\",\"2\"\n",
            tokens + String(repeating: "\",\"", count: 200), tokens + String(repeating: "\"\"\n", count: 200),
            tokens + String(repeating: "\r", count: 300) + "\n", tokens + String(repeating: ",", count: 2000) + "\n",
        ].map { Array($0.utf8) } + [
            Array(tokens.utf8) + [0xFF, 0xFE, 0x2C, 0xC0, 0x80, 0x0A],
            Array(tokens.utf8) + [0xF0, 0x9F, 0xA6, 0x0A, 0x22, 0xF0],
        ]

    /// Pieces of CSV, of every length around that of a machine word.
    static let csvWords: [[UInt8]] =
        [
            "\"", "\"\"", "\"\"\"", ",", ",\"", "\",", "\",\"", "\n", "\r\n", "\r", "\"\n", "\n\"", "\"\r\n", ",\r\n",
            "\u{0}",
            "0x", "x", "\u{FEFF}", "🦄", "NULL", "\\N", "\\.", address, "0X", "0xg", "\\x",
            "\\x" + String(repeating: "c", count: 40), "chain_id", "chainId", "topic0", "137", "0x1",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xF0, 0x9F], [0xED, 0xA0, 0x80]]

    /// Values at the limits of fields, and beyond them.
    static let values: [[UInt8]] =
        [
            "", "0", "1", "00", "-0", "-1", "+1", "1.0", "1e18", "0x", "0x0", " 1", "1 ", "1_000", "１２", "9", "10",
            "99999999",
            "100000000", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615", "18446744073709551616", "9999999999999999999", "10000000000000000000",
            "99999999999999999999999999999999999999",
            "115792089237316195423570985008687907853269984665640564039457584007913129639935",
            "115792089237316195423570985008687907853269984665640564039457584007913129639936",
            "999999999999999999999999999999999999999999999999999999999999999999999999999999",
            "0000000000000000000000000000000000000000000000000000000000000000000000000000000000001", address,
            "0xF4ECED2F682CE333F96F2D8966C613DED8FC95DD", "0X" + String(repeating: "1", count: 40),
            "\\x" + String(repeating: "4f", count: 20), "\\x" + String(repeating: "AB", count: 32), "\\x",
            "0x" + String(repeating: "ab", count: 32), "0x" + String(repeating: "@`", count: 32),
            "2022-08-08 23:06:52 UTC", "2022-08-08T23:06:52Z", "2022-08-08 23:06:52.123456789+02:00",
            "2022-02-29 00:00:00",
            "2024-02-29 23:59:60", "0001-01-01 00:00:00+23:59", "9999-12-31 23:59:59.999999-23:59",
            "0000-01-01 00:00:00",
            "1660000012", "253402300799", "253402300800", "2022-08-08 23:06:52-0330", "2022-08-08 23:06:52 +02",
            "abc", "🦄", "a\u{0}b", "\u{0}", "\u{0}\u{0}", "e\u{301}",
        ].map { Array($0.utf8) } + [
            [0xFF], [0xC0, 0x80], [0xF0, 0x9F, 0, 0xA6, 0x84], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF],
        ]
}
