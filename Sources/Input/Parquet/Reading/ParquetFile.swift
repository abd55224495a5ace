/// A Parquet file whose footer has been read and checked.
///
/// Source: README.md of the Parquet format, “File format”.
package struct ParquetFile<Source: ParquetSource> {
    /// The content of the footer.
    package let metadata: ParquetMetadata
    /// The limits of all reading.
    package let limits: ParquetLimits
    private var source: Source

    /// Reads the footer: at most ``ParquetLimits/footerBytes`` bytes at the end of the file, usually with one read, and 4 bytes at
    /// its start.
    ///
    /// - Throws: ``ParquetFailure/file(_:)`` if this is no Parquet file, the footer is damaged, encrypted or over a limit.
    package init(_ source: Source, limits: ParquetLimits = ParquetLimits()) throws(ParquetFailure<Source.Failure>) {
        self.source = source
        self.limits = limits
        let size = source.size
        guard size >= UInt64(2 * Signature.size + 4) else {
            throw .file(ParquetError(.notParquet("it has only \(size) bytes")))
        }
        let tail = try Self.bytes(size - min(size, UInt64(max(limits.tailBytes, 64)))..<size, of: source)
        let place = try Self.footerRange(source, tail, limits)
        let footer: [UInt8]
        if size - place.lowerBound <= tail.count {
            let end = tail.count - Int(size - place.upperBound)
            footer = Array(tail[end - place.count..<end])
        } else {
            footer = try Self.bytes(place, of: source)
        }
        do throws(ParquetError) {
            metadata = try ParquetMetadata(footer, pagesWithin: UInt64(Signature.size)..<place.lowerBound, limits)
        } catch {
            throw .file(error)
        }
    }

    /// Reads rows of a row group.
    ///
    /// - Parameters:
    ///   - group: the row group's number, from 0.
    ///   - columns: indexes in ``ParquetMetadata/columns``; they become the column numbers of the row reader.
    ///   - row: the first row to read, from 0 in the row group. Whole pages before it are neither read
    ///     nor verified.
    /// - Throws: ``ParquetFailure/file(_:)`` if a selected column is encrypted or uses an unsupported codec.
    package func rows(
        ofGroup group: Int, columns: [Int], from row: Int64 = 0
    ) throws(ParquetFailure<Source.Failure>) -> RowReader<Source> {
        try RowReader(source, metadata, limits, group: group, columns: columns, from: row)
    }
}

extension ParquetFile {
    /// The same file with its bytes from another source.
    package func reading(from source: Source) -> Self {
        var file = self
        file.source = source
        return file
    }

    /// A reader without rows: what there is before the first row group.
    package func noRows() -> RowReader<Source> { RowReader(source) }
}

extension ParquetFile: Sendable where Source: Sendable {}

extension ParquetFile {
    /// Reads a part of a source.
    private static func bytes(
        _ place: Range<UInt64>, of source: Source
    ) throws(ParquetFailure<Source.Failure>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: place.count)
        try bytes.withUnsafeMutableBufferPointer { (bytes) throws(ParquetFailure<Source.Failure>) in
            try source.readAll(at: place.lowerBound, into: UnsafeMutableRawBufferPointer(bytes))
        }
        return bytes
    }

    /// The place of the footer, after checks of the signatures at both ends.
    ///
    /// - Parameter tail: the last bytes of the file, at least 8.
    private static func footerRange(
        _ source: Source, _ tail: [UInt8], _ limits: ParquetLimits
    ) throws(ParquetFailure<Source.Failure>) -> Range<UInt64> {
        let end = source.size - UInt64(Signature.size + 4)
        let head = word(try bytes(0..<4, of: source)[...])
        let length = UInt64(word(tail.suffix(8)))
        do throws(ParquetError) {
            try Signature.check(head: head, tail: word(tail.suffix(4)))
            guard length <= end - UInt64(Signature.size) else {
                let claimed = ParquetError.grouped(length)
                throw .damaged("the footer claims \(claimed) bytes, more than the file has")
            }
            try ParquetLimits.check(length, .footerBytes, limits.footerBytes)
        } catch {
            throw .file(error)
        }
        return end - length..<end
    }

    /// The first four bytes, little-endian.
    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// The four bytes at both ends of a file.
private enum Signature {
    static let size = 4
    private static let plain: UInt32 = 0x3152_4150
    private static let encrypted: UInt32 = 0x4552_4150

    static func check(head: UInt32, tail: UInt32) throws(ParquetError) {
        guard tail != encrypted, head != encrypted else { throw ParquetError(.encrypted) }
        guard head == plain else { throw ParquetError(.notParquet("it does not begin with PAR1")) }
        guard tail == plain else {
            throw ParquetError(.notParquet("it does not end with PAR1; perhaps it is truncated"))
        }
    }
}
