import ETLModels
import SystemPackage

/// The files that arguments stand for.
package struct SourceSelection: Sendable {
    /// Paths, URLs and `-`, in the order of the arguments, each once.
    package var files: [String] = []
    /// Arguments, or directories below them, that are missing or cannot be read.
    package var failures: [FailedSource] = []
    /// The file among them in which standard input was kept.
    package var spooled: String?
}

/// A place that was named as a source and cannot be submitted.
package struct FailedSource: Sendable, Hashable {
    /// The argument, or the directory below it.
    package let place: String
    /// Why.
    package let error: String

    package init(place: String, error: String) {
        self.place = place
        self.error = error
    }

    /// The absolute path, or a link without its secrets.
    package var uri: String { SourceFiles.absolutePath(place) }

    /// The place as it may be shown: of a link, nothing that could be a secret.
    package var shownPlace: String { SourceFiles.isURL(place) ? uri : place }
}

extension SourceFiles {
    /// Puts the files in the place of directories and patterns; takes as much memory as their paths, and as many steps.
    ///
    /// - A directory stands for all regular files in it and below it, but for those of which ``isLeftOut(_:)`` tells.
    ///   Symbolic links to files are followed, those to directories are not, for they may lead round in circles.
    /// - A pattern stands for what ``SourcePattern`` finds. Shells leave it to us when it is quoted, and where they see
    ///   other files than the command does, as outside of its container.
    /// - A file that is called like a pattern is that file. URLs and `-` stay, and so does a file that is not there, to be
    ///   named with the others that cannot be read.
    ///
    /// Blocks while it reads directories.
    package static func expand(_ arguments: [String]) -> SourceSelection {
        var walk = SourceWalk()
        for argument in arguments { expand(argument, &walk) }
        return walk.places
    }

    private static func expand(_ argument: String, _ walk: inout SourceWalk) {
        let isElsewhere = argument == standardInput || isURL(argument)
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
        walk.fail(argument, status == nil ? "no file matches this pattern" : emptyDirectory)
    }

    private static let emptyDirectory =
        "this directory has no files to submit; names that start with “.” or “_”, or end in "
        + unfinishedSuffixes.joined(separator: ", ") + ", are skipped"
}
