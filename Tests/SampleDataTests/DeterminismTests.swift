import Testing

@testable import SampleData

@Suite struct DeterminismTests {
    /// FNV-1a, 64 bits.
    private func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private func hashes(_ options: SampleOptions) throws -> [UInt64] {
        try SampleFolder().write(options).map { hash($0.bytes) }
    }

    @Test(arguments: [
        (SampleLayout.bigquery, [0xB966_4C62_B0BA_9C82, 0xDAF7_5B33_B5D4_DA40] as [UInt64]),
        (.ethereumETL, [0x47D3_3EDD_7146_BCBE, 0xE5DC_5D9F_EC23_B810]),
        (.legacy, [0x93F0_1765_F76E_223B, 0xE036_384B_92A2_5CF0]),
    ])
    func writesTheSameBytesOnEveryMachine(layout: SampleLayout, golden: [UInt64]) throws {
        let options = SampleOptions(
            transfers: 2_000, tokens: 500, seed: 42, layout: layout, badTransferInterval: 20, badTokenInterval: 20)
        #expect(try hashes(options) == golden)
    }

    @Test func anotherSeedGivesOtherRecords() throws {
        let one = try hashes(SampleOptions(transfers: 100, tokens: 100, seed: 1))
        let two = try hashes(SampleOptions(transfers: 100, tokens: 100, seed: 2))
        #expect(one[0] != two[0])
        #expect(one[1] != two[1])
    }

    @Test func randomNumbersAreThoseOfThePublishedAlgorithms() {
        // The first number of SplitMix64 from 0, and the first of xoshiro256** with a state from SplitMix64.
        #expect(SampleRandom.mix(0, 1) == 0xE220_A839_7B1D_CDAF)
        var random = SampleRandom(seed: 0)
        #expect(random.next() == 0x99EC_5F36_CB75_F2B4)
    }

    @Test func zipfRanksStayInRangeAndFavourTheFirst() {
        var random = SampleRandom(seed: 7)
        var counts = [Int](repeating: 0, count: 1_000)
        for _ in 0..<100_000 { counts[random.zipf(below: 1_000)] += 1 }
        #expect(counts[0] > 5 * counts[9])
        #expect(counts[0] > 0 && counts.reduce(0, +) == 100_000)
        #expect(random.zipf(below: 1) == 0)
    }
}
