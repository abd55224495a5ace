import ArgumentParser
import Blocking
import Glibc
import LocalServers
import Pipeline
import SystemPackage

extension SettingKey {
    /// Directory in which standard input is kept.
    static let spool: SettingKey = "etl.spool"
}

extension SourceSelection {
    /// Finds the files that arguments stand for, and keeps standard input in one if it is among them.
    ///
    /// - Parameter state: the state directory that was asked for.
    static func find(_ arguments: [String], _ settings: Settings, state: String?) async throws -> SourceSelection {
        if arguments.contains(SourceFiles.standardInput), isatty(STDIN_FILENO) == 1 {
            throw ValidationError("standard input is a terminal: pipe an export into this command, or name a file")
        }
        var places = await blockingCall { SourceFiles.expand(arguments) }
        guard let place = places.files.firstIndex(of: SourceFiles.standardInput) else { return places }
        let directory =
            settings.string(.spool)
            ?? (state.map { FilePath($0) } ?? StateDirectory.defaultPath).appending("spool").string
        let spool = Spool(directory: FilePath(SourceFiles.absolutePath(directory)))
        // A signal still ends the command at once here. That is how it has to be: the signal ends the program at the other
        // end of the pipe as well, which looks like the end of its output.
        let file = try await blockingCall { () throws(CommandFailure) in try spool.keep(.standardInput) }
        places.spooled = file.string
        places.files[place] = file.string
        return places
    }
}
