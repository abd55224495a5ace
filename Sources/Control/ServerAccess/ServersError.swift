package import SystemPackage

/// Why the servers that were requested cannot be used.
package enum ServersError: Error, Sendable {
    /// No database is named, and private servers are out of the question.
    case noDatabase
    /// The state directory has no private database yet.
    case noPrivateDatabase(state: FilePath)
    /// The state directory has no private servers at all yet.
    case noPrivateServers(state: FilePath)
    /// The state directory cannot be used; why.
    case unusableState(FilePath, String)
}

extension ServersError: CustomStringConvertible {
    /// What is wrong, without the way in which a request is made.
    package var description: String {
        switch self {
        case .noDatabase: "no database is set"
        case .noPrivateDatabase(let state): "there is no private database in \(state) yet"
        case .noPrivateServers(let state): "there are no private servers in \(state) yet"
        case .unusableState(let state, let why): "\(why) The state directory is \(state)."
        }
    }
}
