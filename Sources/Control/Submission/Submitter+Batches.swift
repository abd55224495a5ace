import Bus
import ETLModels
import Ledger
import Postgres
import RabbitMQ
import SourceDescriptions
import SourceReading

extension Submitter {
    /// Files that are inspected, entered, given jobs and marked together. A killed command repeats at most this many
    /// submissions.
    private static let filesAtOnce = FileSurvey.filesAtOnce
    /// The maximum number of unconfirmed jobs.
    private static let window = 128

    /// Submits files; a failure of one does not block the others.
    ///
    /// - Throws: when a server fails. The files before are submitted; the same call resumes.
    package func submitAll(_ files: [String]) async throws -> SubmissionResult {
        var seen: Set<SourceID> = []
        var result = SubmissionResult()
        let chain = try await ChainTable.chain(on: connection)
        for start in stride(from: 0, to: files.count, by: Self.filesAtOnce) {
            try Task.checkCancellation()
            let some = files[start..<min(start + Self.filesAtOnce, files.count)]
            var new: [Inspected] = []
            for (file, inspected) in zip(some, await survey.inspectAll(some)) {
                switch inspected.flatMap({ Self.checked($0, for: chain) }).flatMap(expected) {
                case .success(let sources): new += sources.filter { seen.insert($0.entry.id).inserted }
                case .failure(let error):
                    let failure = FailedSource(file, error)
                    onEvent(.failed(failure))
                    result.failed.append(failure)
                }
            }
            for unread in new.compactMap(\.unread) { onEvent(.unread(unread)) }
            let sources = try await submit(new)
            onEvent(.submitted(sources))
            result.submitted += sources
        }
        return result
    }

    /// The sources of a file, unless a folder of its path names another chain.
    private static func checked(_ sources: [Inspected], for chain: ChainID) -> Result<[Inspected], any Error> {
        for uri in sources.map(\.entry.uri) {
            if let source = ChainSource(uri), source.chain != chain {
                return .failure(SourceError(uri, .node(.otherChain(source.chain, database: chain))))
            }
            guard let folder = ChainFolder(in: uri), folder.chain != chain else { continue }
            return .failure(SourceError(uri, .folderOfOtherChain(folder.name, database: chain)))
        }
        return .success(sources)
    }

    /// The sources of a file, unless it is no longer the one that was shown.
    private func expected(_ sources: [Inspected]) -> Result<[Inspected], any Error> {
        guard let expecting, let other = sources.first(where: { !expecting.contains($0.entry.id) }) else {
            return .success(sources)
        }
        return .failure(SourceError(other.entry.uri, .contentChanged))
    }

    // MARK: Submitting

    /// Enters sources into the ledger, and publishes their extract jobs.
    ///
    /// Marks a source as submitted only after the broker has confirmed its job. After a crash in between, the next
    /// submission publishes the job, at worst twice, which the ledger makes harmless.
    func submit(_ sources: [Inspected]) async throws -> [SubmittedSource] {
        var outcomes: [SubmittedSource] = []
        var jobs: [ExtractJob] = []
        let chain = try await ChainTable.chain(on: connection)
        for chunk in sources.chunks(of: SourceTable.mostAtOnce) {
            let some = try await Self.known(chunk, on: connection)
            let known = try await SourceTable.register(some.map(\.entry), on: connection)
            for source in some {
                let entry = source.entry
                let registration = known[entry.id] ?? .needsJob(batchRecords: entry.batchRecords)
                let (outcome, batchRecords) = outcome(of: entry.id, registration)
                outcomes.append(SubmittedSource(entry: entry, outcome: outcome))
                guard let batchRecords else { continue }
                jobs.append(
                    ExtractJob(
                        id: entry.id, uri: entry.uri, location: source.location, kind: entry.kind,
                        description: source.description, batchRecords: batchRecords, chain: chain,
                        verification: reading.verification,
                        start: ExtractJob.Start(sequence: 0, record: 1, position: .start)))
            }
        }
        try await publish(Self.joined(jobs))
        try await SourceTable.markSubmitted(jobs.compactMap(\.sourceID), on: connection)
        return outcomes
    }

    /// The sources, under the identities that an earlier version gave them if the ledger has these.
    static func known(
        _ sources: ArraySlice<Inspected>, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Inspected] {
        let former = try await SourceTable.formerSources(of: sources.map(\.entry), on: connection)
        return sources.map { source in
            var source = source
            source.entry = source.entry.under(former)
            return source
        }
    }

    /// Joins the jobs of each mixed stream, so that it is read once, unless the joined one is too large for a message. The jobs of a file follow one another.
    private static func joined(_ jobs: [ExtractJob]) -> [ExtractJob] {
        var groups: [[ExtractJob]] = []
        for job in jobs {
            if let last = groups.last, last.allSatisfy({ $0.canBeJoined(with: job) }) {
                groups[groups.count - 1].append(job)
            } else {
                groups.append([job])
            }
        }
        return groups.flatMap { group in
            guard group.count > 1 else { return group }
            let job = ExtractJob(joining: group)
            return job.encodedSize <= ExtractJob.maximumFirstBytes ? [job] : group
        }
    }

    /// - Returns: also the batch size of the job to publish, if any.
    private func outcome(
        of source: SourceID, _ registration: Registration
    ) -> (SubmittedSource.Outcome, batchRecords: Int?) {
        switch registration {
        case .complete: (.complete, nil)
        case .inProgress(let batchRecords): again(source) ? (.submitted, batchRecords) : (.inProgress, nil)
        case .needsJob(let batchRecords): (.submitted, batchRecords)
        }
    }

    /// Publishes jobs in order, and returns once the broker has confirmed all.
    private func publish(_ jobs: [ExtractJob]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, job) in jobs.enumerated() {
                if number >= Self.window { try await group.next() }
                let message = try job.message()
                group.addTask { [publisher] in try await publisher.publish(message, to: Stage.extract.workQueue) }
            }
            try await group.waitForAll()
        }
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
