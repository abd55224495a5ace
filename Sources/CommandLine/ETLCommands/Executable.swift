import Glibc
import SystemPackage

/// The executable of this program.
enum Executable {
    /// The command that started this program, for suggested commands.
    static var invocation: String { shellQuoted(CommandLine.arguments.first ?? "etl") }

    /// A word, quoted for a shell if needed.
    static func shellQuoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/:=+,@%".contains($0)) }
        return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
    }

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
