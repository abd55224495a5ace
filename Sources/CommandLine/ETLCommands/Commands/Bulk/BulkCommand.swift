import ArgumentParser

struct BulkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulk",
        abstract: "Loads transfers without the key of their table, and builds the key at the end.",
        discussion: """
            For first and large loads, in any order of blocks. While the phase lasts, a transfer may be in the table twice; its end settles \
            that by the rules of every load. `etl run` into an empty table begins and ends a phase by itself. The user must own the table.
            """,
        subcommands: [BulkStart.self, BulkFinish.self, BulkStatusCommand.self])
}
