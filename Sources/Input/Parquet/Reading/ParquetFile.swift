/// A Parquet file whose footer has been read and checked.
///
/// Source: README.md of the Parquet format, “File format”.
package struct ParquetFile<Source: ParquetSource> {
    /// The content of the footer.
    package let metadata: ParquetMetadata
    /// The limits of all reading.
    package let limits: ParquetLimits
    private let source: Source

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
        var tail = ByteBuffer()
        let read = Int(min(size, UInt64(max(limits.tailBytes, 64))))
        try Self.fill(&tail, read, from: source)
        let footer = try Self.footerRange(source, UnsafeRawBufferPointer(start: tail.base, count: read), limits)
        let needed = Int(size - footer.lowerBound)
        if needed > read { try Self.fill(&tail, needed, from: source) }
        let start = tail.base + max(read, needed) - needed
        do throws(ParquetError) {
            let length = Int(footer.upperBound - footer.lowerBound)
            let footerContent = try Footer(UnsafeRawBufferPointer(start: start, count: length), limits)
            metadata = try footerContent.metadata(pagesWithin: UInt64(Signature.size)..<footer.lowerBound)
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
    /// A reader without rows: what there is before the first row group.
    package func noRows() -> RowReader<Source> { RowReader(source) }
}

extension ParquetFile: Sendable where Source: Sendable {}

extension ParquetFile {
    /// Reads the last bytes of a source.
    private static func fill(
        _ buffer: inout ByteBuffer, _ count: Int, from source: Source
    ) throws(ParquetFailure<Source.Failure>) {
        buffer.reserve(count)
        try source.readAll(
            at: source.size - UInt64(count), into: UnsafeMutableRawBufferPointer(start: buffer.base, count: count))
    }

    /// The place of the footer, after checks of the signatures at both ends.
    ///
    /// - Parameter tail: the last bytes of the file, at least 8.
    private static func footerRange(
        _ source: Source, _ tail: UnsafeRawBufferPointer, _ limits: ParquetLimits
    ) throws(ParquetFailure<Source.Failure>) -> Range<UInt64> {
        let end = source.size - UInt64(Signature.size + 4)
        let head = try word(source, at: 0)
        let length = UInt64(word(tail, at: tail.count - 8))
        do throws(ParquetError) {
            try Signature.check(head: head, tail: word(tail, at: tail.count - 4))
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

    private static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private static func word(_ source: Source, at offset: UInt64) throws(ParquetFailure<Source.Failure>) -> UInt32 {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 4)
        defer { bytes.deallocate() }
        try source.readAll(at: offset, into: bytes)
        return UInt32(littleEndian: bytes.load(as: UInt32.self))
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
