import Blocking
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
    private static let filesAtOnce = 500
    /// Files inspected concurrently. A remote file may take long to open.
    private static let lanes = 8
    /// The maximum number of unconfirmed jobs.
    private static let window = 128

    /// Submits files; a failure of one does not block the others.
    ///
    /// - Throws: when a server fails. The files before are submitted; the same call resumes.
    package func submitAll(_ files: [String]) async throws -> SubmissionResult {
        var seen: Set<SourceID> = []
        var result = SubmissionResult()
        for start in stride(from: 0, to: files.count, by: Self.filesAtOnce) {
            try Task.checkCancellation()
            let some = files[start..<min(start + Self.filesAtOnce, files.count)]
            var new: [Inspected] = []
            for (file, inspected) in zip(some, await inspectAll(some)) {
                switch inspected {
                case .success(let sources): new += sources.filter { seen.insert($0.entry.id).inserted }
                case .failure(let error):
                    let failure = FailedSource(
                        place: file, error: (error as? SourceError)?.reason.description ?? "\(error)",
                        advice: (error as? UnfitHeader)?.advice)
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

    // MARK: Inspecting

    /// The sources in each file, in the order of the files.
    private func inspectAll(_ files: ArraySlice<String>) async -> [Result<[Inspected], any Error>] {
        let share = max(1, (files.count + Self.lanes - 1) / Self.lanes)
        return await withTaskGroup { group in
            for start in stride(from: files.startIndex, to: files.endIndex, by: share) {
                let some = files[start..<min(start + share, files.endIndex)]
                group.addTask {
                    (start, await blockingCall { some.map { file in Result { try inspectChecked(file) } } })
                }
            }
            var lanes: [(Int, [Result<[Inspected], any Error>])] = []
            for await lane in group { lanes.append(lane) }
            return lanes.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private func inspectChecked(_ file: String) throws -> [Inspected] {
        let sources = try inspect(file)
        for source in sources where source.entry.columns.contains(where: { $0.utf8.contains(0) }) {
            // The database cannot store it, and would reject the other files with it.
            throw SourceError(source.entry.uri, .headerMalformed("a name in it holds a NUL character"))
        }
        return sources
    }

    // MARK: Submitting

    /// Enters sources into the ledger, and publishes their extract jobs.
    ///
    /// Marks a source as submitted only after the broker has confirmed its job. After a crash in between, the next
    /// submission publishes the job, at worst twice, which the ledger makes harmless.
    private func submit(_ sources: [Inspected]) async throws -> [SubmittedSource] {
        var outcomes: [SubmittedSource] = []
        var jobs: [ExtractJob] = []
        for some in sources.chunks(of: SourceTable.mostAtOnce) {
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
                        description: source.description, batchRecords: batchRecords,
                        start: ExtractJob.Start(sequence: 0, record: 1, position: .start)))
            }
        }
        try await publish(jobs)
        try await SourceTable.markSubmitted(jobs.compactMap(\.sourceID), on: connection)
        return outcomes
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
