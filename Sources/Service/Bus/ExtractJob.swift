import DisplayText
package import ETLModels
import Foundation
package import RabbitMQ
package import SourceDescriptions

/// A request to extract a source from a position on. It is also the checkpoint: an extractor that has cut a slice publishes
/// the next slice's job before it settles this one.
package struct ExtractJob: Codable, Sendable, Hashable {
    /// The start of a slice.
    package struct Start: Codable, Sendable, Hashable {
        /// The sequence of the next batch.
        package var sequence: UInt32
        /// The number of the next record, where the source's first is 1.
        package var record: UInt64
        /// The position of the next record in the source.
        package var position: SourcePosition

        package init(sequence: UInt32, record: UInt64, position: SourcePosition) {
            self.sequence = sequence
            self.record = record
            self.position = position
        }

        /// Whether a batch can start here: its numbers must fit the database's types.
        fileprivate var isPossible: Bool {
            sequence <= Int32.max && record >= 1 && record <= Int64.max / 2 && position.stored <= Int64.max
                && position.skipped <= Int64.max && (1...UInt64(Int64.max / 2)).contains(position.line)
        }
    }

    /// The version of the job's format.
    package private(set) var version = 1
    let source: String
    /// The path of the file, or the name of a download: the link without its secrets.
    package private(set) var uri: String
    /// The link to download from, under the name: a secret. Files have none, nor links that are their whole name.
    package private(set) var location: SourceLink?
    let kindName: String
    /// The format and identity of the file at its submission. A file that has changed since is another source:
    /// extracting it would mix the two.
    package let description: SourceDescription
    /// Identifies the submission. Each of its jobs leads to the next, so a later job makes the earlier ones
    /// superfluous.
    package internal(set) var submission: String
    /// The number of records in a batch, fixed when the source is first submitted.
    package let batchRecords: Int
    /// The number of the database's chain; nil of Ethereum's.
    let chainID: UInt64?
    /// How the rows of a range of blocks are verified; nil for no more than the checks of every answer.
    package let verification: RangeVerification?
    /// The start of this slice.
    package var start: Start
    /// The position of damage that was found before the first batch: the source ends before it.
    package var damage: SourceDamage?
    /// Set if the source has been checked for damage.
    var verified: Bool?
    /// The jobs of the file's other sources, which are read with this one; nil if there are none.
    var companions: [ExtractJob]?

    package init(
        id: SourceID, uri: String, location: SourceLink? = nil, kind: RecordKind, description: SourceDescription,
        batchRecords: Int, chain: ChainID = .ethereum, verification: RangeVerification? = nil, start: Start,
        submission: String = Self.newSubmission()
    ) {
        source = "\(id)"
        self.uri = uri
        self.location = location.flatMap(Self.kept)
        kindName = kind.name
        self.description = description
        self.batchRecords = batchRecords
        chainID = chain == .ethereum ? nil : chain.number
        self.verification = NodeRange.isMeant(by: uri) ? verification : nil
        self.start = start
        self.submission = submission
    }

    /// Whether the source has been checked for damage, and must not be checked again.
    package var isVerified: Bool {
        get { verified ?? false }
        set { verified = newValue ? true : nil }
    }

    /// A unique name for a submission.
    package static func newSubmission() -> String { String(UInt64.random(in: .min ... .max), radix: 16) }
}

extension ExtractJob {
    /// The source's identity; nil in a damaged job.
    package var sourceID: SourceID? { SourceID(source) }
    /// The kind of the source's records; nil in a damaged job, or in one from a newer program.
    package var kind: RecordKind? { RecordKind(name: kindName) }
    /// The chain of the database; nil in a damaged job.
    package var chain: ChainID? { chainID.map { ChainID($0) } ?? .ethereum }

    /// Reads a job.
    ///
    /// - Throws: ``StageError`` with the fault `batch`.
    package init(message body: [UInt8]) throws(StageError) {
        let data = Data(body)
        let decoder = JSONDecoder()
        // Checked first: a newer job may have another format.
        if let form = try? decoder.decode(Form.self, from: data), !Self.versions.contains(form.version) {
            throw StageError(.batch, reason: "unsupported-version", "the extract job has version \(form.version)")
        }
        guard let job = try? decoder.decode(ExtractJob.self, from: data) else {
            throw StageError(.batch, reason: "not-a-job", "the message is not an extract job")
        }
        guard job.isValid else {
            throw StageError(
                .batch, reason: "malformed", "the extract job has no valid source, kind, chain, batch size or start")
        }
        guard job.hasValidCompanions else {
            throw StageError(.batch, reason: "malformed", "the extract job has companions that are not of its stream")
        }
        self = job.named(by: job.version) ?? job
        companions = job.companions?.map { $0.named(by: job.version) ?? $0 }
    }

