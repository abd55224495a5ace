import ETLModels
package import SystemPackage

/// Files found by going through directories, in the order of their names.
package struct SourceWalk {
    private(set) var places = SourceSelection()
    /// How many files were found, those that had been found before among them.
    private(set) var found = 0
    private var known: Set<String> = []
    /// The paths that were read as others than they are: they are not UTF-8.
    private var unreadable: Set<String> = []

    /// Takes a file, unless it was taken before.
    mutating func add(_ file: String) {
        found += 1
        if known.insert(file == SourceFiles.standardInput ? file : SourceFiles.absolutePath(file)).inserted {
            places.files.append(file)
        }
    }

    mutating func fail(_ place: String, _ error: String) {
        places.failures.append(FailedSource(place: place, error: error))
    }

    /// Takes the regular files in a directory and below it.
    mutating func addAll(below directory: String) {
        for name in names(in: directory) where !SourceFiles.isLeftOut(name) {
            let path = Self.path(of: name, in: directory)
            switch look(at: path) {
            case .directory?: addAll(below: path)
            case .regular?: add(path)
            // One that leads nowhere is named as a file that is not there.
            case .symbolicLink?:
                if [nil, .regular].contains(Self.target(of: path)) { add(path) }
            default: continue
            }
        }
    }

    /// What is there by a name in a directory; says so when nobody knows, unless it has gone meanwhile.
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

    /// The names in a directory, sorted; none when it is not one.
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

    /// What is there by this name itself; nil when nothing is.
    package static func type(of path: String) -> FileType? {
        (try? FilePath(path).stat(followTargetSymlink: false))?.type
    }

    /// What is there when symbolic links are followed.
    static func target(of path: String) -> FileType? {
        (try? FilePath(path).stat())?.type
    }
}
