import Bus
package import Downloads
package import ETLModels
import Ledger
package import Postgres
package import RabbitMQ
import SourceDescriptions
import SourceReading

/// What is said of all files that are submitted together.
package struct SubmissionOptions: Sendable {
    /// Where the files are.
    let places: SourcePlaces
    /// The kind that every file is said to have; nil to tell by the content.
    let kind: RecordKind?
    /// The names of the fields of files without a header; nil when files have one.
    let columns: [String]?
    /// The batch size of sources that are new.
    let batchRecords: Int

    package init(places: SourcePlaces, kind: RecordKind?, columns: [String]?, batchRecords: Int) {
        self.places = places
        self.kind = kind
        self.columns = columns
        self.batchRecords = batchRecords
    }
}

/// Enters files into the ledger and gives the extractors their jobs.
package struct Submitter: Sendable {
    let connection: PostgresConnection
    let publisher: RabbitMQPublisher
    let reading: SubmissionOptions
    /// Whether a source that is in progress gets its job again.
    let again: @Sendable (SourceID) -> Bool
    let onEvent: @Sendable (SubmissionEvent) -> Void

    /// - Parameter onEvent: called in order, one event at a time.
    package init(
        connection: PostgresConnection, publisher: RabbitMQPublisher, reading: SubmissionOptions,
        again: @escaping @Sendable (SourceID) -> Bool, onEvent: @escaping @Sendable (SubmissionEvent) -> Void
    ) {
        self.connection = connection
        self.publisher = publisher
        self.reading = reading
        self.again = again
        self.onEvent = onEvent
    }

    /// What a file turned out to hold.
    struct Inspected {
        let entry: SourceEntry
        let description: SourceDescription
        /// Nil of a local file.
        let location: SourceLink?
    }

    /// What sources a file is: one, or, when records of several kinds stand among one another, one for each kind.
    func inspect(_ file: String) throws -> [Inspected] {
        let path = SourceFiles.absolutePath(file)
        let location = SourceLink(file)
        let inspection = try SourceInspection(
            path: path, opener: reading.places.opener(for: location), columns: reading.columns)
        return try recordKinds(of: path, inspection).map { kind in
            let description = inspection.description(for: kind)
            let entry = SourceEntry(
                id: identity(of: path, kind, inspection, description), uri: path, kind: kind,
                format: description.formatName, columns: description.columns, delimiter: description.delimiterText,
                bytes: Int64(clamping: description.size), modified: description.modified,
                batchRecords: reading.batchRecords)
            return Inspected(entry: entry, description: description, location: location)
        }
    }

    /// A file that is read in several ways, or in a way that it does not tell itself, is several sources.
    private func identity(
        of path: String, _ kind: RecordKind, _ inspection: SourceInspection, _ description: SourceDescription
    ) -> SourceID {
        var uri = path
        if inspection.isMixed { uri += "#\(kind.name)" }
        if description.isHeaderless { uri += "#\(description.columns.joined(separator: ","))" }
        return SourceID(uri: uri, size: Int64(clamping: description.size), modified: description.modified)
    }

    /// The kinds that the file is said to have, or tells; in an empty file, the one in the file's name.
    private func recordKinds(of path: String, _ inspection: SourceInspection) throws -> [RecordKind] {
        let kinds = try inspection.recordKinds(asked: reading.kind)
        guard kinds.isEmpty else { return kinds }
        let name = path.split(separator: "/").last ?? ""
        guard let kind = reading.kind ?? RecordKind(emptyFileNamed: String(name)) else {
            throw SourceError(path, .noHeader)
        }
        return [kind]
    }
}