    var isValid: Bool {
        // Only the canonical spelling: the text becomes part of the next job's id and headers, which must be short.
        sourceID?.description == source && kind != nil && chain != nil && Self.batchSizes.contains(batchRecords)
            && start.isPossible && submission.utf8.count <= 255 && (damage?.what.utf8.count ?? 0) <= 255
            && uri.utf8.count <= Self.maximumPathBytes && named(by: version) != nil
    }

    /// The job with a name that contains no secret; nil if the name does not belong to the link.
    ///
    /// Which parameters are harmless is a setting of the program that submitted the link. Names of older versions show
    /// every parameter that they do not know, so nothing of such a query is kept. The source's identity stays.
    func named(by version: Int) -> ExtractJob? {
        guard WebAddress.isMeant(by: uri) else {
            let isValid = !ChainSource.isMeant(by: uri) || ChainSource(uri) != nil
            return location == nil && isValid ? self : nil
        }
        let link = location?.link ?? uri
        guard link.utf8.count <= Self.maximumLinkBytes, let named = SourceLink(link, named: uri), !named.isOnlyName,
            let location = version < Self.versionOfHashes ? SourceLink(link) : named
        else { return nil }
        var job = self
        job.uri = location.name
        job.location = Self.kept(location)
        return job
    }

    /// The link to keep in a job; nil if its name is all of it, whatever the settings.
    private static func kept(_ location: SourceLink) -> SourceLink? {
        location.hasSecrets || location.address.query != nil ? location : nil
    }

    /// The first version whose names have a hash of the query.
    private static let versionOfHashes = 4

    /// Longer than any link that servers accept (RFC 9110, section 4.1, recommends 8000).
    private static let maximumLinkBytes = 16_384

    /// The first version of jobs for what nodes serve.
    private static let versionOfNodes = 5

    /// The first version of jobs whose rows are verified.
    private static let versionOfVerification = 6

    /// The job versions that this program reads.
    private static let versions = 1...6

    /// The longest possible path (Linux, PATH_MAX).
    private static let maximumPathBytes = 4096

    /// The valid batch sizes. A builder allocates space for all records of a batch.
    package static let batchSizes = 1...BatchLimits.mostRecords
    /// The default number of records in a batch.
    package static let defaultBatchRecords = 4000

    private struct Form: Decodable {
        let version: Int
    }

    /// The job after an operator has replayed it. An extractor runs it again, independent of the fate of the jobs that
    /// followed it before.
    ///
    /// - Parameter replay: the identity of the replay; nil if there was none.
    package func replayed(as replay: String?) -> ExtractJob {
        var job = self
        guard let replay else { return job }
        job.submission = replay
        job.companions = companions?.map { $0.replayed(as: replay) }
        return job
    }

    /// The oldest version whose programs know all fields that are set. An older one would ignore some and continue.
    private var oldestVersion: Int {
        if verification != nil { return Self.versionOfVerification }
        if ChainSource.isMeant(by: uri) { return Self.versionOfNodes }
        if location?.address.query != nil { return Self.versionOfHashes }
        if chainID != nil || companions != nil || !description.renames.isEmpty { return 3 }
        return damage != nil || location != nil || description.isHeaderless ? 2 : 1
    }

    /// The most bytes of a job as a message. A service drops a larger one before it parses it.
    package static let maximumBytes = 64 << 10

    /// The most bytes of a source's first job: it leaves room for what later ones have to tell, positions and damage.
    package static let maximumFirstBytes = maximumBytes - 4096

    /// The size of the job as a message, in bytes.
    package var encodedSize: Int { encoded?.count ?? .max }

    private var encoded: Data? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var job = self
        job.version = oldestVersion
        return try? encoder.encode(job)
    }

    /// The job as a message. Its id is that of the first batch that it will yield. Its body is JSON, so that people can
    /// read it in the broker.
    package func message() throws(StageError) -> Message {
        guard let body = encoded else {
            throw StageError(.batch, reason: "malformed", "the extract job cannot be encoded")
        }
        let isFirst = start.position == .start && verified == nil && damage == nil
        let limit = isFirst ? Self.maximumFirstBytes : Self.maximumBytes
        guard body.count <= limit else {
            throw StageError(
                .batch, reason: "job-too-large",
                "the extract job has \(body.count) bytes, more than the \(limit) allowed: shorten the names of its columns, its path or its link"
            )
        }
        return Message(
            id: "\(source)/\(start.sequence)",
            headers: [
                MessageHeader.kind: .string(kindName),
                MessageHeader.source: .string(source),
                MessageHeader.sequence: .integer(Int64(start.sequence)),
                MessageHeader.uri: .string(uri.shortened),
            ],
            body: [UInt8](body))
    }
}
