import SystemPackage
import Testing

extension EndToEndTests {
    @Test func noLineIsSwallowedByAQuote() async throws {
        try await Workspace.with { workspace in
            let token = { (number: Int) in "0x" + String(repeating: "\(number)", count: 40) }
            let held = workspace.folder.appending("held.csv")
            let open = workspace.folder.appending("open.csv")
            let summary = workspace.folder.appending("summary.json")
            try Files.write(
                """
                address,symbol,name
                \(token(1)),"A","one"
                \(token(2)),"B,two
                \(token(3)),C,three
                \(token(4)),D,four
                ",
                \(token(5)),"E" by F,five
                ADDRESS, SYMBOL ,"name"
                \(token(6)),6" G,six

                """.utf8, to: held)
            try Files.write(
                """
                address,symbol,name
                \(token(7)),H,seven
                \(token(8)),"I,eight
                \(token(9)),J,nine

                """.utf8, to: open)
            let run = try await workspace.etl(["run", held.string, open.string, "--summary", summary.string])
            #expect(run.exitCode == 1)
            #expect(run.errors.contains("4 lines are not loaded"), "\(run.errors)")
            #expect(run.errors.contains("The first starts in line 3"), "\(run.errors)")
            #expect(
                run.errors.contains(
                    "the quote that opens in line 3 is never closed: 2 lines from line 3 on were not read"),
                "\(run.errors)")
            let names = try await workspace.sql("SELECT string_agg(symbol, ',' ORDER BY symbol) FROM tokens")
            #expect(names == "6\" G,A,H")
            let rejects = try await workspace.sql(
                """
                SELECT string_agg(concat_ws(' ', reason, line, lines), ', ' ORDER BY record_number) FROM etl.rejects
                """)
            #expect(rejects == "holds-records 3 4, stray-quote")
            let sources = try Summary(summary).sources
            #expect(sources.map(\.loaded) == [2, 1])
            #expect(sources.map(\.rejected) == [2, 0])
            let inspect = try await workspace.bareETL(["inspect", held.string])
            #expect(inspect.exitCode == 1)
            #expect(inspect.output.contains("4 lines are not loaded"))
            let status = try await workspace.etl(["status"])
            #expect(status.exitCode == 1)
            #expect(status.output.contains("4 lines are not loaded"), "\(status.output)")
            let listed = try await workspace.etl(["rejects", "list", "--reason", "holds-records"])
            #expect(listed.output.contains("(lines 3 to 6)"), "\(listed.output)")
        }
    }
}
