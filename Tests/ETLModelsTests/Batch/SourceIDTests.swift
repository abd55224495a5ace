import ETLModels
import TestData
import Testing

struct SourceIDTests {
    private let id = SourceID(uri: "/data/token_transfers.csv", size: 3_205_189, modified: 1_660_000_012_000_000_000)

    @Test func isTheSameForTheSameSource() {
        #expect(id == SourceID(uri: "/data/token_transfers.csv", size: 3_205_189, modified: 1_660_000_012_000_000_000))
        // Databases contain this id: it must never change.
        #expect(id.description == "d25ddb47-0467-891d-86d2-33a335007ac2")
    }

    @Test func theContentCounts() {
        func id(_ fingerprint: UInt64) -> SourceID {
            SourceID(uri: "/a.csv", size: 10, modified: 5, fingerprint: fingerprint)
        }
        #expect(id(1) == id(1) && id(1) != id(2) && id(0) != SourceID(uri: "/a.csv", size: 10, modified: 5))
        // Databases contain this id: it must never change.
        #expect(id(0xABCD).description == "32bcca0a-bf81-88b9-ac04-0bfac360057f")
    }

    @Test func differsWithEveryPartOfTheSource() {
        let others = [
            SourceID(uri: "/data/token_transfers.csv.gz", size: 3_205_189, modified: 1_660_000_012_000_000_000),
            SourceID(uri: "/data/token_transfers.csv", size: 3_205_190, modified: 1_660_000_012_000_000_000),
            SourceID(uri: "/data/token_transfers.csv", size: 3_205_189, modified: 1_660_000_012_000_000_001),
            SourceID(uri: "", size: 0, modified: 0),
        ]
        #expect(Set(others + [id]).count == 5)
    }

    @Test func isAUUIDOfVersion8() {
        var random = SeededGenerator(15)
        for _ in 0..<200 {
            let size = Int64(truncatingIfNeeded: random.next())
            let text = Array(SourceID(uri: "x", size: size, modified: 0).description)
            #expect(text.count == 36)
            #expect(text[14] == "8")
            #expect("89ab".contains(text[19]))
            #expect([8, 13, 18, 23].allSatisfy { text[$0] == "-" })
        }
    }

    @Test func readsWhatItWrites() {
        #expect(SourceID(id.description) == id)
        #expect(SourceID(id.description.uppercased()) == id)
        #expect(SourceID(id.description.filter { $0 != "-" }) == id)
        #expect(
            SourceID("00010203-0405-0607-0809-0a0b0c0d0e0f")?.words ?? (0, 0) == (
                0x01_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f
            ))
    }

    @Test(arguments: [
        "", "-", "00010203-0405-0607-0809-0a0b0c0d0e0", "00010203-0405-0607-0809-0a0b0c0d0e0f0",
        "00010203-0405-0607-0809-0a0b0c0d0e0g", "+0010203-0405-0607-0809-0a0b0c0d0e0f",
        "00010203-0405-0607-+809-0a0b0c0d0e0f", "{0010203-0405-0607-0809-0a0b0c0d0e0}",
        "00010203-0405-0607-0809-0a0b0c0d0e0\u{FF10}",
    ])
    func refusesWhatIsNoUUID(_ text: String) {
        #expect(SourceID(text) == nil)
    }

    @Test func namesABatchByItsSourceAndItsPlace() {
        #expect(BatchID(source: id, sequence: 12).description == "\(id)/12")
    }
}
