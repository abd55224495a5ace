import Bus
import ETLModels
import Testing

/// The database returns each value as the text that was loaded.
@Suite struct ExactValueTests {
    private let largest = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
    private let times = [
        "0001-01-01 00:00:00+00", "1583-10-15 12:00:00.5+00", "1969-12-31 23:59:59.999999+00", "1970-01-01 00:00:00+00",
        "1999-12-31 23:59:59.999999+00", "2000-01-01 00:00:00+00", "2024-02-29 00:00:01+00",
        "9999-12-31 23:59:59.999999+00",
    ]

    @Test(arguments: [false, true]) func keepsTransfers(throughStaging: Bool) async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let zero = hexadecimal(0, bytes: 20)
            let all = "0x" + String(repeating: "f", count: 40)
            var rows: [Row] = [
                ["0", "0", hexadecimal(0, bytes: 32), zero, zero, zero, "0", nil, nil],
                [
                    "\(Int64.max)", "\(Int32.max)", "0x" + String(repeating: "f", count: 64), all, all, all, largest,
                    times[0], "0x" + String(repeating: "fe", count: 32),
                ],
                ["10000", "9999", hexadecimal(1, bytes: 32), all, nil, nil, "10000000000000000", nil, nil],
            ]
            for (index, time) in times.enumerated() {
                var row = transfer(20_000 + index, value: String(largest.prefix(index * 10 + 1)))
                row[7] = time
                rows.append(row)
            }
            rows.sort { ($0[0] ?? "").count < ($1[0] ?? "").count }
            // A duplicate row makes the loader use its staging table.
            let batch = try Draft(.tokenTransfers, source, throughStaging ? rows + [rows[0]] : rows).bytes()
            #expect(await database.loader().load([batch]).map(\.?.description) == [nil])
            #expect(try await database.rows(.tokenTransfers) == rows)
        }
    }

    @Test func keepsTokens() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, .tokens)
            let long = String(repeating: "an endless name, \"quoted\"\r\n\\N ", count: 5000)
            let texts = ["🦄👩‍👩‍👧‍👦", "NULL", "\\N", " ", "e\u{301}", "\u{FEFF}x", "{}", "0x", long]
            var rows: [Row] = [Row(repeating: nil, count: 8)]
            rows[0][0] = hexadecimal(0, bytes: 20)
            for (index, text) in texts.enumerated() {
                rows.append([
                    hexadecimal(index + 1, bytes: 20), text, String(text.reversed()), largest, largest,
                    times[index % times.count], "\(Int64.max)", hexadecimal(index, bytes: 32),
                ])
            }
            #expect(
                await database.loader().load([try Draft(.tokens, source, rows).bytes()]).map(\.?.description) == [nil])
            #expect(try await database.rows(.tokens) == rows)
        }
    }
}
