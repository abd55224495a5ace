import ETLModels
import SourceDescriptions

extension ExtractJob {
    /// Joins the jobs of one stream's sources, so that an extractor reads the stream once.
    ///
    /// - Parameter jobs: jobs of the same file, batch size and chain, and of different kinds; at least one. They become one
    ///   submission, the first's.
    package init(joining jobs: [ExtractJob]) {
        self = jobs[0]
        let others = jobs.dropFirst().map { job in
            var job = job
            job.submission = submission
            return job
        }
        companions = others.isEmpty ? nil : others
    }

    /// The jobs of the sources, one by one: this one, if it was not joined.
    package var separated: [ExtractJob] {
        guard let companions else { return [self] }
        var first = self
        first.companions = nil
        return [first]
            + companions.map { companion in
                var job = companion
                (job.damage, job.verified) = (damage, verified)
                return job
            }
    }

    /// Whether the job is for several sources.
    package var isJoined: Bool { companions != nil }

    /// Whether jobs can be joined: they read the same stream alike.
    package func canBeJoined(with other: ExtractJob) -> Bool {
        description.format.isMixed && uri == other.uri && location == other.location && kindName != other.kindName
            && source != other.source && batchRecords == other.batchRecords && chainID == other.chainID
            && description.isOfSameFile(as: other.description)
    }

    /// Whether the companions may be read with this job, and have none of their own.
    var hasValidCompanions: Bool {
        guard let companions else { return true }
        let jobs = [self] + companions
        return companions.allSatisfy { $0.companions == nil && $0.isValid && $0.submission == submission }
            && jobs.indices.allSatisfy { place in jobs[..<place].allSatisfy { $0.canBeJoined(with: jobs[place]) } }
    }
}
