import ETLModels
import SourceReading

/// A file that seems to be complete.
struct WatchedFile: Sendable, Hashable {
    /// Absolute.
    let path: String
    let state: FileState

    /// What tells it from other files, and from what it was at other times.
    var id: SourceID { SourceID(uri: path, size: state.size, modified: state.modified) }
}
