import Testing

@testable import SampleData

@Suite struct TokenRecordTests {
    private func write(_ options: SampleOptions) throws -> (file: SampleFile, bytes: [UInt8]) {
        try SampleFolder().write(options)[0]
    }

    @Test func cleanTokensCountDistinctAddressesAsLoaded() throws {
        let (file, bytes) = try write(SampleOptions(transfers: 10, tokens: 2_000, badRecords: false, hostile: false))
        let addresses = records(of: bytes).dropFirst().map { text($0[0]) }
        #expect(addresses.count == 2_000)
        #expect(Set(addresses).count == file.loaded)
        #expect(file.duplicates == 2_000 - file.loaded)
        #expect(file.duplicates > 40)
        #expect((file.rejected, file.repaired) == (0, 0))
    }

    @Test func countsOfHostileTokensAddUp() throws {
        let (file, bytes) = try write(SampleOptions(transfers: 10, tokens: 3_000, badTokenInterval: 10))
        let read = records(of: bytes).dropFirst()
        #expect(read.count == 3_000)
        #expect(file.records == file.loaded + file.duplicates + file.rejected)
        let invalid = read.count { fields in
            fields.count == 8
                && fields[1...2].contains { $0.contains(0) || String(validating: $0, as: UTF8.self) == nil }
        }
        #expect(file.repaired > 50)
        #expect((file.repaired...file.repaired + file.rejected).contains(invalid))
    }

    @Test func repeatedTokensAppearBeforeAndAfterTheirFirstBlock() throws {
        let (_, bytes) = try write(SampleOptions(transfers: 10, tokens: 3_000, badRecords: false, hostile: false))
        let blocks = Dictionary(grouping: records(of: bytes).dropFirst()) { text($0[0]) }
            .values.filter { $0.count > 1 }.map { group in group.compactMap { Int(text($0[6])) } }
        #expect(blocks.contains { $0[1] > $0[0] })
        #expect(blocks.contains { $0[1] < $0[0] })
        #expect(blocks.contains { $0[1] == $0[0] })
    }

    @Test func metadataIsAsIncompleteAsInRealExports() throws {
        let (_, bytes) = try write(SampleOptions(transfers: 10, tokens: 5_000, badRecords: false, hostile: false))
        let read = records(of: bytes).dropFirst()
        let empty = (1...4).map { column in read.count { $0[column].isEmpty } * 100 / 5_000 }
        #expect((44...52).contains(empty[0]))
        #expect((40...48).contains(empty[1]))
        #expect((54...62).contains(empty[2]))
        #expect((16...23).contains(empty[3]))
    }

    @Test func everyHostileTextAndFaultAppears() throws {
        let (_, bytes) = try write(SampleOptions(transfers: 10, tokens: 20_000, badTokenInterval: 100))
        let texts = Set(records(of: bytes).flatMap { $0 })
        #expect(HostileText.all.allSatisfy { texts.contains($0.bytes) })
        for fault in Fault.all(of: .tokens, columns: SampleLayout.bigquery.columns(of: .tokens), inText: true) {
            guard case .field(_, let value) = fault, value.utf8CodeUnitCount > 0 else { continue }
            let unquoted = value.withUTF8Buffer { $0.filter { $0 != UInt8(ascii: "\"") } }
            #expect(texts.contains(unquoted), "\(value)")
        }
    }

    @Test func sizedRecordsAreAtTheLimitAndOneByteOver() throws {
        let options = SampleOptions(transfers: 0, tokens: 10, badRecords: false, hostile: false, oversizedRecord: true)
        let (file, bytes) = try write(options)
        let sizes = bytes.split(separator: UInt8(ascii: "\n")).map(\.count).filter { $0 > 10_000 }
        #expect(sizes == [1_048_576, 1_048_577])
        #expect((file.records, file.rejected) == (10, 1))
    }
}
