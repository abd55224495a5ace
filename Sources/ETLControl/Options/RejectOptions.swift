import ArgumentParser
import ETLModels
import Ledger
import Postgres

/// Which rejects.
struct RejectOptions: ParsableArguments {
    @Option(help: "Only rejects of this source: its UUID, or its file.")
    var source: String?

    @Option(help: "Only rejects with this reason, such as not-a-number.")
    var reason: String?

    @Option(help: "Only rejects of this kind: tokens or token_transfers.")
    var kind: String?

    func validate() throws {
        try RecordKind.validate(kind)
    }

    func filter(on connection: PostgresConnection) async throws -> RejectFilter {
        RejectFilter(
            sources: try await sources(on: connection), kind: kind.flatMap { RecordKind(name: $0) }, reason: reason)
    }

    /// A file is a source, or several, when it has records of several kinds.
    private func sources(on connection: PostgresConnection) async throws -> [SourceID]? {
        guard let source else { return nil }
        if let id = SourceID(source) { return [id] }
        let known = try await SourceTable.latestSources(
            of: [source, SourceFiles.absolutePath(source)], on: connection)
        guard !known.isEmpty else {
            throw CommandFailure("no source \(source) is known; `etl status` lists them")
        }
        return known
    }
}

extension RecordKind {
    /// Refuses a name that is no kind's.
    static func validate(_ name: String?) throws(ValidationError) {
        guard let name, RecordKind(name: name) == nil else { return }
        let names = allCases.map(\.name).joined(separator: ", ")
        throw ValidationError("--kind is “\(name)”, but must be one of \(names)")
    }
}
