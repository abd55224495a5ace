import SystemPackage
import Testing

extension EndToEndTests {
    @Test func noLineIsSwallowedByAQuote() async throws {
        try await Workspace.with { workspace in
            let files = try Self.filesWithWrongQuotes(in: workspace.folder)
            let summary = workspace.folder.appending("summary.json")
            let run = try await workspace.etl(["run", "--summary", summary.string] + files.map(\.string))
            #expect(run.exitCode == 1)
            #expect(run.everything.split(separator: "4 lines").count == 2, "\(run.everything)")
            #expect(run.errors.contains("4 lines are not loaded"), "\(run.errors)")
            #expect(run.errors.contains("The first starts in line 3"), "\(run.errors)")
            let unread = "the quote that opens in line 3 is never closed: 2 lines from line 3 on were not read"
            #expect(run.errors.contains(unread), "\(run.errors)")
            let names = try await workspace.sql("SELECT string_agg(symbol, ',' ORDER BY symbol) FROM tokens")
            #expect(names == "6\" G,A,H")
            let places = "string_agg(concat_ws(' ', reason, line, lines), ', ' ORDER BY record_number)"
            #expect(try await workspace.sql("SELECT \(places) FROM etl.rejects") == "holds-records 3 4, stray-quote")
            let sources = try Summary(summary).sources
            #expect(sources.map(\.loaded) == [2, 1])
            #expect(sources.map(\.rejected) == [2, 0])
            try await Self.expectHeldLines(of: files[0], in: workspace)
        }
    }

    /// Checks that each command that shows a source names the lines in a record that holds others.
    private static func expectHeldLines(of file: FilePath, in workspace: Workspace) async throws {
        let inspect = try await workspace.bareETL(["inspect", file.string])
        #expect(inspect.exitCode == 1)
        #expect(inspect.output.contains("4 lines are not loaded"))
        let status = try await workspace.etl(["status"])
        #expect(status.exitCode == 1)
        #expect(status.output.contains("4 lines are not loaded"), "\(status.output)")
        let listed = try await workspace.etl(["rejects", "list", "--reason", "holds-records"])
        #expect(listed.output.contains("(lines 3 to 6)"), "\(listed.output)")
    }

    /// An export with a record that holds others, and one with a quote that is never closed.
    private static func filesWithWrongQuotes(in folder: FilePath) throws -> [FilePath] {
        let token = { (number: Int) in "0x" + String(repeating: "\(number)", count: 40) }
        let files = ["held.csv", "open.csv"].map { folder.appending($0) }
        let held = """
            address,symbol,name
            \(token(1)),"A","one"
            \(token(2)),"B,two
            \(token(3)),C,three
            \(token(4)),D,four
            ",
            \(token(5)),"E" by F,five
            ADDRESS, SYMBOL ,"name"
            \(token(6)),6" G,six

            """
        let open = """
            address,symbol,name
            \(token(7)),H,seven
            \(token(8)),"I,eight
            \(token(9)),J,nine

            """
        try Files.write(held.utf8, to: files[0])
        try Files.write(open.utf8, to: files[1])
        return files
    }
}
