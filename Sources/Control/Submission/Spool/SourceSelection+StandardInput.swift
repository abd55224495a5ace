import Blocking
package import ServerAccess
package import ServiceSettings
import SystemPackage

extension SettingKey {
    /// Directory in which standard input is kept.
    package static let spool: SettingKey = "etl.spool"
}

extension SourceSelection {
    /// Finds the files that arguments stand for, and keeps standard input in one if it is among them.
    ///
    /// - Throws: ``SpoolError`` when standard input cannot be kept.
    package static func find(_ arguments: [String], _ request: ServerRequest) async throws -> SourceSelection {
        var places = await blockingCall { SourceFiles.expand(arguments) }
        guard let place = places.files.firstIndex(of: SourceFiles.standardInput) else { return places }
        let directory = request.settings.string(.spool) ?? request.statePath.appending("spool").string
        let spool = Spool(directory: FilePath(SourceFiles.absolutePath(directory)))
        // A signal still ends the program at once here. That is how it has to be: the signal ends the program at the other
        // end of the pipe as well, which looks like the end of its output.
        let file = try await blockingCall { () throws(SpoolError) in try spool.keep(.standardInput) }
        places.spooled = file.string
        places.files[place] = file.string
        return places
    }
}
