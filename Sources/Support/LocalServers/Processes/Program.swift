import Glibc
import SystemPackage

/// The paths of the servers' programs.
package enum Program {
    static func isExecutable(_ path: FilePath) -> Bool {
        path.withPlatformString { access($0, X_OK) } == 0
    }

    /// The program `name` in the first of `directories` that has it, then in PATH.
    static func find(
        _ name: String, in directories: [FilePath], package: String
    ) throws(LocalServerError) -> FilePath {
        for directory in directories + searchPath where isExecutable(directory.appending(name)) {
            return directory.appending(name)
        }
        throw .missingProgram(name, package: package)
    }

    /// PATH, to find programs, and for the servers, whose scripts call `sed`, `erl` and others.
    static var searchPathText: String {
        (OwnEnvironment.value("PATH").map { $0 + ":" } ?? "") + "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
    }

    private static var searchPath: [FilePath] {
        searchPathText.split(separator: ":").map { FilePath(String($0)) }
    }
}

/// The environment of this process.
enum OwnEnvironment {
    static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
