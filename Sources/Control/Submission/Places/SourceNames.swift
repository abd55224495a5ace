import Glibc

/// Selects names in a directory.
package struct SourceNames: Sendable, Hashable {
    /// Shell patterns, of which a file name must match one; empty for every name.
    package var patterns: [String]

    package init(patterns: [String] = []) {
        self.patterns = patterns
    }

    /// Whether to submit a file with this name.
    package func takesFile(_ name: String) -> Bool {
        !SourceFiles.isLeftOut(name) && (patterns.isEmpty || patterns.contains { fnmatch($0, name, 0) == 0 })
    }

    /// Whether to scan a directory with this name.
    package func takesDirectory(_ name: String) -> Bool { !SourceFiles.isLeftOut(name) }
}
