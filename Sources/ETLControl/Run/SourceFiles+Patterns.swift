import Formats
import Foundation

#if canImport(Glibc)
import Glibc
#endif

extension SourceFiles {
    /// Puts the files that match a pattern in its place, by name: where the command runs in a container, the shell sees
    /// other files and leaves `/data/*.csv` as it is.
    ///
    /// A file that is called like a pattern is that file. A pattern without a match stays, to be named as a file that is
    /// not there.
    static func expand(_ files: [String]) -> [String] {
        files.flatMap { file in
            // A link may have question marks.
            WebAddress.isMeant(by: file) || FileManager.default.fileExists(atPath: file) ? [file] : matches(of: file)
        }
    }

    private static func matches(of pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, GLOB_NOCHECK, nil, &found) == 0, let paths = found.gl_pathv else { return [pattern] }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    }
}
