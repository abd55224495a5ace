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
        commandName: "watch", abstract: "Submits the files in directories as they are completed, until Ctrl-C.",
        discussion: """
            A file is complete when it was moved in, or when it was closed after writing and has then stayed as it is for \
            a while. Directories below are watched too. Left out are names that begin with . or _, or end in .part, \
            .tmp or .crc. Files that came while nobody watched are submitted at the next start, and none is ever \
            submitted twice, unless it has changed. Files that other machines write into a network file system are not \
            noticed: have cron run this with --once. Every extractor must find the files under the same paths.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "The directories.")
    var directories: [String]

    @OptionGroup var reading: ReadingOptions

    @Option(help: ArgumentHelp("How long a file must stay as it is to be complete.", valueName: "seconds"))
    var settle = 5.0

    @Option(help: ArgumentHelp("Only files with such names: '*.csv.gz'. May be given again.", valueName: "glob"))
    var pattern: [String] = []

    @Flag(help: "Submit what is there and complete, and end.")
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
                try await watch.run()
            } onCancel: {
                stop.raise()
            }
        }
        // Cut short, one that has an end has not done what it was to do.
        let isWell =
            once ? try await Interruption.watch(announcing: false, run) : try await Interruption.untilSignal(run)
        guard !once || isWell == true else { throw ExitCode(1) }
    }

    private func watch(_ settings: Settings, _ stop: StopPipe) throws -> Watch {
        return Watch(
            servers: try Servers.named(by: settings), roots: Self.roots(directories),
            names: SourceNames(patterns: pattern),
            settle: .seconds(settle), reading: try reading.values(settings),
            isOnce: once, stop: stop, logger: try settings.controlLogger(),
            onEvent: WatchEvents.show)
    }

    /// The directories without those that are below another.
    static func roots(_ directories: [String]) -> [String] {
        let paths = Set(directories.map(SourceFiles.absolutePath))
        return paths.sorted().filter { path in
            !paths.contains { $0 != path && (path.hasPrefix($0 + "/") || $0 == "/") }
        }
    }
}
