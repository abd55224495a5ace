/// Writes a Parquet file whose columns are all text, as a program without types exports them: optional STRING columns in PLAIN pages,
/// one for each column of a row group, uncompressed. Source: README.md and parquet.thrift of the Parquet format.
struct ParquetText {
    /// The rows of a group, which are in memory together.
    static let groupRows = 20_000

    private struct Column {
        let name: String
        /// Bit-packed definition levels: a bit for each row, 0 for null.
        var levels: [UInt8] = []
        var values: [UInt8] = []
    }

    private var columns: [Column]
    private var rows = 0
    private var total = 0
    /// The footer's entries of the groups that were written.
    private var groups: [[UInt8]] = []

    init(columns names: [String]) {
        columns = names.map { Column(name: $0) }
    }

    static let magic = Array("PAR1".utf8)

    /// A field in a record for ``add(_:)``: its size, or this for null, and its bytes.
    static let nullSize = UInt32.max

    /// Adds a row.
    ///
    /// - Parameter record: for each column the size of its value, little-endian, and its bytes.
    mutating func add(_ record: [UInt8]) {
        var place = 0
        for column in columns.indices {
            if rows % 8 == 0 { columns[column].levels.append(0) }
            let size = record[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
            place += 4
            guard size != Self.nullSize else { continue }
            columns[column].levels[rows / 8] |= 1 << UInt8(rows % 8)
            columns[column].values += record[place - 4..<place + Int(size)]
            place += Int(size)
        }
        rows += 1
    }

    var isGroupFull: Bool { rows == Self.groupRows }

    /// Ends the row group, if it has rows.
    ///
    /// - Parameter offset: where the pages will be in the file.
    /// - Returns: the pages.
    mutating func endGroup(at offset: Int) -> [UInt8] {
        guard rows > 0 else { return [] }
        var (pages, chunks): ([UInt8], [[UInt8]]) = ([], [])
        for column in columns.indices {
            let page = page(columns[column])
            chunks.append(chunk(columns[column].name, at: offset + pages.count, size: page.count))
            pages += page
            columns[column] = Column(name: columns[column].name)
        }
        groups.append(
            CompactBytes.structure { group in
                group.structures(1, chunks)
                group.int64(2, pages.count)
                group.int64(3, rows)
            })
        total += rows
        rows = 0
        return pages
    }

    /// The end of the file.
    func footer() -> [UInt8] {
        let footer = CompactBytes.structure { footer in
            footer.int32(1, 1)
            footer.structures(2, [root] + columns.map { Self.element($0.name) })
            footer.int64(3, total)
            footer.structures(4, groups)
            footer.text(6, "token-etl sample")
        }
        return footer + Self.word(footer.count) + Self.magic
    }

    private var root: [UInt8] {
        CompactBytes.structure { root in
            root.text(4, "schema")
            root.int32(5, columns.count)
        }
    }

    private static func element(_ name: String) -> [UInt8] {
        CompactBytes.structure { element in
            element.int32(1, 6)
            element.int32(3, 1)
            element.text(4, name)
            element.int32(6, 0)
            element.structure(10) { type in type.structure(1) { _ in } }
        }
    }

    private func page(_ column: Column) -> [UInt8] {
        let levels = CompactBytes.varint(UInt64(column.levels.count << 1 | 1)) + column.levels
        let body = Self.word(levels.count) + levels + column.values
        return CompactBytes.structure { header in
            header.int32(1, 0)
            header.int32(2, body.count)
            header.int32(3, body.count)
            header.structure(5) { data in
                data.int32(1, rows)
                data.int32(2, 0)
                data.int32(3, 3)
                data.int32(4, 3)
            }
        } + body
    }

    private func chunk(_ name: String, at offset: Int, size: Int) -> [UInt8] {
        CompactBytes.structure { chunk in
            chunk.int64(2, offset)
            chunk.structure(3) { metadata in
                metadata.int32(1, 6)
                metadata.int32s(2, [0, 3])
                metadata.texts(3, [name])
                metadata.int32(4, 0)
                metadata.int64(5, rows)
                metadata.int64(6, size)
                metadata.int64(7, size)
                metadata.int64(9, offset)
            }
        }
    }

    /// Four bytes, little-endian.
    static func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}
