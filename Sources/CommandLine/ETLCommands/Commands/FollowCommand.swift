import ArgumentParser
import ETLModels
import Following
import NodeReading
import Runs
import ServerAccess
import ServiceProgram
import ServiceSettings
import SourceDescriptions
import Submission
import TerminalOutput

struct FollowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow",
        abstract: "Submits a chain's final blocks from a node, and goes on with the chain, until Ctrl-C.",
        discussion: """
            Asks an Ethereum JSON-RPC node for the highest final block, and submits what the ledger lacks as ranges of blocks, the \
            oldest and the newest first. Extractors ask the node for the logs. They find its URL by its name in ETL_NODES. The \
            ledger has the progress: a follow that is stopped or killed goes on where it was, and two at once do no harm.
            """)

    @OptionGroup var options: ConnectionOptions

    @OptionGroup var ports: PortOptions

    @Argument(
        help:
            "A name of ETL_NODES, or the URL of the node, which ETL_NODES of the extractors must have as HOST:PORT=URL."
    )
    var node: String

    @Option(help: "First block.")
    var from: UInt64 = 0

    @Option(help: "Last block; when it is loaded, the command ends. Without it, the command follows the chain.")
    var to: UInt64?

    @Flag(help: "Also ask for the tokens that loaded transfers name and the database lacks.")
    var tokens = false

    @OptionGroup var finality: FinalityOptions

    @Option(help: "Blocks of a source (ETL_NODE_BLOCKS; default: 1000).")
    var blocks: Int?

    @Option(help: VerifyChoice.help)
    var verify: VerifyChoice?

    @Option(help: "Records per batch of new sources (ETL_BATCH_RECORDS; default: 4000).")
    var batchRecords: Int?

    func validate() throws {
        try BlockOptions.validate(from: from, to: to, blocks: blocks)
        _ = try NodeArgument(node)
    }

    func run() async throws {
        let argument = try NodeArgument(node)
        let flags = ports.flags.merging([.batchRecords: batchRecords.map(String.init)]) { $1 }
        let given = try argument.flags(try await Settings(flags: [:], file: options.config))
        let settings = try await options.settings(flags.merging(given) { $1 }.merging(verify.flags) { $1 })
        Terminal.outliveItsReaders()
        let monitor = try FollowMonitor(argument.name, settings)
        let request = NodeRequest(
            nodes: try settings.nodes(observer: monitor.note), node: argument.name, first: from, last: to,
            plan: try settings.blockPlan(blocks), wantsTokens: tokens, confirmations: finality.confirmations)
        let again = suggestion(argument)
        let follow = Follow(
            request, servers: try Servers.named(by: settings),
            reading: try SubmissionOptions.ofBlocks(settings), waitsAtStart: monitor.isWatched,
            logger: try settings.controlLogger(),
            onEvent: { event in
                monitor.note(event)
                FollowEvents.show(event, again)
            })
        _ = try await withCommandErrors {
            try await Interruption.untilSignal { try await monitor.serving { try await follow.run() } }
        }
    }

    /// The commands that mend what a reorganisation has left.
    private func suggestion(_ argument: NodeArgument) -> FollowEvents.Suggestion {
        let confirmations = finality.confirmations.map { " --confirmations \($0)" } ?? ""
        return FollowEvents.Suggestion(
            remove: options.againAtServers, follow: "\(argument.name) --from \(from)\(confirmations)")
    }
}
