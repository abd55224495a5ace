import ETLModels
import SourceReading

/// A file that seems to be complete.
struct WatchedFile: Sendable, Hashable {
    /// Absolute.
    let path: String
    let state: FileState

    /// The identity of the file in its current state.
    var id: SourceID { SourceID(uri: path, size: state.size, modified: state.modified) }
}
