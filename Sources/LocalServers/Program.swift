import SystemPackage

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Where the programs of the servers are.
enum Program {
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

    /// The names in a directory; none when it cannot be read.
    static func entries(of directory: FilePath) -> [String] {
        guard let stream = directory.withPlatformString({ opendir($0) }) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                })
        }
        return names.filter { $0 != "." && $0 != ".." }
    }

    /// The value of an environment variable of ours.
    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// PATH, for finding programs and for the servers, whose scripts call `sed`, `erl` and others.
    static var searchPathText: String {
        (environment("PATH").map { $0 + ":" } ?? "") + "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
    }

    private static var searchPath: [FilePath] {
        searchPathText.split(separator: ":").map { FilePath(String($0)) }
    }
}
