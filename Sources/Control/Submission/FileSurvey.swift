import Blocking
import ETLModels
import Formats
import Ledger
import SourceReading

/// Looks at files as a submission does, without any server.
package struct FileSurvey: Sendable {
    typealias Inspected = Submitter.Inspected

    let reading: SubmissionOptions
    /// The files that were looked at, so that none is opened twice.
    private var looked: [String: Result<[Inspected], any Error>] = [:]

    /// The most files that are inspected together.
    static let filesAtOnce = 500
    /// Files inspected concurrently. A remote file may take long to open.
    private static let lanes = 8

    package init(reading: SubmissionOptions) {
        self.reading = reading
    }

    /// Looks at files in order until one can be submitted: at the first alone, then at more and more together.
    ///
    /// - Returns: why none can be submitted; nil if one can.
    package mutating func failuresOfAll(_ files: [String]) async -> [FailedSource]? {
        var failures: [FailedSource] = []
        var (start, size) = (0, 1)
        while start < files.count {
            let some = files[start..<min(start + size, files.count)]
            var hasFound = false
            for (file, inspected) in zip(some, await inspectAll(some)) {
                looked[file] = inspected
                switch inspected {
                case .success: hasFound = true
                case .failure(let error): failures.append(FailedSource(file, error))
                }
            }
            if hasFound { return nil }
            (start, size) = (some.endIndex, min(size * 8, Self.filesAtOnce))
        }
        return failures
    }
}

extension FailedSource {
    /// Why a file cannot be submitted.
    init(_ file: String, _ error: any Error) {
        self.init(
            place: file, error: (error as? SourceError)?.fault ?? "\(error)",
            advice: UnfitHeader.Advice(against: error))
    }
}

extension FileSurvey {
    /// The sources in each file, in the order of the files.
    func inspectAll(_ files: ArraySlice<String>) async -> [Result<[Inspected], any Error>] {
        let share = max(1, (files.count + Self.lanes - 1) / Self.lanes)
        return await withTaskGroup { group in
            for start in stride(from: files.startIndex, to: files.endIndex, by: share) {
                let some = files[start..<min(start + share, files.endIndex)]
                group.addTask {
                    (
                        start,
                        await blockingCall { some.map { file in looked[file] ?? Result { try inspectChecked(file) } } }
                    )
                }
            }
            var lanes: [(Int, [Result<[Inspected], any Error>])] = []
            for await lane in group { lanes.append(lane) }
            return lanes.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private func inspectChecked(_ file: String) throws -> [Inspected] {
        let sources = try inspect(file)
        for source in sources {
            try SourceFitness.check(source.entry.uri, source.location, source.entry.kind, source.description)
        }
        return sources
    }
}
