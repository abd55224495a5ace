import SystemPackage

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files found by going through directories, in the order of their names.
struct SourceWalk {
    private(set) var places = SourceSelection()
    /// How many files were found, those that had been found before among them.
    private(set) var found = 0
    private var known: Set<String> = []

    /// Takes a file, unless it was taken before.
    mutating func add(_ file: String) {
        found += 1
        if known.insert(file == SourceFiles.standardInput ? file : SourceFiles.absolutePath(file)).inserted {
            places.files.append(file)
        }
    }

    mutating func fail(_ place: String, _ error: String) {
        places.failures.append(SourceSelection.Failure(place: place, error: error))
    }

    /// Takes the regular files in a directory and below it.
    mutating func addAll(below directory: String) {
        for name in names(in: directory) where !SourceFiles.isLeftOut(name) {
            let path = Self.path(of: name, in: directory)
            switch Self.type(of: path) {
            case .directory?: addAll(below: path)
            case .regular?: add(path)
            // One that leads nowhere is named as a file that is not there.
            case .symbolicLink?:
                if [nil, .regular].contains(Self.target(of: path)) { add(path) }
            case nil: failToLook(at: path)
            default: continue
            }
        }
    }

    /// Says of a name in a directory that nobody knows what it is, unless it has gone meanwhile.
    private mutating func failToLook(at path: String) {
        do {
            _ = try FilePath(path).stat(followTargetSymlink: false)
        } catch Errno.noSuchFileOrDirectory {
            // A name that is not UTF-8 was read as another one, which is not there.
            if path.contains("\u{FFFD}") { fail(path, "its name is not UTF-8, so it cannot be read; rename it") }
        } catch {
            fail(path, "it cannot be looked at: \(error)")
        }
    }

    /// The names in a directory, sorted; none when it is not one.
    mutating func names(in directory: String) -> [String] {
        guard let stream = opendir(directory.isEmpty ? "." : directory) else {
            let error = Errno(rawValue: errno)
            if error != .notDirectory && error != .noSuchFileOrDirectory {
                fail(directory, "the directory cannot be read: \(error)")
            }
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // Its declared size is not that of a name: some file systems have longer ones.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        names.sort()
        return names
    }

    static func path(of name: String, in directory: String) -> String {
        directory.isEmpty || directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }

    /// What is there by this name itself; nil when nothing is.
    static func type(of path: String) -> FileType? {
        (try? FilePath(path).stat(followTargetSymlink: false))?.type
    }

    /// What is there when symbolic links are followed.
    static func target(of path: String) -> FileType? {
        (try? FilePath(path).stat())?.type
    }
}
