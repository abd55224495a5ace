import ArgumentParser

struct RejectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejects", abstract: "Shows the records that could not pass, and writes them to be mended.",
        subcommands: [RejectsList.self, RejectsExport.self])
}
