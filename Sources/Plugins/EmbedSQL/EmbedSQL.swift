import Foundation

/// `EmbedSQL OUTPUT FILE…` writes Swift source that lists the files' names and texts as `Migration.embedded`.
@main
struct EmbedSQL {
    static func main() throws {
        let output = CommandLine.arguments[1]
        var source = "extension Migration {\n    /// The files of `sql/`, in the order of their numbers.\n"
        source += "    package static let embedded: [Migration] = [\n"
        for path in CommandLine.arguments.dropFirst(2) {
            let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
            let text = try String(contentsOfFile: path, encoding: .utf8)
            source += "        Migration(name: \"\(name)\", sql: #\"\"\"\n\(text)\n\"\"\"#),\n"
        }
        source += "    ]\n}\n"
        try source.write(toFile: output, atomically: true, encoding: .utf8)
    }
}
