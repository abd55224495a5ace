import ArgumentParser
import BulkLoading
import ETLModels
import Postgres
import ServerAccess
import TerminalOutput

struct BulkFinish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish", abstract: "Settles repeated keys, and builds the key and the indexes.",
        discussion: """
            Loads wait meanwhile. After an interruption or a full disk, nothing is lost, loads go on, and the same command goes on with the end.
            """)

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let request = try await options.request()
        Terminal.outliveItsReaders()
        try await Interruption.watch(announcing: false) {
            try await withCommandErrors {
                let servers = try await Servers.openToLook(request)
                try await servers.stopping {
                    // Tells of tables that are missing before a statement fails without them.
                    try await servers.connectToDatabase(inPlaceOf: nil).close()
                    try await Bulk.finish(.tokenTransfers, connect: { try await servers.connectToDatabase() }) {
                        Terminal.print($0.line)
                    }
                }
            }
        }
    }
}
