import ETLModels
import Testing

/// The bytes of one batch of each content, as docs/wire-format.md explains them. Made by hand and by another
/// implementation; batches like these lie in queues, so that a change of a single byte needs a new version.
struct GoldenBatchTests {
    private static let raw = """
        45544c42 02 01 01 01                                magic, version, raw, tokens, last
        000102030405060708090a0b0c0d0e0f 00000002           source, sequence
        00000003 000000000000000b 000000000000003c          records, first record, bytes of the source
        00000040 00000000 fca9214fcb08bc67                  payload bytes, reserved, checksum
        01 2c 0002                                          format, delimiter, columns
        0007 61646472657373                                 "address"
        0006 73796d626f6c                                   "symbol"
        0000002f                                            bytes of the texts
        b001 00 00                                          length 44, nothing shared
        53 1111111111111111111111111111111111111111         "0x1111…11"
        01 2c37                                             ",7"
        05 00 00 00 78                                      length 1, too long: "x"
        0a 00 00 01 2279                                    length 2, unclosed quote: ""y"
        """

    private static let records = """
        45544c42 01 02 02 00                                magic, version, records, token_transfers, more follow
        000102030405060708090a0b0c0d0e0f 00000002           source, sequence
        00000002 000000000000000b 000000000000003c          records, first record, bytes of the source
        000000ce 00000000 eb889729597f9a9e                  payload bytes, reserved, checksum
        00000001 00000001 000000b4                          accepted, repaired, bytes of the records
        0000000000e98533 00000005                           block_number, log_index
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa                    transaction_hash
        1111111111111111111111111111111111111111            token_address
        01 2222222222222222222222222222222222222222         from_address
        00 0000000000000000000000000000000000000000         to_address: NULL
        00000000000000000000000000000000
        00000000000000000000000000000100                    value: 256
        01 0005e5c2df0adb00                                 block_timestamp
        00 00000000000000000000000000000000
        00000000000000000000000000000000                    block_hash: NULL
        00000001 04 06 00000004 31653138                    reject: second record, not a number, value, "1e18"
        """

    /// The bytes of a dump: in each line, what stands before three spaces.
    private func bytes(_ dump: String) -> [UInt8] {
        let digits = dump.split(separator: "\n").flatMap { line in
            line.prefix { $0 != "," && $0 != "\"" }.split(separator: "   ").first ?? ""
        }.filter(\.isHexDigit)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0..<$0 + 2]), radix: 16) }
    }

    @Test func aRawBatchHasTheseBytes() {
        #expect(sampleRawBatch() == bytes(Self.raw))
    }

    @Test func aRecordBatchHasTheseBytes() throws {
        #expect(try sampleRecordBatch() == bytes(Self.records))
    }

    @Test func theseBytesAreARawBatch() throws {
        let contents = try RawContents(bytes(Self.raw))
        #expect(contents.header.id == sampleID)
        #expect(contents.header.firstRecord == 11)
        #expect(contents.header.sourceBytes == 60)
        #expect(contents.layout == SourceLayout(format: 1, delimiter: 0x2C, columns: ["address", "symbol"]))
        #expect(
            contents.records == [
                .init("0x1111111111111111111111111111111111111111,7"), .init("x", .tooLong),
                .init("\"y", .unclosedQuote),
            ])
    }

    @Test func theseBytesAreARecordBatch() throws {
        let contents = try RecordContents<TokenTransfer>(bytes(Self.records))
        #expect(contents.checksum == 0xEB88_9729_597F_9A9E)
        #expect(contents.counts == [1, 1, 1])
        #expect(contents.records.first?.value == UInt256(256))
        #expect(contents.records.first?.toAddress == nil)
        #expect(contents.rejects == [Reject(recordNumber: 12, reason: .notANumber, field: "value", raw: "1e18")])
    }
}
