import ArgumentParser
import ETLModels

/// The chain of a database.
struct ChainOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The chain whose records a new database holds (default: 1, Ethereum). One database holds one chain.",
            valueName: "number"), transform: ChainID.argument)
    var chainId: ChainID?
}

extension ChainID {
    /// Reads the number of a chain.
    static func argument(_ text: String) throws -> ChainID {
        guard let chain = ChainID(text) else { throw ValidationError("a chain is a number from 1 to 2^63 − 1") }
        return chain
    }
}
