import ETLModels
import SystemPackage

/// The files that arguments select.
package struct SourceSelection: Sendable {
    /// Paths, URLs and `-`, in the order of the arguments, each once.
    package var files: [String] = []
    /// Arguments, or directories below them, that are missing or unreadable.
    package var failures: [FailedSource] = []
    /// The file among them that contains the spooled standard input.
    package var spooled: String?
}

/// A named source that cannot be submitted.
package struct FailedSource: Sendable, Hashable {
    /// The argument, or the directory below it.
    package let place: String
    /// Why.
    package let error: String
    /// What would make an unfit header fit.
    package let advice: UnfitHeader.Advice?
    /// The absolute path, or a link without its secrets.
    package let uri: String

    /// - Parameter uri: the name of the source; nil to derive it from the place.
    package init(place: String, error: String, advice: UnfitHeader.Advice? = nil, uri: String? = nil) {
        self.place = place
        self.error = error
        self.advice = advice
        self.uri = uri ?? SourceFiles.absolutePath(place)
    }

    /// The place for display; a link without its secrets.
    package var shownPlace: String { SourceFiles.isURL(place) ? uri : place }
}

extension SourceFiles {
    /// Expands directories and patterns to files; time and memory are proportional to the paths found.
    ///
    /// - A directory expands to all regular files in it and below it, except those that ``isLeftOut(_:)`` skips.
    ///   Follows symbolic links to files, but not to directories, which may form cycles.
    /// - A pattern expands to what ``SourcePattern`` finds. A shell does not expand a quoted pattern, or one whose files
    ///   exist only in the container of the command.
    /// - An existing file whose name looks like a pattern is that file. URLs, `-` and missing files stay: the submission
    ///   reports missing files with the other unreadable ones.
    ///
    /// Blocks while it reads directories.
    package static func expand(_ arguments: [String]) -> SourceSelection {
        var walk = SourceWalk()
        for argument in arguments { expand(argument, &walk) }
        return walk.places
    }

    private static func expand(_ argument: String, _ walk: inout SourceWalk) {
        let isElsewhere = isElsewhere(argument)
        let status = isElsewhere ? nil : try? FilePath(argument).stat()
        let (found, failed) = (walk.found, walk.places.failures.count)
        if status?.type == .directory {
            walk.addAll(below: argument)
        } else if !isElsewhere, status == nil, let pattern = SourcePattern(argument) {
            pattern.find(&walk)
        } else {
            return walk.add(argument)
        }
        guard walk.found == found, walk.places.failures.count == failed else { return }
        walk.fail(shown(argument), status == nil ? "no file matches this pattern" : emptyDirectory)
    }

    /// An argument for display. One that was meant to be a link, and is none, ends where its secrets begin.
    private static func shown(_ argument: String) -> String {
        let isMeantAsLink = argument.contains("://") || argument.lowercased().contains(/^\s*https?\W/)
        guard isMeantAsLink, let query = argument.firstIndex(of: "?") else { return argument }
        return argument[...query] + "…"
    }

    private static let emptyDirectory =
        "this directory has no files to submit; names that start with “.” or “_”, or end in "
        + unfinishedSuffixes.joined(separator: ", ") + ", are skipped"
}
