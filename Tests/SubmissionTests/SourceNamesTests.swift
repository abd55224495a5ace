import Testing

@testable import Submission

struct SourceNamesTests {
    @Test func leavesOutWhatIsBeingMade() {
        let names = SourceNames()
        for name in [".a.csv", "_SUCCESS", "a.csv.part", "a.csv.tmp", "a.csv.crc"] {
            #expect(!names.takesFile(name))
            #expect(!names.takesDirectory(name))
        }
        for name in ["a.csv", "a", "a_b.csv.gz", "part", "a.part.csv"] { #expect(names.takesFile(name)) }
    }

    @Test func patternsAreForFiles() {
        let names = SourceNames(patterns: ["*.csv", "t?.[gx]z"])
        for name in ["a.csv", "t1.gz", "t2.xz"] { #expect(names.takesFile(name)) }
        for name in ["a.csv.gz", "t.gz", ".csv", "a.csv.part"] { #expect(!names.takesFile(name)) }
        #expect(names.takesDirectory("2024"))
    }
}
