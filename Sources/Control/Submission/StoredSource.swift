import DisplayText
import Downloads
import ETLModels
import Ledger
import Postgres
import SourceDescriptions
import SourceReading

/// A source as the ledger has it, to find its file again.
struct StoredSource: Sendable {
    let entry: SourceEntry
    /// The names of the fields, as the file has them.
    private let fieldNames: [String]
    /// The file's modification time, in Unix seconds.
    private let modifiedAt: Int?
    private let isComplete: Bool

    /// Reads a source; nil if the ledger does not have it, or not its kind.
    init?(_ id: SourceID, on connection: PostgresConnection) async throws {
        guard let layout = try await SourceTable.rejectSource(id, on: connection),
            let record = try await SourceTable.record(of: id, on: connection),
            let progress = try await SourceTable.progress(of: [id], on: connection).first,
            let kind = RecordKind(name: layout.kind)
        else { return nil }
        entry = SourceEntry(
            id: id, uri: layout.uri, kind: kind, format: layout.format, columns: layout.columns,
            renames: layout.renames, delimiter: layout.delimiter, bytes: progress.bytes, modified: 0,
            fingerprint: record.fingerprint, batchRecords: record.batchRecords, replaces: record.replaces)
        fieldNames = layout.fieldNames
        modifiedAt = record.modifiedAt
        isComplete = progress.isComplete
    }

    /// What has become of a source's file.
    enum Finding: Sendable {
        /// The source is complete, so its file is of no interest.
        case complete
        /// The file is the submitted one.
        case same(Submitter.Inspected)
        case failed(FailedSource)
    }

    /// Looks at the file, which must be the submitted one.
    ///
    /// - Parameter always: whether to look even if the source is complete.
    func inspect(with places: SourcePlaces, always: Bool = false) async -> Finding {
        guard always || !isComplete else { return .complete }
        if SourceLink(entry.uri)?.isHashed == true { return .failed(failed(SourceError(entry.uri, .nameOfLink).fault)) }
        // The ledger does not say whether the names were in the file, or came from an option; nor how amounts are read.
        let namings =
            entry.format == SourceFormat.parquet.name
            ? AmountReading.all.map { ColumnNaming(renames: entry.renames, amounts: $0) }
            : [ColumnNaming(renames: entry.renames), ColumnNaming(columns: fieldNames, renames: entry.renames)]
        var found: [Submitter.Inspected] = []
        var failure: FailedSource?
        for naming in namings {
            let survey = FileSurvey(
                reading: SubmissionOptions(
                    places: places, kind: entry.kind, naming: naming, batchRecords: entry.batchRecords,
                    replaces: entry.replaces))
            switch await survey.inspectAll([entry.uri][...])[0] {
            case .success(let sources):
                if let source = sources.first(where: { isSame($0.entry) }) { return .same(source) }
                found += sources
            case .failure(let error):
                failure = failure ?? FailedSource(entry.uri, error)
            }
        }
        if let other = found.first {
            return .failed(failed(difference(from: other.entry)))
        }
        let error = failure?.error ?? "it holds no \(entry.kind.name)"
        return .failed(failed(error + adviceOnLinks))
    }

    /// Whether a file is the submitted one. An earlier version may have submitted it without regard to its content.
    private func isSame(_ found: SourceEntry) -> Bool {
        found.id == entry.id
            || found.formerID == entry.id && (entry.fingerprint == nil || entry.fingerprint == found.fingerprint)
    }

    private func failed(_ error: String) -> FailedSource {
        FailedSource(place: entry.uri, error: error, uri: entry.uri)
    }

    /// What of the file is no longer as it was submitted.
    private func difference(from other: SourceEntry) -> String {
        let now = Int(other.modified.dividedRoundingDown(by: 1_000_000_000))
        let fault =
            other.bytes != entry.bytes
            ? "it has \(Format.count(Int(other.bytes))) bytes, and had \(Format.count(Int(entry.bytes)))"
            : modifiedAt.map { $0 != now } ?? false
                ? "it was modified at \(Format.moment(now)), before at \(Format.moment(modifiedAt ?? 0))"
                : "its modification time or its header has changed"
        return
            "this is not the submitted file: \(fault). Restore that file and repeat this; or `etl submit` this one, which "
            + "is another source, and `etl sources retire \(entry.id)`"
    }

    private var adviceOnLinks: String {
        guard SourceFiles.isURL(entry.uri) else { return "" }
        return ". The ledger keeps links without their secrets: if this one has any, use `etl submit --again LINK`"
    }
}

extension Int64 {
    fileprivate func dividedRoundingDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
