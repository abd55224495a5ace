package import ArgumentParser
import BuildInfo
import ServiceProgram
import ServiceSettings

package struct ETLCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "etl",
        abstract: "Loads Ethereum token exports into PostgreSQL and accounts for every record.",
        discussion: """
            Flags override the environment (RABBITMQ_URL, DATABASE_URL or PG*), which overrides the YAML file of --config. \
            Exit codes: 0 every record is accounted for and nothing is dead-lettered; 1 something failed or is \
            dead-lettered; 2 wrong usage.
            """,
        version: BuildInfo.line(for: "etl"),
        subcommands: [
            RunCommand.self, SubmitCommand.self, WatchCommand.self, FollowCommand.self, VerifyCommand.self,
            StatusCommand.self,
            InspectCommand.self,
            MigrateCommand.self, CoverageCommand.self, OriginCommand.self,
            SourcesCommand.self, BulkCommand.self, IndexesCommand.self, RejectsCommand.self, DeadLettersCommand.self,
            LogCommand.self, LoginsCommand.self, SampleCommand.self,
            PsqlCommand.self, GraphQLCommand.self, ConsoleCommand.self, HealthCommand.self,
        ])

    package init() {}
}
