import Testing

@testable import SampleData

@Suite struct TransferRecordTests {
    private func clean(_ transfers: Int) throws -> (file: SampleFile, records: [[[UInt8]]]) {
        let options = SampleOptions(transfers: transfers, tokens: 300, seed: 3, badRecords: false, hostile: false)
        let written = try SampleFolder().write(options)[1]
        return (written.file, records(of: written.bytes))
    }

    @Test func cleanTransfersAllLoad() throws {
        let (file, records) = try clean(3_000)
        #expect(records.count == 3_001)
        #expect((file.records, file.loaded, file.duplicates, file.rejected) == (3_000, 3_000, 0, 0))
        #expect(records.allSatisfy { $0.count == 9 })
    }

    @Test func keysAscendWithinTheChain() throws {
        let keys = try clean(3_000).records.dropFirst().map { record in
            [try #require(Int(text(record[7]))), try #require(Int(text(record[5])))]
        }
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
        #expect(Set(keys.map { $0[0] }).count > 15)
    }

    @Test func blockTimesStepTwelveSecondsFromTheFirst() throws {
        let records = try clean(3_000).records.dropFirst()
        let times = Dictionary(grouping: records) { text($0[7]) }.mapValues { Set($0.map { text($0[6]) }) }
        #expect(times["15320500"] == ["2022-08-08 23:06:52 UTC"])
        #expect(times["15320501"] == ["2022-08-08 23:07:04 UTC"])
        #expect(times.values.allSatisfy { $0.count == 1 })
    }

    @Test func hashesBelongToTheirBlocksAndTransactions() throws {
        let records = try clean(3_000).records.dropFirst()
        let blocksByHash = Dictionary(grouping: records) { text($0[8]) }.mapValues { Set($0.map { text($0[7]) }) }
        let blocksByTransaction = Dictionary(grouping: records) { text($0[4]) }.mapValues {
            Set($0.map { text($0[7]) })
        }
        #expect(blocksByHash.values.allSatisfy { $0.count == 1 })
        #expect(blocksByTransaction.values.allSatisfy { $0.count == 1 })
        #expect(Set(records.map { text($0[7]) }).count == blocksByHash.count)
    }

    @Test func aFifthAreMintsAndAFewAreBurns() throws {
        let records = try clean(10_000).records.dropFirst()
        let zero = "0x" + String(repeating: "0", count: 40)
        let mints = records.count { text($0[1]) == zero }
        let burns = records.count { text($0[2]) == zero }
        #expect((1_800...2_200).contains(mints))
        #expect((50...160).contains(burns))
    }

    @Test func someValuesNeedAllBits() throws {
        let values = try clean(20_000).records.dropFirst().map { text($0[3]) }
        #expect(values.contains { $0.utf8.count == 77 })
        #expect(values.contains { $0.utf8.count == 78 && $0.hasPrefix("10") })
        #expect(values.contains { $0 == "\(Amount.maxDigits)" })
        #expect(values.contains("0"))
    }

    @Test func countsOfBadRecordsAddUp() throws {
        let options = SampleOptions(transfers: 5_000, tokens: 10, seed: 5, badTransferInterval: 12)
        let written = try SampleFolder().write(options)[1]
        let file = written.file
        #expect(file.records == 5_000)
        #expect(file.records == file.loaded + file.duplicates + file.rejected)
        #expect(file.conflicts > 100 && file.duplicates > 100 && file.rejected - file.conflicts > 100)
        #expect(records(of: written.bytes).count == 5_001)
        #expect(file.bytes == written.bytes.count)
    }

    @Test func duplicatesAndConflictsHaveKeysOfEarlierRecords() throws {
        let options = SampleOptions(transfers: 5_000, tokens: 10, seed: 5, hostile: false, badTransferInterval: 12)
        let (file, bytes) = try SampleFolder().write(options)[1]
        let good = records(of: bytes).dropFirst().filter { record in
            record.count == 9 && Int32(text(record[5])) != nil && Int(text(record[7])) != nil
        }
        let byKey = Dictionary(grouping: good) { text($0[7]) + "/" + text($0[5]) }.values.filter { $0.count > 1 }
        #expect(byKey.allSatisfy { $0.count == 2 })
        #expect(byKey.count { $0[0] == $0[1] } == file.duplicates)
        #expect(byKey.count { $0[0] != $0[1] } == file.conflicts)
    }
}
