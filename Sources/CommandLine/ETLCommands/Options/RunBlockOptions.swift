import ArgumentParser
import Following
import ServiceSettings
import Submission

/// The blocks of a node that a run loads instead of files.
struct RunBlockOptions: ParsableArguments {
    @Option(help: "Load blocks of this node instead of files: a URL, or a name of ETL_NODES.")
    var node: String?

    @Option(help: ArgumentHelp("First block, with --node.", valueName: "number"))
    var fromBlock: UInt64?

    @Option(help: ArgumentHelp("Last block, with --node (default: the final block).", valueName: "number"))
    var toBlock: UInt64?

    @Option(
        help: ArgumentHelp("Blocks of a source, with --node (ETL_NODE_BLOCKS; default: 1000).", valueName: "number"))
    var blocks: Int?

    @Option(help: VerifyChoice.help)
    var verify: VerifyChoice?

    @Flag(help: "Also load the tokens that transfers of the blocks name and the database lacks, with --node.")
    var tokens = false

    @OptionGroup var finality: FinalityOptions

    func validate(besides files: [String]) throws {
        guard let node else {
            let noBlocks = fromBlock == nil && toBlock == nil && blocks == nil
            guard noBlocks, verify == nil, !tokens, finality.confirmations == nil else {
                throw ValidationError(
                    "--from-block, --to-block, --blocks, --verify, --tokens and --confirmations need --node")
            }
            return
        }
        guard files.isEmpty else { throw ValidationError("a run loads files or blocks of a node, not both") }
        guard let fromBlock else { throw ValidationError("--node needs --from-block") }
        try BlockOptions.validate(from: fromBlock, to: toBlock, blocks: blocks)
        _ = try NodeArgument(node)
    }

    /// The flags of the command, and the node's URL if that was given.
    func flags(_ flags: [SettingKey: String?], file: String?) async throws -> [SettingKey: String?] {
        guard let node else { return flags }
        let given = try NodeArgument(node).flags(try await Settings(flags: [:], file: file))
        return flags.merging(given) { $1 }.merging(verify.flags) { $1 }
    }

    /// The blocks to load; nil to load files.
    func request(_ settings: Settings) throws -> NodeRequest? {
        guard let node, let fromBlock else { return nil }
        return NodeRequest(
            nodes: try settings.nodes(), node: try NodeArgument(node).name, first: fromBlock, last: toBlock,
            plan: try settings.blockPlan(blocks), wantsTokens: tokens, confirmations: finality.confirmations)
    }
}
