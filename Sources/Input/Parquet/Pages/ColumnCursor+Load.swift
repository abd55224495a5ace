internal import ParquetCodecs

extension ColumnCursor {
    /// Decodes a dictionary page.
    mutating func loadDictionary(
        _ bytes: UnsafeRawBufferPointer, _ header: PageHeader, _ decompressor: inout PageDecompressor
    ) throws(ParquetError) {
        guard !dictionary.isLoaded else { throw .damaged("the column chunk has a second dictionary") }
        guard [ParquetEncoding.plain.rawValue, ParquetEncoding.plainDictionary.rawValue].contains(header.encoding)
        else {
            throw .unsupported("a dictionary in \(ParquetEncoding.name(of: header.encoding))")
        }
        guard column.type != .boolean else { throw .unsupported("a dictionary of booleans") }
        if let blocks = try codec.blocks() {
            // Before the buffer, which takes the claimed size.
            try PageDecompressor.check(header.size, from: bytes.count, blocks)
            let buffer = dictionary.buffer(header.size)
            if header.size > 0 { try decompressor.decompress(bytes, blocks, into: buffer) }
            try dictionary.load(header.values, column, size: header.size)
        } else {
            dictionary.buffer(bytes.count).copyMemory(from: bytes)
            try dictionary.load(header.values, column, size: bytes.count)
        }
    }

    /// Prepares the levels and values of a data page.
    mutating func loadData(
        _ bytes: UnsafeRawBufferPointer, _ header: PageHeader, _ decompressor: inout PageDecompressor
    ) throws(ParquetError) {
        var section = section(bytes)
        let base: UnsafeRawPointer
        if header.kind == .data {
            if let blocks = try codec.blocks() {
                section = try decompress(section, size: header.size, blocks, &decompressor)
            }
            base = section.start
            levels = try levelsV1(&section, header)
        } else {
            levels = try levelsV2(&section, header)
            let size = header.size - header.definitionBytes - header.repetitionBytes
            guard size >= 0 else { throw .damaged("the levels of the page are larger than the page") }
            if header.isCompressed, let blocks = try codec.blocks() {
                section = try decompress(section, size: size, blocks, &decompressor)
            }
            base = section.start
        }
        try values.start(section, base: base, header.encoding, column, limit: limits.pageBytes)
        if !column.isOptional, checksEnds { try values.check(count: header.values) }
        rowsInPage = header.values
    }

    private func section(_ bytes: UnsafeRawBufferPointer) -> PageBytes {
        guard let start = bytes.baseAddress else { return PageBytes(UnsafeRawPointer(page.base), count: 0) }
        return PageBytes(start, count: bytes.count)
    }

    /// Decompresses a part of a page; one without bytes is empty, as some writers leave out what has no values.
    private mutating func decompress(
        _ bytes: PageBytes, size: Int, _ blocks: BlockCodec, _ decompressor: inout PageDecompressor
    ) throws(ParquetError) -> PageBytes {
        guard bytes.count > 0, size > 0 else { return PageBytes(UnsafeRawPointer(page.base), count: 0) }
        try PageDecompressor.check(size, from: bytes.count, blocks)
        page.reserve(size)
        try decompressor.decompress(
            UnsafeRawBufferPointer(start: bytes.start, count: bytes.count), blocks,
            into: UnsafeMutableRawBufferPointer(start: page.base, count: size))
        page.seal(at: size)
        return PageBytes(UnsafeRawPointer(page.base), count: size)
    }

    private func levelsV1(_ section: inout PageBytes, _ header: PageHeader) throws(ParquetError) -> LevelDecoder {
        guard column.isOptional else { return .required }
        switch ParquetEncoding(rawValue: header.levelEncoding) {
        case .rle:
            guard let size = section.word(), let bytes = section.take(size) else {
                throw .damaged("the levels of the page are truncated")
            }
            return .hybrid(bytes)
        case .bitPacked:
            guard let bytes = section.take((header.values + 7) / 8) else {
                let (values, count) = (ParquetError.grouped(header.values), section.count)
                throw .damaged("the page says \(values) values, more than its \(count) bytes can hold")
            }
            return .bitPacked(bytes.start)
        default: throw .unsupported("levels in \(ParquetEncoding.name(of: header.levelEncoding))")
        }
    }

    private func levelsV2(_ section: inout PageBytes, _ header: PageHeader) throws(ParquetError) -> LevelDecoder {
        guard section.take(header.repetitionBytes) != nil, let bytes = section.take(header.definitionBytes) else {
            throw .damaged("the levels of the page are truncated")
        }
        if column.isOptional { return .hybrid(bytes) }
        guard header.definitionBytes == 0 else { throw .damaged("the page has levels, though no value may be null") }
        return .required
    }
}
