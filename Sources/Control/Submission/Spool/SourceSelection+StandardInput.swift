import Blocking
package import ServerAccess
package import ServiceSettings
import SystemPackage

extension SettingKey {
    /// The directory that keeps standard input.
    package static let spool: SettingKey = "etl.spool"
}

extension SourceSelection {
    /// Finds the files that arguments select, and spools standard input if it is among them.
    ///
    /// - Throws: ``SpoolError`` when the spool cannot keep standard input.
    package static func find(_ arguments: [String], _ request: ServerRequest) async throws -> SourceSelection {
        var places = await blockingCall { SourceFiles.expand(arguments) }
        guard let place = places.files.firstIndex(of: SourceFiles.standardInput) else { return places }
        let directory = request.settings.string(.spool) ?? request.statePath.appending("spool").string
        let spool = Spool(directory: FilePath(SourceFiles.absolutePath(directory)))
        // A signal must still exit the program at once here: it also kills the program at the other end of the pipe, which
        // looks like the regular end of its output.
        let file = try await blockingCall { () throws(SpoolError) in try spool.keep(.standardInput) }
        places.spooled = file.string
        places.files[place] = file.string
        return places
    }
}
