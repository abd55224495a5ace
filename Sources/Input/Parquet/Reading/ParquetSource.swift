/// The bytes of a Parquet file, at random offsets.
///
/// The bytes must not change while a reader uses them. Calls come from one thread at a time, and may block.
public protocol ParquetSource {
    /// The error of a failed read, which passes through the reader.
    associatedtype Failure: Error

    /// The size of the file, in bytes.
    var size: UInt64 { get }

    /// Reads some bytes.
    ///
    /// - Parameters:
    ///   - offset: the place of the first byte, less than ``size``.
    ///   - buffer: where they go; not empty, and never reaches beyond ``size``.
    /// - Returns: the number of bytes read, at least 1; 0 only if the file has become shorter.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
}

extension ParquetSource {
    /// Fills a buffer.
    func readAll(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(ParquetFailure<Failure>) {
        var filled = 0
        while filled < buffer.count {
            let count: Int
            do throws(Failure) {
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                count = try read(at: offset + UInt64(filled), into: rest)
            } catch {
                throw .source(error)
            }
            guard count > 0, count <= buffer.count - filled else {
                throw .file(.damaged("the file ended at byte \(offset + UInt64(filled)) while it was read"))
            }
            filled += count
        }
    }
}

/// A Parquet file in memory.
public struct ParquetBytes: ParquetSource {
    private let bytes: [UInt8]

    /// Keeps the bytes, without a copy of its own.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The number of bytes.
    public var size: UInt64 { UInt64(bytes.count) }

    /// Copies as many bytes as there are.
    public func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(Never) -> Int {
        guard offset < size else { return 0 }
        let start = Int(offset)
        let count = min(buffer.count, bytes.count - start)
        bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
        return count
    }
}
