import ETLModels
import Testing

/// The bytes of one batch of each content, as explained in docs/wire-format.md. They were made by hand and by another
/// implementation. Queues contain batches like these, so a change of a single byte needs a new version.
struct GoldenBatchTests {
    private static let raw = """
        45544c42 04 01 01 01                                magic, version, raw, tokens, last
        000102030405060708090a0b0c0d0e0f 00000002           source, sequence
        00000003 000000000000000b 000000000000003c          records, first record, bytes of the source
        00000060 00000000 1dc3ab2af22b552b                  payload bytes, reserved, checksum
        01 2c 0000000000000001 0002                         format, delimiter, chain, columns
        0007 61646472657373                                 "address"
        0006 73796d626f6c                                   "symbol"
        0000002f                                            bytes of the texts
        b001 00 00                                          length 44, nothing shared
        53 1111111111111111111111111111111111111111         "0x1111…11"
        01 2c37                                             ",7"
        05 000000000000000d 00000001                        length 1, too long; line 13, 1 line
        00 00 00 78                                         "x"
        0a 000000000000000e 00000100                        length 2, holds records; line 14, 256 lines
        00 00 01 2279                                       ""y"
        """

    private static let rows = """
        45544c42 04 01 01 01                                magic, version, raw, tokens, last
        000102030405060708090a0b0c0d0e0f 00000002           source, sequence
        00000003 000000000000000b 000000000000003c          records, first record, bytes of the source
        000000ee 00000000 b5304a37d29a3a28                  payload bytes, reserved, checksum
        46 2c 0000000000000001 0006                         Parquet with rows, delimiter, chain, columns
        0007 61646472657373                                 "address"
        0001 78                                             "x"
        0004 6e616d65                                       "name"
        0008 646563696d616c73                               "decimals"
        000f 626c6f636b5f74696d657374616d70                 "block_timestamp"
        0001 79                                             "y"
        0200 0000 0100 0301 0406 0635                       bytes, absent, text, number.1, timestamp.6, real.53
        000000b6                                            bytes of the values
        00 5540                                             no defect; codes: 1 1 1 1 1
        28 1111111111111111111111111111111111111111         20 bytes
        11 0011223344556677                                 "0x0011223344556677"
        01 b4                                               180, which is 18.0
        0005e5c2df0adb00                                    2022-08-08 23:06:52 UTC
        3fe0000000000000                                    0.5
        00 8600                                             codes: 2 0 1 2 0; address and time as before
        82 0100                                             minus 256, which is -25.6
        01 1000                                             too long; codes: 0 1 0 0 0
        c801                                                100 bytes
        61616161616161616161616161616161616161616161616161
        61616161616161616161616161616161616161616161616161
        61616161616161616161616161616161616161616161616161
        61616161616161616161616161616161616161616161616161  "aaa…"
        """

    private static let records = """
        45544c42 04 02 02 00                                magic, version, records, token_transfers, more follow
        000102030405060708090a0b0c0d0e0f 00000002           source, sequence
        00000004 000000000000000b 000000000000003c          records, first record, bytes of the source
        000000be 00000000 ad9c8c48138287af                  payload bytes, reserved, checksum
        00000002 00000001 00000001                          accepted, repaired, skipped
        00000094 0000000e                                   bytes of the records, of the rejects
        55450000                                            codes: 1 1 1 1 1 0 1 1 0
        0000000000e98533 00000005                           block_number, log_index
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa                    transaction_hash
        1111111111111111111111111111111111111111            token_address
        2222222222222222222222222222222222222222            from_address; to_address is NULL
        02 0100                                             value: 256
        0005e5c2df0adb00                                    block_timestamp; block_hash is NULL
        99960000                                            codes: 2 1 2 1 2 1 1 2 0
        00000006                                            log_index; the block and the transaction are the same
        4444444444444444444444444444444444444444            token_address; from_address is the same
        3333333333333333333333333333333333333333            to_address
        00                                                  value: 0; the rest as before
        00000003 04 06 00000004 31653138                    reject: fourth record, not a number, value, "1e18"
        00000002 00000001                                   skipped: from the third record on, one
        """

    /// The bytes of a dump: in each line, the text before three spaces.
    private func bytes(_ dump: String) -> [UInt8] {
        let digits = dump.split(separator: "\n").flatMap { line in
            line.prefix { $0 != "," && $0 != "\"" }.split(separator: "   ").first ?? ""
        }.filter(\.isHexDigit)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0..<$0 + 2]), radix: 16) }
    }

    @Test func aBatchOfRowsHasTheseBytes() {
        #expect(sampleRowBatch() == bytes(Self.rows))
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
                .init("0x1111111111111111111111111111111111111111,7"),
                .init("x", .tooLong, LineSpan(first: 13, count: 1)),
                .init("\"y", .holdsRecords, LineSpan(first: 14, count: 256)),
            ])
    }

    @Test func theseBytesAreARecordBatch() throws {
        let contents = try RecordContents<TokenTransfer>(bytes(Self.records))
        #expect(contents.checksum == 0xAD9C_8C48_1382_87AF)
        #expect(contents.counts == [2, 1, 1])
        #expect(contents.records.map(\.value) == [UInt256(256), UInt256(0)])
        #expect(contents.records.map(\.logIndex) == [5, 6])
        #expect(contents.records.map(\.blockNumber) == [15_303_987, 15_303_987])
        #expect(contents.records.map { $0.toAddress == nil } == [true, false])
        #expect(contents.excluded == [13, 14])
        #expect(contents.rejects == [Reject(recordNumber: 14, reason: .notANumber, field: "value", raw: "1e18")])
    }
}
