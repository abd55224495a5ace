import ETLModels
import SourceDescriptions
import SourceReading

/// A file that seems to be complete.
struct WatchedFile: Sendable, Hashable {
    /// Absolute.
    let path: String
    let state: FileState
    /// What identifies its content; nil if nobody has read it, or if it cannot be read.
    private(set) var fingerprint: SourceFingerprint?

    init(path: String, state: FileState) {
        self.path = path
        self.state = state
    }

    /// The identity of the file in its current state.
    var id: SourceID {
        SourceID(uri: path, size: state.size, modified: state.modified, fingerprint: fingerprint?.hash ?? 0)
    }

    /// The same file with its fingerprint. Blocks while it reads 64 KiB at most.
    func withFingerprint() -> WatchedFile {
        var file = self
        file.fingerprint = try? SourceRoots.everywhere.open(path).fingerprint()
        return file
    }
}
