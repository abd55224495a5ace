package import SystemPackage

/// The reason for which the requested servers are unusable.
package enum ServersError: Error, Sendable {
    /// No database is named, and the operation has no private servers.
    case noDatabase
    /// The state directory has no private database yet.
    case noPrivateDatabase(state: FilePath)
    /// The state directory has no private servers at all yet.
    case noPrivateServers(state: FilePath)
    /// The state directory cannot be used; why.
    case unusableState(FilePath, String)
}

extension ServersError: CustomStringConvertible {
    /// The problem, without the names of options.
    package var description: String {
        switch self {
        case .noDatabase: "no database is set"
        case .noPrivateDatabase(let state): "there is no private database in \(state) yet"
        case .noPrivateServers(let state): "there are no private servers in \(state) yet"
        case .unusableState(let state, let why): "\(why) The state directory is \(state)."
        }
    }
}
