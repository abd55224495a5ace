import Foundation
import Testing

@testable import ETLControl

struct SourceFilesTests {
    @Test func aPatternIsReplacedByTheFilesThatItMatchesByName() throws {
        try withFiles(["b.csv.gz", "a.csv.gz", "c.csv", ".hidden.csv.gz"]) { directory in
            #expect(
                SourceFiles.expand([directory + "/*.csv.gz"]) == ["a.csv.gz", "b.csv.gz"].map { directory + "/" + $0 })
        }
    }

    @Test func aPatternWithoutAMatchStaysToBeNamed() throws {
        try withFiles([]) { directory in
            #expect(SourceFiles.expand([directory + "/*.csv"]) == [directory + "/*.csv"])
        }
    }

    @Test func aFileThatIsCalledLikeAPatternIsThatFile() throws {
        try withFiles(["a[1].csv", "a1.csv"]) { directory in
            #expect(SourceFiles.expand([directory + "/a[1].csv"]) == [directory + "/a[1].csv"])
        }
    }

    @Test func filesThatAreNotThereStay() {
        #expect(SourceFiles.expand(["/nowhere/b.csv", "/nowhere/a.csv"]) == ["/nowhere/b.csv", "/nowhere/a.csv"])
    }

    private func withFiles(_ names: [String], _ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.path + "/patterns-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for name in names { try Data().write(to: URL(fileURLWithPath: directory + "/" + name)) }
        try body(directory)
    }
}
