import DeadLetters
package import ETLModels
package import Following
package import ServerAccess
package import Submission
package import SystemPackage

/// The sources and settings of a run.
package struct RunRequest: Sendable {
    package let servers: ServerRequest
    package let selection: SourceSelection
    /// The blocks of a node to load instead of files; nil for files.
    package let node: NodeRequest?
    /// Whether the tokens are loaded that transfers of these blocks name, instead of the blocks.
    private(set) var loadsTokens = false
    package let reading: SubmissionOptions
    /// The chain of a new database; nil to keep the database's.
    package let chain: ChainID?
    package let stages: StageCounts
    /// The directory of the stage programs.
    package let programs: FilePath
    /// Whether a load into an empty table keeps its key.
    package let keepsKey: Bool
    /// Command-line arguments of every stage process, such as `--config`.
    package let stageArguments: [String]
    /// The maximum pause between two reads of the ledger.
    package let longestPause: Duration

    package init(
        servers: ServerRequest, selection: SourceSelection, node: NodeRequest? = nil, reading: SubmissionOptions,
        chain: ChainID? = nil,
        stages: StageCounts, programs: FilePath, keepsKey: Bool = false, stageArguments: [String] = [],
        longestPause: Duration = .milliseconds(500)
    ) {
        self.servers = servers
        self.selection = selection
        self.node = node
        self.reading = reading
        self.chain = chain
        self.stages = stages
        self.programs = programs
        self.keepsKey = keepsKey
        self.stageArguments = stageArguments
        self.longestPause = longestPause
    }
}

extension RunRequest {
    /// The same request for the tokens that transfers of its blocks name.
    var forTokens: RunRequest {
        var request = self
        request.loadsTokens = true
        return request
    }
}

/// The number of processes of each stage.
package struct StageCounts: Sendable, Hashable {
    package let extractors: Int
    package let transformers: Int
    package let loaders: Int

    /// The possible numbers of processes of a stage.
    package static let range = 1...64

    /// - Throws: ``RunError/invalidStageCount(program:count:)`` when a number is not in ``range``.
    package init(extractors: Int, transformers: Int, loaders: Int) throws(RunError) {
        for (program, count) in [("extractor", extractors), ("transformer", transformers), ("loader", loaders)]
        where !Self.range.contains(count) {
            throw .invalidStageCount(program: program, count: count)
        }
        self.extractors = extractors
        self.transformers = transformers
        self.loaders = loaders
    }

    /// The programs with process numbers, in stage order.
    package var processes: [(program: String, number: Int)] {
        [("extractor", extractors), ("transformer", transformers), ("loader", loaders)].flatMap { program, count in
            (1...count).map { (program, $0) }
        }
    }
}
