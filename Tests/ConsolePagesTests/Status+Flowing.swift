@testable import Progress

extension Status {
    /// A status with a source that is being loaded.
    ///
    /// - Parameter ready: the messages that wait for each stage; empty if no queue is known.
    static func flowing(records: Int = 0, ready: [Int] = [0, 0, 0], troubles: [String] = []) -> Status {
        let source = Status.Source(
            uri: "/a.csv", kind: "tokens", sourceId: "5f0c", status: "in progress", percent: 50, bytes: 100,
            bytesDone: 50, batches: nil, batchesDone: 1, records: records, loaded: records, duplicates: 0, completed: 0,
            replaced: 0, rejected: 0, repaired: 0, skipped: 0, dead: 0, heldLines: 0, heldFromLine: nil,
            recordsPerSecond: nil, secondsLeft: nil, lastProgressAt: nil, secondsWithoutProgress: nil, stages: nil,
            sighting: nil, stuck: nil, deadLetters: [], error: nil)
        let stages = zip(["extract", "transform", "load"], ready).map { name, ready in
            Status.StageQueues(
                stage: name, ready: ready, unacked: nil, consumers: 1, batchesPerSecond: nil, rateIsEstimated: false,
                blocked: nil, oldestSeconds: nil, waitSecondsEstimate: nil, dead: 0)
        }
        return Status(
            bulkPhases: [], sources: [source], retired: 0, stages: stages, strayLetters: [], alarms: nil,
            hasManagement: false, troubles: troubles)
    }
}
