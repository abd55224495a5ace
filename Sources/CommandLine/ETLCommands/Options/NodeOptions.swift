import ArgumentParser
import Bus
import Following
import NodeReading
import ServerAccess
import ServiceSettings
import SourceDescriptions
import Submission

/// A node as it is named on the command line: by a name of the settings, or by its URL.
struct NodeArgument {
    /// The name that jobs, the ledger and logs carry.
    let name: String
    /// The URL, if that was given. A secret.
    private let address: String?

    init(_ text: String) throws {
        guard WebAddress.isMeant(by: text) else {
            guard NodeRange.isName(text) else {
                throw ValidationError("a node is a URL, or a name of ETL_NODES: letters, digits, dots and dashes")
            }
            (name, address) = (text, nil)
            return
        }
        guard let address = WebAddress(text), let name = NodeList.name(of: address) else {
            throw ValidationError("the URL of the node is not valid: write https://host/path")
        }
        self.name = name
        self.address = text
    }

    /// The list of nodes in the settings, and this one.
    func flags(_ settings: Settings) throws(SettingsError) -> [SettingKey: String?] {
        guard let address else { return [:] }
        return [.nodes: (["\(name)=\(address)"] + (try settings.nodeEntries())).joined(separator: " ")]
    }
}

extension Settings {
    /// The blocks of a range.
    ///
    /// - Parameter chosen: the option's value; nil for the setting, or the usual number.
    func blockPlan(_ chosen: Int?) throws(SettingsError) -> BlockPlan {
        let size = try integer(.nodeBlocks, default: BlockPlan.usualSize, in: BlockPlan.sizes)
        return BlockPlan(size: UInt64(chosen ?? size))
    }
}

/// What counts as final on a chain whose nodes name no final block.
struct FinalityOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Blocks above one that counts as final, for a chain whose nodes name no final block; refused if they do.",
            valueName: "number"))
    var confirmations: UInt64?

    func validate() throws {
        let possible = NodeRange.confirmations
        guard confirmations.map(possible.contains) ?? true else {
            throw ValidationError("--confirmations must be from \(possible.lowerBound) to \(possible.upperBound)")
        }
    }
}

/// Checks of options for blocks.
enum BlockOptions {
    static func validate(from: UInt64, to: UInt64?, blocks: Int?) throws {
        guard from <= NodeRange.highestBlock, to ?? 0 <= NodeRange.highestBlock else {
            throw ValidationError("no block is above \(NodeRange.highestBlock)")
        }
        if let to, to < from { throw ValidationError("the last block is \(to), but must be at least \(from)") }
        if let blocks, !BlockPlan.sizes.contains(blocks) {
            let sizes = BlockPlan.sizes
            throw ValidationError("--blocks must be from \(sizes.lowerBound) to \(sizes.upperBound)")
        }
    }
}

/// How transfers of a node are verified, as an option.
enum VerifyChoice: String, ExpressibleByArgument, CaseIterable {
    case none, receipts, second

    static let help: ArgumentHelp =
        "Prove each block by its receipts, or compare with a second URL of the node (ETL_NODE_VERIFY; default: none)."
}

extension VerifyChoice? {
    /// The setting that the option overrides.
    var flags: [SettingKey: String?] { [.nodeVerify: self?.rawValue] }
}

extension SubmissionOptions {
    /// How ranges of blocks are submitted.
    static func ofBlocks(_ settings: Settings) throws(SettingsError) -> SubmissionOptions {
        try SubmissionOptions(
            places: try settings.sourcePlaces(), kind: nil, naming: ColumnNaming(), settings: settings,
            verification: try settings.rangeVerification())
    }
}
