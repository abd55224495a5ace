import ArgumentParser
import DisplayText
import ETLModels
import Ledger
import Origins
import TerminalOutput

struct OriginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "origin", abstract: "Shows which file and which record a stored transfer or token came from.",
        usage: "etl origin <block> <log index> [options]\netl origin <token address> [options]",
        discussion: """
            Of several files with the same row, it names the one that the stored row is from. The views token_transfer_origins and \
            token_origins have the same for all rows. Exits with 1 if no such row is stored.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Block and log index of a transfer, or the address of a token.")
    var key: [String]

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if RowKey(key) == nil {
            throw ValidationError("give a block and a log index, or the address of a token: 0x and 40 hex digits")
        }
    }

    func run() async throws {
        guard let key = RowKey(key) else { return }
        let json = json
        let request = try await options.request()
        let report = try await withCommandErrors { try await OriginRequest(key).look(in: request) }
        if json {
            Terminal.print(try JSONOutput.document(report))
        } else {
            for line in report.lines { Terminal.print(line) }
        }
    }
}

extension RowKey {
    /// Parses a block and a log index, or an address; nil for anything else.
    init?(_ arguments: [String]) {
        if arguments.count == 2, let block = Int64(arguments[0]), let index = Int32(arguments[1]) {
            guard block >= 0, index >= 0 else { return nil }
            self = .transfer(block: block, logIndex: index)
        } else if arguments.count == 1, let address = Self.address(arguments[0]) {
            self = .token(address)
        } else {
            return nil
        }
    }

    private static func address(_ text: String) -> Address? {
        var repaired = false
        let bytes = Array(text.utf8)
        return try? Address.parse(bytes.span.bytes, repaired: &repaired)
    }
}
