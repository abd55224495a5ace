package import SystemPackage

/// Where a private server runs: the files that its programs see, and its network. They are those of this machine, or
/// of a container and of a network namespace.
///
/// A program enters the namespaces itself (nsenter(1)), so it remains our child: signals and waits reach it directly.
package struct ServerHost: Sendable, Hashable {
    /// A process in the container; nil for this machine.
    private let container: Int32?
    /// PATH there, to find programs, and for the servers, whose scripts call `sed`, `erl` and others.
    let searchPath: String
    /// A process in the network namespace; nil for our own network.
    private var network: Int32?
    /// The IPv4 address at which servers listen.
    private(set) package var address = Self.loopback

    /// This machine.
    package static let local = ServerHost(container: nil, searchPath: Program.searchPathText)

    static let loopback = "127.0.0.1"

    private init(container: Int32?, searchPath: String) {
        self.container = container
        self.searchPath = searchPath
    }

    /// - Parameter pid: a process in the container, as this machine numbers it.
    init(container pid: Int32) throws(LocalServerError) {
        guard FileSystem.isRoot else {
            throw .launch(program: "nsenter", reason: "only root can run programs in a container's namespaces")
        }
        let environment = try FileSystem.read(FilePath("/proc/\(pid)/environ")).split(separator: "\0")
        let path = environment.first { $0.hasPrefix("PATH=") }?.dropFirst(5)
        self.init(container: pid, searchPath: path.map(String.init) ?? "/usr/bin:/bin:/usr/sbin:/sbin")
    }

    /// The same files in the network namespace of a process.
    ///
    /// - Parameter address: where servers listen. This process must reach it from its own namespace.
    package func inNetwork(of pid: Int32, at address: String) -> ServerHost {
        var host = self
        host.network = pid
        host.address = address
        return host
    }

    /// Whether its servers are in our own network, at the loopback interface.
    var isOnLoopback: Bool { address == Self.loopback }

    /// A path there, as this process sees it.
    package func visible(_ path: FilePath) -> FilePath {
        guard let container else { return path }
        return FilePath("/proc/\(container)/root").appending(path.components)
    }

    /// The table of mounts there (proc(5)).
    package var mountTable: FilePath { FilePath("/proc/\(container.map { "\($0)" } ?? "self")/mountinfo") }

    /// The arguments that run a command there, as our own user.
    package func command(_ command: [String]) -> [String] { self.command(command, as: nil, in: "/") }

    /// The arguments that run a command there, as the user.
    func command(_ command: [String], as user: ServerUser?, in directory: FilePath) -> [String] {
        let command = (user?.commandPrefix ?? []) + command
        // It enters the namespaces before it changes the directory.
        let namespaces =
            (container.map { ["--mount=/proc/\($0)/ns/mnt", "--wdns=\(directory)"] } ?? [])
            + (network.map { ["--net=/proc/\($0)/ns/net"] } ?? [])
        return namespaces.isEmpty ? command : ["/usr/bin/nsenter"] + namespaces + ["--"] + command
    }

    /// The program `name` in the first of `directories` that has it, then in PATH.
    func find(
        _ name: String, in directories: [FilePath], package: String
    ) throws(LocalServerError) -> FilePath {
        for directory in directories + searchPath.split(separator: ":").map({ FilePath(String($0)) })
        where Program.isExecutable(visible(directory.appending(name))) {
            return directory.appending(name)
        }
        throw .missingProgram(name, package: package)
    }

    func entries(of directory: FilePath) -> [String] { FileSystem.entries(of: visible(directory)) }

    /// The ids of a user there; nil if there is no such user.
    func ids(of user: String) -> (user: UInt32, group: UInt32)? {
        guard container != nil else { return ServerUser.localIDs(of: user) }
        // The user databases of this machine do not know those of a container (passwd(5)).
        let entries = (try? FileSystem.read(visible("/etc/passwd")))?.split(separator: "\n") ?? []
        for entry in entries.map({ $0.split(separator: ":", omittingEmptySubsequences: false) })
        where entry.count > 3 && entry[0] == user {
            guard let id = UInt32(entry[2]), let group = UInt32(entry[3]) else { return nil }
            return (id, group)
        }
        return nil
    }
}
