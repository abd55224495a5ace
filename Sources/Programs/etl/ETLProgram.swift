import ETLCommands
import ServiceProgram

/// The program `etl`: its commands, run on the first thread.
@main
enum ETLProgram {
    @MainActor
    static func main() async {
        await CommandRunner.run(ETLCommand.self)
    }
}
