import Foundation
import SystemPackage
import TestData
import Testing

extension EndToEndTests {
    private static let hasReference = Reference.isAvailable

    /// No row in the tables differs from the files, and no line is missing from loaded, duplicate, rejected, dead and not read.
    @Test(.enabled(if: hasReference, "needs python3 and psql"), arguments: [1, 2] as [UInt64])
    func everyLineOfARandomTableIsAccountedFor(seed: UInt64) async throws {
        try await Workspace.with { workspace in
            var tables = RandomTables(seed: seed)
            let files = try (0..<60).map { number in
                let file = workspace.folder.appending("table\(number).csv")
                try Files.write(tables.next(), to: file)
                return file
            }
            let path = workspace.folder.appending("summary.json")
            let run = try await workspace.etl(["run"] + files.map(\.string) + ["--summary", path.string])
            #expect(run.exitCode == 1, "some end at a quote or at another header")
            let differences = try await workspace.differences(from: files)
            #expect(differences == "")
            let ends = try Reference.ends(in: workspace.folder)
            let sources = try Summary(path).sources
            #expect(sources.count == files.count && ends.count == files.count)
            for source in sources {
                #expect(source.addsUp, "\(source)")
                #expect(source.dead == 0)
                let end = try #require(ends[source.uri])
                let words =
                    source.error.map { "\(source.uri): \($0), and not \(end.error ?? "complete")" } ?? source.uri
                #expect((source.error == nil) == (end.error == nil), "\(words)")
                // Where reading ends, and how many lines were not read.
                #expect(
                    Self.numbers(in: source.error, after: "line") == Self.numbers(in: end.error, after: "line"),
                    "\(words)")
                let unread = Self.numbers(in: source.error, before: "lines")
                let isOne = source.error?.contains("was not read") == true
                #expect((isOne ? 1 : unread) == Self.numbers(in: end.error, before: "lines"), "\(words)")
                #expect(end.lines == end.readLines + end.unreadLines, "the reference lost lines of \(source.uri)")
            }
            #expect(ends.values.contains { $0.unreadLines > 0 })
        }
    }

    private static func numbers(in message: String?, after word: String = "", before other: String = "") -> Int? {
        let words = (message ?? "").split { !$0.isLetter && !$0.isNumber }
        for (place, next) in zip(words, words.dropFirst()) {
            if !word.isEmpty, place == word, let number = Int(next) { return number }
            if !other.isEmpty, next == other, let number = Int(place) { return number }
        }
        return nil
    }
}
