/// A Parquet file, sound unless a test changes its claims.
package struct ParquetTestFile {
    package var columns: [Column]
    package var rows: Int64
    package var claimedRows: Int64?
    package var groupCount = 1
    /// Whether all row groups have the pages of the first one.
    package var sharesPages = false
    package var schemaOverride: [[UInt8]]?
    package var missingChunks = 0
    package var createdBy = "test"

    package struct Column {
        package var name = "a"
        package var type = 2
        package var length: Int?
        package var isOptional = false
        package var codec = 0
        package var pages: [[UInt8]]
        package var values: Int64?
        package var claimedBytes: Int64?
        package var dataOffset: Int64?
        package var dictionaryOffset: Int64?
        package var claimedType: Int?
        package var isEncrypted = false
        package var otherFile: String?
        package var path: [String]?
        package var nulls: Int64?
        package var details: (inout CompactWriter) -> Void

        package init(
            name: String = "a", type: Int = 2, length: Int? = nil, isOptional: Bool = false, codec: Int = 0,
            pages: [[UInt8]], values: Int64? = nil, claimedBytes: Int64? = nil, dataOffset: Int64? = nil,
            dictionaryOffset: Int64? = nil, claimedType: Int? = nil, isEncrypted: Bool = false,
            otherFile: String? = nil, nulls: Int64? = nil, details: @escaping (inout CompactWriter) -> Void = { _ in }
        ) {
            self.name = name
            self.type = type
            self.length = length
            self.isOptional = isOptional
            self.codec = codec
            self.pages = pages
            self.values = values
            self.claimedBytes = claimedBytes
            self.dataOffset = dataOffset
            self.dictionaryOffset = dictionaryOffset
            self.claimedType = claimedType
            self.isEncrypted = isEncrypted
            self.otherFile = otherFile
            self.nulls = nulls
            self.details = details
        }
    }

    package init(_ columns: Column..., rows: Int64) {
        self.init(columns, rows: rows)
    }

    package init(_ columns: [Column], rows: Int64) {
        self.columns = columns
        self.rows = rows
    }

    /// The bytes of the file.
    package var bytes: [UInt8] {
        var file = Array("PAR1".utf8)
        var groups: [[UInt8]] = []
        for number in 0..<groupCount {
            var pages = number > 0 && sharesPages ? Array("PAR1".utf8) : file
            groups.append(group(&pages))
            if number == 0 || !sharesPages { file = pages }
        }
        let footer = CompactWriter.structure { footer in
            footer.i32(1, 2)
            footer.structures(2, schemaOverride ?? schema)
            footer.i64(3, claimedRows ?? rows * Int64(groupCount))
            footer.structures(4, groups)
            footer.text(6, createdBy)
        }
        return Self.wrapped(file, footer: footer)
    }

    package static func wrapped(_ pages: [UInt8], footer: [UInt8]) -> [UInt8] {
        pages + footer + ParquetTestBytes.little(UInt32(footer.count)) + Array("PAR1".utf8)
    }

    private var schema: [[UInt8]] {
        [Self.group("schema", children: columns.count)]
            + columns.map { column in
                CompactWriter.structure { element in
                    element.i32(1, column.type)
                    if let length = column.length { element.i32(2, length) }
                    element.i32(3, column.isOptional ? 1 : 0)
                    element.text(4, column.name)
                    column.details(&element)
                }
            }
    }

    package static func group(_ name: String, children: Int) -> [UInt8] {
        CompactWriter.structure { element in
            element.text(4, name)
            element.i32(5, children)
        }
    }

    private func group(_ file: inout [UInt8]) -> [UInt8] {
        var chunks: [[UInt8]] = []
        for column in columns.dropLast(missingChunks) {
            let start = Int64(file.count)
            file += column.pages.joined()
            chunks.append(chunk(column, start, Int64(file.count) - start))
        }
        return CompactWriter.structure { group in
            group.structures(1, chunks)
            group.i64(2, 1)
            group.i64(3, rows)
        }
    }

    private func chunk(_ column: Column, _ start: Int64, _ size: Int64) -> [UInt8] {
        CompactWriter.structure { chunk in
            if let path = column.otherFile { chunk.text(1, path) }
            chunk.i64(2, start)
            chunk.structure(3) { metadata in
                metadata.i32(1, column.claimedType ?? column.type)
                metadata.list(2, [CompactWriter.zigzag(0)], type: 5)
                if let path = column.path {
                    metadata.list(3, path.map { CompactWriter.varint(UInt64($0.utf8.count)) + Array($0.utf8) }, type: 8)
                }
                metadata.i32(4, column.codec)
                metadata.i64(5, column.values ?? rows)
                metadata.i64(6, size)
                metadata.i64(7, column.claimedBytes ?? size)
                metadata.i64(9, column.dataOffset ?? start)
                if let offset = column.dictionaryOffset { metadata.i64(11, offset) }
                if let nulls = column.nulls { metadata.structure(12) { $0.i64(3, nulls) } }
            }
            if column.isEncrypted { chunk.structure(8) { crypto in crypto.structure(1) { _ in } } }
        }
    }
}
