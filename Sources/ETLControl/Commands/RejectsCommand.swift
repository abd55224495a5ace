import ArgumentParser
import ETLModels
import Ledger
import Postgres

struct RejectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejects", abstract: "Shows the records that could not pass.", subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists rejects: file, record, reason, field, text.")

        @OptionGroup var options: ConnectionOptions

        @Option(help: "Only rejects of this source: its UUID, or its file.")
        var source: String?

        @Option(help: "Only rejects with this reason, such as not-a-number.")
        var reason: String?

        @Option(help: "The most to list.")
        var limit = 100

        @Flag(help: "One JSON object per line, with the whole text of each record.")
        var json = false

        func validate() throws {
            if limit < 1 { throw ValidationError("--limit must be at least 1") }
        }

        func run() async throws {
            try await Servers.withDatabase(options) { connection in
                try await Migrator.requireMigrated(on: connection)
                let id = try await sourceID(on: connection)
                let rejects = try await connection.rejects(source: id, reason: reason, limit: limit + 1)
                for reject in rejects.prefix(limit) { Terminal.print(try line(reject)) }
                if rejects.isEmpty { Terminal.complain("there are no such rejects") }
                if rejects.count > limit { Terminal.complain("there are more; see --limit") }
            }
        }

        private func sourceID(on connection: PostgresConnection) async throws -> SourceID? {
            guard let source else { return nil }
            if let id = SourceID(source) { return id }
            let path = SourceFiles.absolutePath(source)
            guard let known = try await connection.progress().last(where: { $0.uri == path }) else {
                throw CommandFailure("no source \(source) is known; `etl status` lists them")
            }
            return known.id
        }

        private func line(_ reject: StoredReject) throws -> String {
            if json { return try JSONOutput.line(reject) }
            let field = reject.field.map { " \($0)" } ?? ""
            let raw = Format.printable(String(reject.raw.prefix(160)))
            return "\(Format.printable(reject.uri)):\(reject.recordNumber): \(reject.reason)\(field): \(raw)"
        }
    }
}
