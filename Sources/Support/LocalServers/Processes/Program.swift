import Glibc
import SystemPackage

/// The paths of the servers' programs.
package enum Program {
    static func isExecutable(_ path: FilePath) -> Bool {
        path.withPlatformString { access($0, X_OK) } == 0
    }

    /// The program `name` of this machine, in the first of `directories` that has it, then in PATH.
    static func find(
        _ name: String, in directories: [FilePath], package: String
    ) throws(LocalServerError) -> FilePath {
        try ServerHost.local.find(name, in: directories, package: package)
    }

    /// PATH of this machine.
    static var searchPathText: String {
        (OwnEnvironment.value("PATH").map { $0 + ":" } ?? "") + "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
    }
}

/// The environment of this process.
enum OwnEnvironment {
    static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// TMPDIR, or /tmp.
    static var temporaryDirectory: FilePath {
        let chosen = FilePath(value("TMPDIR") ?? "")
        return chosen.isEmpty ? "/tmp" : chosen
    }
}
