import ArgumentParser

struct RejectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejects", abstract: "Lists rejected records, and exports them for correction.",
        subcommands: [RejectsList.self, RejectsExport.self])
}
