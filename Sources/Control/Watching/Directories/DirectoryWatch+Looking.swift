import Clocks
import SourceReading
import Submission
import SystemPackage

/// Scanning the directories.
extension DirectoryWatch {
    var isLooking: Bool { !pending.isEmpty || listing != nil }

    /// Scans everything again, and keeps the state.
    func lookAgain() {
        pending = roots.reversed()
        listing = nil
        rescanAt = nil
        settling.hasOverflowed = false
    }

    /// Scans some thousand entries, or until there are enough files; the caller processes events in between.
    func lookThrough() throws(WatchError) {
        var budget = 4096
        while budget > 0, complete.count < Self.batchSize, isLooking {
            budget -= 1
            if let entry = nextEntry() {
                take(entry, in: listing?.path ?? "")
            } else {
                listing = nil
                if let directory = pending.popLast() { try enter(directory) }
            }
        }
    }

    private func nextEntry() -> DirectoryListing.Entry? {
        do throws(Errno) {
            return try listing?.next()
        } catch {
            let directory = listing?.path ?? ""
            complain("\(WatchError(error, of: directory, during: "listing"))", of: directory)
            return nil
        }
    }

    private func enter(_ directory: String) throws(WatchError) {
        do throws(WatchError) {
            // Watched before it is listed: a file that arrives in between is found twice, not missed.
            if let number = try events?.watch(directory), !tree.add(number, directory) { return }
            listing = try Self.list(directory)
        } catch {
            guard error.isOfOneDirectory, !roots.contains(directory) else { throw error }
            if case .permissionDenied = error { complain("\(error)", of: directory) }
        }
    }

    private static func list(_ directory: String) throws(WatchError) -> DirectoryListing {
        do throws(Errno) {
            return try DirectoryListing(directory)
        } catch {
            throw WatchError(error, of: directory, during: "listing")
        }
    }

    private func take(_ entry: DirectoryListing.Entry, in directory: String) {
        switch entry {
        case .directory(let name):
            if names.takesDirectory(name) { pending.append(SourceWalk.path(of: name, in: directory)) }
        case .unreadableName(let name):
            complainOfName(name, in: directory)
        case .other(let name):
            guard names.takesFile(name) else { return }
            let path = SourceWalk.path(of: name, in: directory)
            guard case .file(let state) = look(path) else { return }
            let age = Duration.sinceEpoch - .nanoseconds(state.modified)
            if settling.found(path, state, age: age, at: .now) { complete[path] = state }
        }
    }

    static func requireDirectory(_ path: String) throws(WatchError) {
        switch FileLook(path) {
        case .directory: return
        case .nothing: throw .notFound(directory: path)
        case .failure: throw .permissionDenied(directory: path)
        case .file, .somethingElse: throw .notADirectory(directory: path)
        }
    }

    /// Reads the state of a file, and reports a failure once.
    func look(_ path: String) -> FileLook {
        let look = FileLook(path)
        if case .failure(let reason) = look { complain("\(path): \(reason)", of: path) }
        return look
    }

    func complainOfName(_ name: String, in directory: String) {
        let path = SourceWalk.path(of: name, in: directory)
        complain("\(path): the name is not UTF-8, so the database cannot store it: rename it", of: path)
    }
}
