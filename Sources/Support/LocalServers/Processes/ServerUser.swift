import Glibc
import SystemPackage

/// A server's user if we are root: PostgreSQL refuses root, and RabbitMQ should not get it.
struct ServerUser: Sendable, Hashable {
    let name: String
    let userID: UInt32
    let groupID: UInt32
    /// The program that switches to this user and executes another program.
    let setpriv: FilePath

    /// The first of `names` that exists, then `nobody`; nil if we are not root, and servers run as our user.
    static func preferred(
        _ names: [String], on host: ServerHost = .local
    ) throws(LocalServerError) -> ServerUser? {
        guard geteuid() == 0 else { return nil }
        let setpriv = try host.find("setpriv", in: ["/usr/bin"], package: "util-linux")
        for name in names + ["nobody"] {
            guard let ids = host.ids(of: name) else { continue }
            return ServerUser(name: name, userID: ids.user, groupID: ids.group, setpriv: setpriv)
        }
        throw .launch(
            program: names.first ?? "the server",
            reason: "it does not run as root, and no user \(names.joined()) exists")
    }

    /// The prefix that runs a command as this user. The wrapper stays root, so that it can remove throwaway data.
    var commandPrefix: [String] {
        [setpriv.string, "--reuid=\(userID)", "--regid=\(groupID)", "--clear-groups", "--"]
    }

    /// The first ancestor of `path`, or `path` itself, that this user cannot enter.
    func firstClosedDirectory(on path: FilePath) -> FilePath? {
        var ancestors = [path]
        while let last = ancestors.last, last.removingLastComponent() != last, !last.removingLastComponent().isEmpty {
            ancestors.append(last.removingLastComponent())
        }
        return ancestors.reversed().first { ancestor in
            guard let stat = try? Stat(ancestor) else { return false }
            let mode = stat.permissions
            if stat.userID.rawValue == userID { return !mode.contains(.ownerExecute) }
            if stat.groupID.rawValue == groupID { return !mode.contains(.groupExecute) }
            return !mode.contains(.otherExecute)
        }
    }

    /// The ids of a user of this machine, by its user databases.
    static func localIDs(of name: String) -> (user: UInt32, group: UInt32)? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return (entry.pw_uid, entry.pw_gid)
    }
}
