package import ETLModels
package import Ledger
package import Postgres
import Submission

/// Selects rejects. A reject must meet all given conditions.
package struct RejectRequest: Sendable, Hashable {
    /// The UUID of a source, or its file; nil for all sources.
    package var source: String?
    package var kind: RecordKind?
    package var reason: String?

    package init(source: String? = nil, kind: RecordKind? = nil, reason: String? = nil) {
        self.source = source
        self.kind = kind
        self.reason = reason
    }

    /// Finds the source in the ledger.
    ///
    /// - Throws: ``RejectError/unknownSource(_:)``.
    package func filter(on connection: PostgresConnection) async throws -> RejectFilter {
        RejectFilter(sources: try await sources(on: connection), kind: kind, reason: reason)
    }

    /// A file with records of several kinds is several sources.
    private func sources(on connection: PostgresConnection) async throws -> [SourceID]? {
        guard let source else { return nil }
        if let id = SourceID(source) { return [id] }
        let known = try await SourceTable.latestSources(
            of: [source, SourceFiles.absolutePath(source)], on: connection)
        guard !known.isEmpty else { throw RejectError.unknownSource(source) }
        return known
    }
}

/// The reason for which an operation cannot find or write rejects.
package enum RejectError: Error, Sendable, Hashable {
    /// The ledger has no such source.
    case unknownSource(String)
    /// Rejects of several kinds match, but a file holds one kind.
    case severalKinds([String])
    /// An unknown kind or format, perhaps of a newer version.
    case unknown(String)
}

extension RejectError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownSource(let source): "the ledger has no source \(source)"
        case .severalKinds(let kinds):
            "rejects of \(kinds.joined(separator: " and ")) match, but a file holds one kind"
        case .unknown(let what): "\(what) is not supported by this version"
        }
    }
}
