import DisplayText
import Glibc
import SystemPackage

/// The executable of this program.
enum Executable {
    /// The command that started this program, for suggested commands.
    static var invocation: String { (CommandLine.arguments.first ?? "etl").shellQuoted }

    /// The command that shows a dead letter.
    ///
    /// - Parameter again: options that select the same broker.
    static func showLetter(_ id: String, _ again: String) -> String {
        "\(invocation) dead-letters show \(id)\(again)"
    }

    static var path: FilePath {
        // From the kernel: the first argument may be a name that the shell resolved through PATH.
        guard let resolved = realpath("/proc/self/exe", nil) else { return FilePath(CommandLine.arguments[0]) }
        defer { free(resolved) }
        return FilePath(platformString: resolved)
    }
}
