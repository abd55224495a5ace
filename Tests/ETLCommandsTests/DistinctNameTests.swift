import Testing

@testable import DisplayText
@testable import TerminalOutput

private let x = String(repeating: "x", count: 40)

struct DistinctNameTests {
    @Test(arguments: [
        // The end, the middle, the beginning, and several places tell them apart.
        ["\(x)_000122.csv.gz", "\(x)_000123.csv.gz"],
        ["\(x)_000122_\(x).csv.gz", "\(x)_000123_\(x).csv.gz", "short.csv"],
        ["1\(x)\(x)", "2\(x)\(x)"],
        ["\(x)1\(x)1\(x)", "\(x)1\(x)2\(x)", "\(x)2\(x)1\(x)", "\(x)2\(x)2\(x)"],
        ["\(x)\(x)", "\(x)\(x)\(x)"],
        ["\(x)交易\(x)", "\(x)易交\(x)"],
        (0..<500).map { "\(x)/part-\($0)/\(x)/token_transfers.csv.gz" },
    ])
    func namesThatDifferLookDifferent(_ names: [String]) {
        for limit in [20, 24, 40, 70] {
            let shown = Format.distinct(names, limit)
            #expect(Set(shown).count == names.count, "\(limit): \(shown.prefix(5))")
            #expect(shown.allSatisfy { Format.width($0) <= limit })
        }
    }

    @Test func namesThatFitAreLeftAlone() {
        #expect(Format.distinct(["a", "b", "a"], 1) == ["a", "b", "a"])
        #expect(Format.distinct([], 10).isEmpty)
    }

    @Test func aNameThatIsLikeNoOtherLosesItsMiddle() {
        #expect(Format.distinct(["abcdefghij", "0123456789"], 5) == ["ab…ij", "01…89"])
    }

    @Test func theSharedPartsAreCutAndTheDifferenceStays() {
        let names = (1...3).map { "token_transfers_0000000\($0)_of_a_long_export.csv.gz" }
        #expect(
            Format.distinct(names, 20) == [
                "token_tra…1…t.csv.gz", "token_tra…2…t.csv.gz", "token_tra…3…t.csv.gz",
            ])
    }

    @Test func noLimitIsTooSmall() {
        for limit in 0...4 { #expect(Format.distinct(["\(x)1", "\(x)2"], limit).count == 2) }
    }

    @Test func rowsOfATableStayDifferent() {
        var table = Table(["source", "records"])
        for number in 1...9 { table.add(["\(x)_\(number)_\(x)", "1,000"]) }
        let lines = table.lines(within: 40)
        #expect(Set(lines).count == 11 && lines.allSatisfy { $0.count <= 40 })
    }
}
