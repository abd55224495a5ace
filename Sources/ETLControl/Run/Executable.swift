import SystemPackage

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// This program's file.
enum Executable {
    static var path: FilePath {
        // The kernel's word where there is one: the first argument may be a name that the shell found in PATH.
        guard let resolved = realpath("/proc/self/exe", nil) else { return FilePath(CommandLine.arguments[0]) }
        defer { free(resolved) }
        return FilePath(platformString: resolved)
    }
}
