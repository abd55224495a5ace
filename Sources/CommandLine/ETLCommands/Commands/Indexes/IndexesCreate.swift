import ArgumentParser
import Indexing
import Ledger
import Postgres
import ServerAccess
import TerminalOutput

struct IndexesCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Builds indexes while the tables are read and loaded.",
        discussion: """
            A build waits for transactions that were open before it. After an interruption, the same command starts it again. \
            The user must own the tables.
            """)

    @OptionGroup var options: ConnectionOptions

    @OptionGroup var chosen: IndexNames

    func run() async throws {
        let indexes = chosen.indexes
        let request = try await options.request()
        Terminal.outliveItsReaders()
        try await Interruption.watch(announcing: false) {
            try await withCommandErrors {
                let servers = try await Servers.openToLook(request)
                try await servers.stopping {
                    // Tells of tables that are missing before a build fails without them.
                    try await servers.connectToDatabase(inPlaceOf: nil).close()
                    try await Indexes.create(indexes, connect: { try await servers.connectToDatabase() }) { event in
                        Terminal.print(event.line)
                    }
                }
            }
        }
    }
}
