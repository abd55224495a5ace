import ETLModels
import Glibc
import SystemPackage

/// A pattern of paths, as shells have them: `*`, `?` and `[…]` stand for parts of a name, and `**` between slashes for any
/// number of directories, none included.
///
/// Names that directories leave out match only where the pattern spells out what they are left out for: `_*`, `*.tmp`.
struct SourcePattern {
    private enum Step {
        case name(String)
        case pattern(String)
        case anyDirectories
    }

    private let steps: [Step]
    private let start: String

    /// - Returns: nil when the text is no pattern.
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

    // A backslash makes what follows it a part of the name, which only the matching takes away.
    private static func isPattern(_ text: some StringProtocol) -> Bool { text.contains { "*?[\\".contains($0) } }

    /// Takes the files that match; of a directory that does, all that are in it.
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
