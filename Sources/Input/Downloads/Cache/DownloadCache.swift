internal import Dispatch
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// The copies of downloads that a process reads more than once, on disk and bounded.
///
/// The copies have no names, so the system removes them when the process ends, however it ends.
package final class DownloadCache: Sendable {
    /// The default of the bytes that a cache may take.
    package static let usualBytes = 4 << 30

    private enum Obstacle: Error, Equatable {
        case tooLarge
        case noRoom
        case disk(Errno)
    }

    private struct State {
        var copies = CopyList()
        var isSweepDue = false
        /// The last failure of the disk, which is told once.
        var fault: Obstacle?
    }

    private let bytes: UInt64
    private let directory: FilePath
    private let idleLimit: Duration
    private let observer: @Sendable (UnkeptDownload) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - bytes: the bound; with 0 there is no cache.
    ///   - directory: where the copies are; by default `TMPDIR`, or `/var/tmp`, which is meant for large files.
    ///   - idleLimit: the time without use after which a copy is removed, at once or after as much time again.
    ///   - observer: called for every link that is not kept; only once while the disk fails in the same way.
    package init?(
        bytes: Int, directory: String? = nil, idleLimit: Duration = .seconds(1800),
        observer: @escaping @Sendable (UnkeptDownload) -> Void = { _ in }
    ) {
        guard bytes > 0 else { return nil }
        self.bytes = UInt64(bytes)
        self.directory = FilePath(directory ?? Self.usualDirectory)
        self.idleLimit = idleLimit
        self.observer = observer
    }

    private static var usualDirectory: String {
        let set = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return set.isEmpty ? "/var/tmp" : set
    }

    /// The copy of a link, of any version.
    func copy(of name: String) -> DownloadCopy? {
        state.withLock { $0.copies.use(name) }
    }

    /// The copy of a version of a link, perhaps a new one.
    ///
    /// - Returns: nil if it cannot be kept.
    func keep(_ name: String, _ version: FileVersion) -> DownloadCopy? {
        do throws(Obstacle) {
            return try state.withLock { state throws(Obstacle) in
                if let copy = state.copies.use(name), copy.version == version { return copy }
                let copy = try makeCopy(of: version, name, &state.copies)
                state.copies.add(copy, of: name)
                state.fault = nil
                sweepLater(&state)
                return copy
            }
        } catch {
            tell(error, of: name)
            return nil
        }
    }

    /// Removes the copy of a link whose source is finished, unless another source is read from it.
    func forget(_ name: String) {
        state.withLock { $0.copies.removeUnused(name) }
    }

    /// Removes a copy after a failed write.
    func giveUp(_ copy: DownloadCopy, of name: String, _ error: Errno) {
        state.withLock { $0.copies.remove(copy) }
        tell(.disk(error), of: name)
    }
}

extension DownloadCache {
    private func makeCopy(
        of version: FileVersion, _ name: String, _ copies: inout CopyList
    ) throws(Obstacle) -> DownloadCopy {
        guard version.size <= bytes else { throw .tooLarge }
        guard copies.makeRoom(for: version.size, of: name, within: bytes) else { throw .noRoom }
        do throws(Errno) {
            return try DownloadCopy(of: version, below: directory)
        } catch {
            throw .disk(error)
        }
    }

    private func tell(_ obstacle: Obstacle, of name: String) {
        let reason: String
        switch obstacle {
        case .tooLarge: reason = "it is larger than the cache, \(bytes) bytes"
        case .noRoom: reason = "the cache is full of downloads in use"
        case .disk(let error):
            reason = "it cannot be kept in \(directory): \(error)"
            let isKnown = state.withLock { state in
                defer { state.fault = obstacle }
                return state.fault == obstacle
            }
            if isKnown { return }
        }
        observer(UnkeptDownload(source: name, reason: reason))
    }

    /// Removes copies that have not been used for long, as long as there are copies.
    private func sweepLater(_ state: inout State) {
        guard !state.isSweepDue, !state.copies.isEmpty else { return }
        state.isSweepDue = true
        DispatchQueue.global().asyncAfter(deadline: .now() + idleLimit / .seconds(1)) { [weak self] in
            self?.sweep()
        }
    }

    private func sweep() {
        state.withLock { state in
            state.copies.removeUnused(since: .now - idleLimit)
            state.isSweepDue = false
            sweepLater(&state)
        }
    }
}
