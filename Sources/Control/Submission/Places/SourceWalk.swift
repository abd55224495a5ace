import ETLModels
package import SystemPackage

/// Collects files of directory trees, sorted by name.
package struct SourceWalk {
    private(set) var places = SourceSelection()
    /// The number of files found, including repeated ones.
    private(set) var found = 0
    private var known: Set<String> = []
    /// Paths that are not UTF-8, as repaired texts.
    private var unreadable: Set<String> = []

    /// Adds a file once.
    mutating func add(_ file: String) {
        found += 1
        if known.insert(file == SourceFiles.standardInput ? file : SourceFiles.absolutePath(file)).inserted {
            places.files.append(file)
        }
    }

    mutating func fail(_ place: String, _ error: String) {
        places.failures.append(FailedSource(place: place, error: error))
    }

    /// Adds the regular files in a directory and below it.
    mutating func addAll(below directory: String) {
        for name in names(in: directory) where !SourceFiles.isLeftOut(name) {
            let path = Self.path(of: name, in: directory)
            switch look(at: path) {
            case .directory?: addAll(below: path)
            case .regular?: add(path)
            // A broken link is reported later as a missing file.
            case .symbolicLink?:
                if [nil, .regular].contains(Self.target(of: path)) { add(path) }
            default: continue
            }
        }
    }

    /// The type of an entry; reports an error unless the entry has vanished.
    private mutating func look(at path: String) -> FileType? {
        do throws(Errno) {
            return try FilePath(path).stat(followTargetSymlink: false).type
        } catch {
            if error != .noSuchFileOrDirectory {
                fail(path, "it cannot be examined: \(error)")
            } else if unreadable.contains(path) {
                fail(path, "its name is not UTF-8, so it cannot be read; rename it")
            }
            return nil
        }
    }

    /// The names in a directory, sorted; empty when it is not a directory.
    mutating func names(in directory: String) -> [String] {
        var names: [String] = []
        do throws(Errno) {
            var listing = try DirectoryListing(directory.isEmpty ? "." : directory)
            while let entry = try listing.next() {
                switch entry {
                case .directory(let name), .other(let name): names.append(name)
                case .unreadableName(let name):
                    names.append(name)
                    unreadable.insert(Self.path(of: name, in: directory))
                }
            }
        } catch {
            if error != .notDirectory && error != .noSuchFileOrDirectory {
                fail(directory, "the directory cannot be read: \(error)")
            }
        }
        return names.sorted()
    }

    package static func path(of name: String, in directory: String) -> String {
        directory.isEmpty || directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }

    /// The type of the path itself; nil when missing.
    package static func type(of path: String) -> FileType? {
        (try? FilePath(path).stat(followTargetSymlink: false))?.type
    }

    /// The type after following symbolic links.
    static func target(of path: String) -> FileType? {
        (try? FilePath(path).stat())?.type
    }
}
