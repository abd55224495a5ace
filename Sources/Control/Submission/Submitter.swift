import Bus
package import Downloads
package import ETLModels
import Ledger
package import Postgres
package import RabbitMQ
package import ServiceSettings
package import SourceDescriptions
import SourceReading

/// The reading options of one submission.
package struct SubmissionOptions: Sendable {
    /// The access to files and links.
    let places: SourcePlaces
    /// The kind of every file; nil to detect it from the content.
    let kind: RecordKind?
    /// What is known of the fields' names in every file.
    let naming: ColumnNaming
    /// The batch size of new sources.
    let batchRecords: Int
    /// Whether the files' rows replace stored ones that contradict them.
    package let replaces: Bool
    /// How the rows of ranges of blocks are verified.
    let verification: RangeVerification?

    package init(
        places: SourcePlaces, kind: RecordKind?, naming: ColumnNaming, batchRecords: Int, replaces: Bool = false,
        verification: RangeVerification? = nil
    ) {
        self.places = places
        self.kind = kind
        self.naming = naming
        self.batchRecords = batchRecords
        self.replaces = replaces
        self.verification = verification
    }
}

extension SubmissionOptions {
    /// The options with the records of a batch that the settings name.
    package init(
        places: SourcePlaces, kind: RecordKind?, naming: ColumnNaming, settings: Settings, replaces: Bool = false,
        verification: RangeVerification? = nil
    ) throws(SettingsError) {
        self.init(
            places: places, kind: kind, naming: naming,
            batchRecords: try settings.integer(
                .batchRecords, default: ExtractJob.defaultBatchRecords, in: ExtractJob.batchSizes),
            replaces: replaces, verification: verification)
    }
}

/// Enters files into the ledger and publishes their extract jobs.
package struct Submitter: Sendable {
    let connection: PostgresConnection
    let publisher: RabbitMQPublisher
    let reading: SubmissionOptions
    /// Whether to publish the job of a source in progress again.
    let again: @Sendable (SourceID) -> Bool
    /// The only sources that are submitted; nil for any.
    let expecting: Set<SourceID>?
    let onEvent: @Sendable (SubmissionEvent) -> Void
    /// Looks at the files, unless the caller has done so.
    let survey: FileSurvey

    /// - Parameters:
    ///   - survey: what the caller has seen of the files; nil if nothing.
    ///   - onEvent: called in order, one event at a time.
    package init(
        connection: PostgresConnection, publisher: RabbitMQPublisher, reading: SubmissionOptions,
        survey: FileSurvey? = nil, again: @escaping @Sendable (SourceID) -> Bool,
        expecting: Set<SourceID>? = nil,
        onEvent: @escaping @Sendable (SubmissionEvent) -> Void
    ) {
        self.connection = connection
        self.publisher = publisher
        self.reading = reading
        self.survey = survey ?? FileSurvey(reading: reading)
        self.again = again
        self.expecting = expecting
        self.onEvent = onEvent
    }

    /// The result of inspecting a file.
    struct Inspected {
        var entry: SourceEntry
        let description: SourceDescription
        /// Nil of a local file.
        let location: SourceLink?
        /// Nil if the columns are worth no warning.
        let unread: UnreadColumns?
    }
}

extension FileSurvey {
    /// The sources of a file: one, or one for each kind if it mixes records of several kinds.
    func inspect(_ file: String) throws -> [Inspected] {
        let location = reading.places.link(file)
        let path = location?.name ?? SourceFiles.absolutePath(file)
        if location?.isOnlyName == true { throw SourceError(path, .nameOfLink) }
        let inspection = try SourceInspection(
            path: path, opener: reading.places.opener(for: location), naming: reading.naming)
        return try recordKinds(of: path, inspection).map { kind in
            let description = inspection.description(for: kind)
            let (id, formerID) = identities(of: path, kind, inspection, description)
            let entry = SourceEntry(
                id: id, formerID: formerID, uri: path, kind: kind,
                format: description.formatName, columns: description.layout.names, renames: description.renames,
                delimiter: description.delimiterText, bytes: Int64(clamping: description.size),
                modified: description.modified, fingerprint: description.fingerprint?.description,
                batchRecords: reading.batchRecords, replaces: reading.replaces)
            return Inspected(
                entry: entry, description: description, location: location,
                unread: UnreadColumns(inspection, uri: path, as: kind, isAsked: reading.kind != nil))
        }
    }

    /// The identity, and the one that an earlier version gives the file. A file has several if it mixes kinds, or if options say
    /// what its columns are.
    private func identities(
        of path: String, _ kind: RecordKind, _ inspection: SourceInspection, _ description: SourceDescription
    ) -> (SourceID, former: SourceID?) {
        // What is of the same blocks is the same source, whichever node serves it.
        var uri = ChainSource(path)?.identity ?? path
        if inspection.isMixed { uri += "#\(kind.name)" }
        if description.isHeaderless { uri += "#\(description.columns.joined(separator: ","))" }
        let renames = description.renames.map { "\(HeaderName.normalized($0.name))=\($0.column)" }.sorted()
        if !renames.isEmpty { uri += "#rename:\(renames.joined(separator: ","))" }
        if !description.amounts.name.isEmpty { uri += "#amounts:\(description.amounts.name)" }
        // To keep is the rule, and was the only way.
        if reading.replaces { uri += "#on-conflict:replace" }
        let (size, modified) = (Int64(clamping: description.size), description.modified)
        let former = SourceID(uri: uri, size: size, modified: modified)
        guard let fingerprint = description.fingerprint else { return (former, nil) }
        return (SourceID(uri: uri, size: size, modified: modified, fingerprint: fingerprint.hash), former)
    }

    /// The kinds by option or by content; for an empty file, by its name.
    private func recordKinds(of path: String, _ inspection: SourceInspection) throws -> [RecordKind] {
        let kinds = try inspection.recordKinds(asked: reading.kind, renames: reading.naming.renames)
        guard kinds.isEmpty else { return kinds }
        let name = path.split(separator: "/").last ?? ""
        guard let kind = reading.kind ?? RecordKind(emptyFileNamed: String(name)) else {
            throw SourceError(path, .noHeader)
        }
        return [kind]
    }
}
