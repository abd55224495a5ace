import Glibc
import SystemPackage

/// This program's file.
enum Executable {
    /// The command that started it, for commands that are suggested.
    static var invocation: String { shellQuoted(CommandLine.arguments.first ?? "etl") }

    /// A word as a shell has to be given it.
    static func shellQuoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/:=+,@%".contains($0)) }
        return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
    }

    /// The command that shows a dead letter.
    ///
    /// - Parameter again: the options that lead to the same broker.
    static func showLetter(_ id: String, _ again: String) -> String {
        "\(invocation) dead-letters show \(id)\(again)"
    }

    static var path: FilePath {
        // The kernel's word where there is one: the first argument may be a name that the shell found in PATH.
        guard let resolved = realpath("/proc/self/exe", nil) else { return FilePath(CommandLine.arguments[0]) }
        defer { free(resolved) }
        return FilePath(platformString: resolved)
    }
}
