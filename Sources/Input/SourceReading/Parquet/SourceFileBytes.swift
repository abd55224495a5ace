internal import Parquet

/// The bytes of a source for the reader of Parquet.
struct SourceFileBytes: ParquetSource, Sendable {
    let file: any SourceFile
    /// Looked at before each read; nil for one that nobody follows.
    var watch: ReadingWatch?

    var size: UInt64 { file.size }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
        try watch?.pass(.reading, file.path)
        try file.readPart(at: offset, into: buffer)
        return buffer.count
    }
}

extension SourceError {
    /// The failure of a reader of Parquet.
    init(_ path: String, _ failure: ParquetFailure<SourceError>) {
        switch failure {
        case .source(let error): self = error
        case .file(let error) where error.reason == .outOfMemory:
            self.init(path, .inputOutput(error.description))
        case .file(let error): self.init(path, .parquet(error))
        }
    }
}
