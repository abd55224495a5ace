package import ArgumentParser
import ServiceProgram
import ServiceSettings

package struct ETLCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "etl",
        abstract: "Loads Ethereum token exports into PostgreSQL, and shows what became of every record.",
        discussion: """
            Settings come from flags, then from the environment (RABBITMQ_URL, DATABASE_URL or PG*), then from the YAML \
            file that --config names. Exit codes: 0 every record is accounted for and nothing is dead; 1 something \
            failed or is dead-lettered; 2 wrong usage.
            """,
        subcommands: [
            RunCommand.self, SubmitCommand.self, WatchCommand.self, StatusCommand.self, InspectCommand.self,
            MigrateCommand.self,
            RejectsCommand.self, DeadLettersCommand.self, SampleCommand.self, PsqlCommand.self,
        ])

    package init() {}
}
