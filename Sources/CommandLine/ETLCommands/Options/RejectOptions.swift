import ArgumentParser
import ETLModels
import Inspection
import Ledger
import Postgres
import Rejects

/// Selects rejects.
struct RejectOptions: ParsableArguments {
    @Option(help: "Only rejects of this source: its UUID, or its file.")
    var source: String?

    @Option(help: "Only rejects with this reason, such as not-a-number.")
    var reason: String?

    @Option(help: "Only rejects of this kind: \(RecordKind.choice).")
    var kind: String?

    func validate() throws {
        try RecordKind.validate(kind)
    }

    var request: RejectRequest {
        RejectRequest(source: source, kind: kind.flatMap { RecordKind(name: $0) }, reason: reason)
    }
}

extension RecordKind {
    /// Rejects a name that is not a kind.
    static func validate(_ name: String?) throws(ValidationError) {
        guard let name, RecordKind(name: name) == nil else { return }
        let names = allCases.map(\.name).joined(separator: ", ")
        throw ValidationError("--kind is “\(name)”, but must be one of \(names)")
    }

    /// The names of the kinds: `a, b or c`.
    static var choice: String {
        let names = allCases.map(\.name)
        return [names.dropLast().joined(separator: ", "), names.last ?? ""].filter { !$0.isEmpty }
            .joined(separator: " or ")
    }
}
