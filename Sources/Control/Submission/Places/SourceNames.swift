import Glibc

/// Which of the names in a directory are of interest.
package struct SourceNames: Sendable, Hashable {
    /// Patterns of the shell, of which a file's name must match one; none takes every name.
    package var patterns: [String]

    package init(patterns: [String] = []) {
        self.patterns = patterns
    }

    /// Whether a file of this name is to be submitted.
    package func takesFile(_ name: String) -> Bool {
        !SourceFiles.isLeftOut(name) && (patterns.isEmpty || patterns.contains { fnmatch($0, name, 0) == 0 })
    }

    /// Whether a directory of this name is to be looked into.
    package func takesDirectory(_ name: String) -> Bool { !SourceFiles.isLeftOut(name) }
}
