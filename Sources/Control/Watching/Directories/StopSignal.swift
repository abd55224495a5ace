import Synchronization
import SystemPackage

/// Ends the wait of another thread, once and for all: a pipe that nobody reads.
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

    /// Readable since the signal was raised.
    var descriptor: Int32 { readEnd.rawValue }

    var isRaised: Bool { flag.load(ordering: .acquiring) }

    /// Ends the present wait and all that come.
    package func raise() {
        guard !flag.exchange(true, ordering: .acquiringAndReleasing) else { return }
        _ = try? writeEnd.writeAll([0])
    }
}
