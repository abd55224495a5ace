import ArgumentParser
import DisplayText
import Following
import ServerAccess
import ServiceSettings
import SourceDescriptions
import Submission
import TerminalOutput

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compares the stored transfers of final blocks with those of a node.",
        discussion: """
            Asks an Ethereum JSON-RPC node for the transfers of the blocks, as an extractor does, and lists the blocks in which the \
            database has others. It changes nothing. Exits with 1 if a block differs. Another node than the one that the blocks were \
            loaded from tells the most.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "A name of ETL_NODES, or the URL of the node.")
    var node: String

    @Option(help: "First block.")
    var from: UInt64 = 0

    @Option(help: "Last block (default: the final block).")
    var to: UInt64?

    @Option(
        help: ArgumentHelp("Compare so many ranges of blocks, chosen at random (default: all).", valueName: "number"))
    var sample: Int?

    @OptionGroup var finality: FinalityOptions

    @Option(help: "Blocks that are compared together, and of a range of the sample.")
    var blocks = 100

    @Option(help: VerifyChoice.help)
    var verify: VerifyChoice?

    @Option(help: "The most blocks that are listed.")
    var most = 50

    @Flag(help: "Print JSON, with all blocks that differ.")
    var json = false

    func validate() throws {
        try BlockOptions.validate(from: from, to: to, blocks: blocks)
        _ = try NodeArgument(node)
        if let sample, sample < 1 { throw ValidationError("--sample must be at least 1") }
        if most < 0 { throw ValidationError("--most must not be negative") }
    }

    func run() async throws {
        let argument = try NodeArgument(node)
        let given = try argument.flags(try await Settings(flags: [:], file: options.config))
        let servers = try await options.request(given.merging(verify.flags) { $1 })
        Terminal.outliveItsReaders()
        let request = NodeRequest(
            nodes: try servers.settings.nodes(), node: argument.name, first: from, last: to,
            plan: BlockPlan(size: UInt64(blocks)), confirmations: finality.confirmations)
        let how = try servers.settings.rangeVerification()
        let report = try await withCommandErrors {
            let verification = Verification(
                request, servers: servers, sample: sample, verifying: how, onProgress: VerificationView.show)
            return try await Interruption.untilSignal { try await verification.perform() }
        }
        guard let report else { throw ExitCode(1) }
        if json {
            Terminal.print(try JSONOutput.document(VerificationReport(report, node: argument.name, how)))
        } else {
            for line in VerificationView.lines(report, most: most, node: argument.name) { Terminal.print(line) }
        }
        let rest = VerificationView.notFinal(behind: report.blocks?.upperBound, to: to)
        if let rest { Terminal.complain(rest) }
        guard report.differences.isEmpty, report.blocks != nil, rest == nil else { throw ExitCode(1) }
    }
}
