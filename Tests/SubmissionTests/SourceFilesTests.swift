import Foundation
import Testing

@testable import ETLModels
@testable import Submission

struct SourceFilesTests {
    @Test func aPatternIsReplacedByTheFilesThatItMatchesByName() throws {
        try withFiles(["b.csv.gz", "a.csv.gz", "c.csv", ".hidden.csv.gz"]) { directory in
            #expect(found(["*.csv.gz"], directory) == ["a.csv.gz", "b.csv.gz"])
            #expect(found(["?.csv"], directory) == ["c.csv"])
            #expect(found(["[ab].csv.gz"], directory) == ["a.csv.gz", "b.csv.gz"])
            #expect(found(["[!ab]*"], directory) == ["c.csv"])
            #expect(found([".h*"], directory) == [".hidden.csv.gz"])
        }
    }

    @Test func twoAsterisksStandForAnyNumberOfDirectories() throws {
        let files = ["t-0.csv", "2024/t-1.csv", "2024/01/t-2.csv", "2024/01/u-3.csv", "2025/01/02/t-4.csv"]
        try withFiles(files) { directory in
            #expect(
                found(["**/t-*.csv"], directory)
                    == ["t-0.csv", "2024/t-1.csv", "2024/01/t-2.csv", "2025/01/02/t-4.csv"])
            #expect(found(["2024/**/t-*.csv"], directory) == ["2024/t-1.csv", "2024/01/t-2.csv"])
            #expect(found(["**/01/**/t-*"], directory) == ["2024/01/t-2.csv", "2025/01/02/t-4.csv"])
            #expect(found(["*/01/t-2.csv"], directory) == ["2024/01/t-2.csv"])
            #expect(found(["**/**/u-3.csv"], directory) == ["2024/01/u-3.csv"])
            #expect(found(["2024/**"], directory) == ["2024/01/t-2.csv", "2024/01/u-3.csv", "2024/t-1.csv"])
            // A matching directory stands for its content.
            #expect(found(["*5"], directory) == ["2025/01/02/t-4.csv"])
            #expect(found(["2*/*1"], directory).count == 3)
        }
    }

    @Test func aDirectoryStandsForTheFilesInItAndBelow() throws {
        let files = ["b.csv", "a/z.csv", "a/y/x.csv.gz", "a/.hidden.csv", "_SUCCESS", "_temporary/0/a.csv"]
        let unfinished = ["b.csv.part", "c.csv.tmp", ".b.csv.crc", "b.csv.crc", ".git/config"]
        try withFiles(files + unfinished) { directory in
            #expect(found([""], directory) == ["a/y/x.csv.gz", "a/z.csv", "b.csv"])
            #expect(found(["a/"], directory) == ["a/y/x.csv.gz", "a/z.csv"])
            // Files with an explicit name count.
            #expect(found(["b.csv.part"], directory) == ["b.csv.part"])
            #expect(found(["*.part", "_*"], directory) == ["b.csv.part", "_SUCCESS", "_temporary/0/a.csv"])
            #expect(found(["*b*"], directory) == ["b.csv"])
        }
    }

    @Test func linksToFilesAreFollowedAndThoseToDirectoriesBelowAreNot() throws {
        try withFiles(["real/a.csv", "other/b.csv"]) { directory in
            let links = [
                "real/link.csv": "../other/b.csv", "real/round": "..", "real/lost.csv": "nowhere", "way": "real",
            ]
            for (link, target) in links {
                try FileManager.default.createSymbolicLink(
                    atPath: directory + "/" + link, withDestinationPath: target)
            }
            #expect(found(["real"], directory) == ["real/a.csv", "real/link.csv", "real/lost.csv"])
            #expect(found(["**/a.csv"], directory) == ["real/a.csv"])
            #expect(found(["way"], directory) == ["way/a.csv", "way/link.csv", "way/lost.csv"])
        }
    }

    @Test func whatMatchesNothingIsAnErrorThatNamesIt() throws {
        try withFiles(["empty/.hidden", "a.csv"]) { directory in
            let places = SourceFiles.expand(["/*.nothing", "/empty", "/a.csv"].map { directory + $0 })
            #expect(places.files == [directory + "/a.csv"])
            #expect(places.failures.map(\.place) == ["/*.nothing", "/empty"].map { directory + $0 })
            #expect(places.failures.map { $0.error.contains("no file") } == [true, true])
        }
    }

    @Test func aFileThatIsCalledLikeAPatternIsThatFile() throws {
        try withFiles(["a[1].csv", "a1.csv", "*.csv", "b\\c.csv"]) { directory in
            for name in ["a[1].csv", "*.csv", "b\\c.csv"] { #expect(found([name], directory) == [name]) }
            #expect(found(["a\\[*"], directory) == ["a[1].csv"])
        }
    }

    @Test func filesThatAreNotThereStayAndSoDoURLsAndStandardInput() {
        let arguments = [
            "/nowhere/b.csv", "/nowhere/a.csv", "https://host/a*.csv?x=[1]", "HTTP://host//b.csv", "-",
        ]
        #expect(SourceFiles.expand(arguments).files == arguments)
        #expect(SourceFiles.expand(arguments).failures.isEmpty)
        #expect(SourceFiles.absolutePath("https://host/a/../b//c") == "https://host/a/../b//c")
    }

    @Test func whatIsNamedTwiceIsFoundOnce() throws {
        try withFiles(["a.csv", "b.csv"]) { directory in
            #expect(found(["b.csv", "", "*.csv", "./a.csv", "a.csv"], directory) == ["b.csv", "a.csv"])
            #expect(SourceFiles.expand(["-", "-"]).files == ["-"])
        }
    }

    @Test func manyFilesAreFoundInTheOrderOfTheirNames() throws {
        let names = (0..<2000).map { "d\($0 % 10)/\(10_000 + $0).csv" }
        try withFiles(names) { directory in
            #expect(found([""], directory) == names.sorted())
            #expect(found(["**/*.csv"], directory) == names.sorted())
        }
    }

    /// The found files, relative to the directory.
    private func found(_ arguments: [String], _ directory: String) -> [String] {
        SourceFiles.expand(arguments.map { directory + "/" + $0 }).files
            .map { String(SourceFiles.absolutePath($0).dropFirst(directory.count + 1)) }
    }

    private func withFiles(_ names: [String], _ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.path + "/places-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for name in names {
            let file = URL(fileURLWithPath: directory + "/" + name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data().write(to: file)
        }
        try body(directory)
    }
}
