import ArgumentParser
import Downloads
import DurableFiles
import ETLModels
import ServerAccess
import ServiceSettings
import Submission
import TerminalOutput
import Watching

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Submits files in directories as soon as they are complete, until Ctrl-C.",
        discussion: """
            A file is complete once it is moved in, or once it is closed after writing and has not changed for --settle \
            seconds. Subdirectories are watched too. Names that begin with . or _, or end in .part, .tmp or .crc, are \
            skipped. Files that arrive while no watch runs are submitted at the next start. No file is submitted twice \
            unless it has changed. A watch does not notice files that other machines write to a network file system: run \
            it with --once from cron. Every extractor must find the files under the same paths.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Directories to watch.")
    var directories: [String]

    @OptionGroup var reading: ReadingOptions

    @Option(help: ArgumentHelp("Time without changes after which a file is complete.", valueName: "seconds"))
    var settle = 5.0

    @Option(help: ArgumentHelp("Only files whose names match: '*.csv.gz'. Can be repeated.", valueName: "glob"))
    var pattern: [String] = []

    @Flag(help: "Submit the files that are complete, then exit.")
    var once = false

    func validate() throws {
        guard (0...86_400).contains(settle) else { throw ValidationError("--settle must be from 0 to 86400 seconds") }
    }

    func run() async throws {
        let settings = try await options.settings(reading.flags)
        Terminal.outliveItsReaders()
        let stop = try StopPipe()
        let watch = try await withCommandErrors { try self.watch(settings, stop) }
        let run: @Sendable () async throws -> Bool = {
            try await withTaskCancellationHandler {
                try await withCommandErrors { try await watch.run() }
            } onCancel: {
                stop.raise()
            }
        }
        // With --once, an interruption leaves the work unfinished: a failure.
        let isWell =
            once ? try await Interruption.watch(announcing: false, run) : try await Interruption.untilSignal(run)
        guard !once || isWell == true else { throw ExitCode(1) }
    }

    private func watch(_ settings: Settings, _ stop: StopPipe) throws -> Watch {
        return Watch(
            servers: try Servers.named(by: settings), directories: directories,
            names: SourceNames(patterns: pattern),
            settle: .seconds(settle), reading: try reading.values(settings),
            isOnce: once, stop: stop, logger: try settings.controlLogger(),
            onEvent: WatchEvents.show)
    }
}
