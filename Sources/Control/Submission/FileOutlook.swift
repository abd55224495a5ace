package import ETLModels
import Ledger
package import Postgres

/// What a submission would do with a file, without doing it.
package struct FileOutlook: Sendable {
    /// One of its sources.
    package struct Source: Sendable, Hashable {
        /// What identifies it, also to the submission that follows.
        package let id: SourceID
        /// The id under which the ledger has it, if it does.
        package let known: SourceID
        package let kind: RecordKind
        package let state: State
    }

    package enum State: Sendable, Hashable {
        case new
        case inProgress
        case complete
        /// It was given up, and would be active again.
        case retired
        /// It was taken out, and would be loaded again.
        case removed
    }

    /// The path, or the link without its secrets.
    package let uri: String
    package let sources: [Source]
    /// Why it cannot be submitted; nil if it can.
    package let failure: FailedSource?

    package init(uri: String, sources: [Source], failure: FailedSource?) {
        self.uri = uri
        self.sources = sources
        self.failure = failure
    }

    /// A file that nobody has looked at.
    package init(unlooked file: String) {
        self.init(uri: SourceFiles.absolutePath(file), sources: [], failure: nil)
    }
}

extension FileSurvey {
    /// Looks at a file as a submission does, and at what the ledger has of it. Changes nothing.
    package func outlook(of file: String, on connection: PostgresConnection) async throws -> FileOutlook {
        switch await inspectAll([file][...])[0] {
        case .failure(let error):
            let failure = FailedSource(file, error)
            return FileOutlook(uri: failure.uri, sources: [], failure: failure)
        case .success(let found):
            let known = try await Submitter.known(found[...], on: connection)
            let states = try await SourceTable.progress(of: known.map(\.entry.id), on: connection)
            let sources = zip(found, known).map { source, known in
                FileOutlook.Source(
                    id: source.entry.id, known: known.entry.id, kind: source.entry.kind,
                    state: states.first { $0.id == known.entry.id }.map(FileOutlook.State.init) ?? .new)
            }
            return FileOutlook(uri: found.first?.entry.uri ?? "", sources: sources, failure: nil)
        }
    }
}

extension FileOutlook.State {
    fileprivate init(_ progress: SourceProgress) {
        self =
            progress.isRemoved
            ? .removed : progress.isRetired ? .retired : progress.isComplete ? .complete : .inProgress
    }
}
