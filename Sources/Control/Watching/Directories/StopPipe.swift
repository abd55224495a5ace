import Synchronization
import SystemPackage

/// Ends the waits of another thread, permanently: a pipe that is never read.
package final class StopPipe: Sendable {
    private let readEnd: FileDescriptor
    private let writeEnd: FileDescriptor
    private let flag = Atomic(false)

    package init() throws(WatchError) {
        do {
            (readEnd, writeEnd) = try FileDescriptor.pipe()
        } catch {
            throw .noDescriptor
        }
    }

    deinit {
        try? readEnd.close()
        try? writeEnd.close()
    }

    /// Readable once the signal is raised.
    var descriptor: Int32 { readEnd.rawValue }

    var isRaised: Bool { flag.load(ordering: .acquiring) }

    /// Ends the current wait and all later ones.
    package func raise() {
        guard !flag.exchange(true, ordering: .acquiringAndReleasing) else { return }
        _ = try? writeEnd.writeAll([0])
    }
}
