import ETLModels
import Glibc
import SystemPackage

/// A shell pattern of paths: `*`, `?` and `[…]` match parts of a name, and `**` between slashes matches any number of
/// directories, including none.
///
/// Names that directory scans skip match only if the pattern spells out the prefix or suffix: `_*`, `*.tmp`.
struct SourcePattern {
    private enum Step {
        case name(String)
        case pattern(String)
        case anyDirectories
    }

    private let steps: [Step]
    private let start: String

    /// - Returns: nil when the text is not a pattern.
    init?(_ text: String) {
        guard Self.isPattern(text) else { return nil }
        var steps: [Step] = []
        for part in text.split(separator: "/") {
            if part != "**" {
                steps.append(Self.isPattern(part) ? .pattern(String(part)) : .name(String(part)))
            } else if case .anyDirectories? = steps.last {
                continue
            } else {
                steps.append(.anyDirectories)
            }
        }
        self.steps = steps
        start = text.hasPrefix("/") ? "/" : ""
    }

    // A backslash escapes the next character; only the matching removes it.
    private static func isPattern(_ text: some StringProtocol) -> Bool { text.contains { "*?[\\".contains($0) } }

    /// Adds the matching files; for a matching directory, all files in it.
    func find(_ walk: inout SourceWalk) { find(steps[...], in: start, &walk) }

    private func find(_ rest: ArraySlice<Step>, in place: String, _ walk: inout SourceWalk) {
        let next = rest.dropFirst()
        switch rest.first {
        case nil:
            if SourceWalk.target(of: place) == .directory { walk.addAll(below: place) } else { walk.add(place) }
        case .name(let name):
            let path = SourceWalk.path(of: name, in: place)
            if SourceWalk.type(of: path) != nil { find(next, in: path, &walk) }
        case .pattern(let pattern):
            for name in walk.names(in: place) where Self.matches(name, pattern) {
                find(next, in: SourceWalk.path(of: name, in: place), &walk)
            }
        case .anyDirectories where next.isEmpty:
            walk.addAll(below: place)
        case .anyDirectories:
            find(next, in: place, &walk)
            for name in walk.names(in: place) where !SourceFiles.isLeftOut(name) {
                let path = SourceWalk.path(of: name, in: place)
                if SourceWalk.type(of: path) == .directory { find(rest, in: path, &walk) }
            }
        }
    }

    static func matches(_ name: String, _ pattern: String) -> Bool {
        guard fnmatch(pattern, name, FNM_PERIOD) == 0 else { return false }
        return !SourceFiles.isLeftOut(name) || name.hasPrefix(".") || pattern.hasPrefix("_")
            || SourceFiles.unfinishedSuffixes.contains { name.hasSuffix($0) && pattern.hasSuffix($0) }
    }
}
