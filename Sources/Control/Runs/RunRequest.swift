import DeadLetters
package import ServerAccess
package import Submission
package import SystemPackage

/// What a run is to load, and how.
package struct RunRequest: Sendable {
    package let servers: ServerRequest
    package let selection: SourceSelection
    package let reading: SubmissionOptions
    package let stages: StageCounts
    /// The directory with the programs of the stages.
    package let programs: FilePath
    /// Command-line arguments of every stage's process, such as `--config`.
    package let stageArguments: [String]
    /// The longest pause between two looks at the ledger.
    package let longestPause: Duration

    package init(
        servers: ServerRequest, selection: SourceSelection, reading: SubmissionOptions, stages: StageCounts,
        programs: FilePath, stageArguments: [String] = [], longestPause: Duration = .milliseconds(500)
    ) {
        self.servers = servers
        self.selection = selection
        self.reading = reading
        self.stages = stages
        self.programs = programs
        self.stageArguments = stageArguments
        self.longestPause = longestPause
    }
}

/// How many processes of each stage a run has.
package struct StageCounts: Sendable, Hashable {
    package let extractors: Int
    package let transformers: Int
    package let loaders: Int

    package init(extractors: Int, transformers: Int, loaders: Int) {
        self.extractors = extractors
        self.transformers = transformers
        self.loaders = loaders
    }

    /// The programs with their numbers, in the order of the flow.
    package var processes: [(program: String, number: Int)] {
        [("extractor", extractors), ("transformer", transformers), ("loader", loaders)].flatMap { program, count in
            (1...count).map { (program, $0) }
        }
    }
}
