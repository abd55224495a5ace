/// The values of a column of a Parquet file, with its types.
package struct ParquetTestColumn {
    /// What the schema says of the meaning of values: a field of the union LogicalType.
    package enum Meaning {
        case none, string
        /// Every value is null.
        case null
        case decimal(precision: Int, scale: Int)
        case integer(bits: Int, isSigned: Bool)
        /// The number of the unit: 1 milliseconds, 2 microseconds, 3 nanoseconds.
        case timestamp(unit: Int)
    }

    package enum Values {
        case bool([Bool?])
        case int32([Int32?])
        case int64([Int64?])
        /// 12 bytes each.
        case int96([[UInt8]?])
        case float([Float?])
        case double([Double?])
        case bytes([[UInt8]?])
        case fixed([[UInt8]?], length: Int)

        package static func texts(_ values: [String?]) -> Values { .bytes(values.map { $0.map { Array($0.utf8) } }) }
    }

    package let name: String
    package let values: Values
    package let meaning: Meaning

    package init(_ name: String, _ values: Values, _ meaning: Meaning = .none) {
        self.name = name
        self.values = values
        self.meaning = meaning
    }

    /// Text, annotated as such.
    package init(_ name: String, texts: [String?]) {
        self.init(name, .texts(texts), .string)
    }
}

extension ParquetTestFile {
    /// A file with one row group.
    ///
    /// - Parameter pageRows: the rows of each page.
    package init(table: [ParquetTestColumn], pageRows: Int = 1000) {
        let columns = table.map { $0.column(pageRows: pageRows) }
        self.init(columns, rows: Int64(table.first?.values.encoded.count ?? 0))
    }
}

extension ParquetTestColumn.Values {
    /// The type's number, and the bytes of each value in PLAIN.
    fileprivate var type: Int {
        switch self {
        case .bool: 0
        case .int32: 1
        case .int64: 2
        case .int96: 3
        case .float: 4
        case .double: 5
        case .bytes: 6
        case .fixed: 7
        }
    }

    fileprivate var encoded: [[UInt8]?] {
        switch self {
        case .bool(let values): values.map { $0.map { [$0 ? 1 : 0] } }
        case .int32(let values): values.map { $0.map { ParquetTestBytes.little($0) } }
        case .int64(let values): values.map { $0.map { ParquetTestBytes.little($0) } }
        case .int96(let values), .fixed(let values, _): values
        case .float(let values): values.map { $0.map { ParquetTestBytes.little($0.bitPattern) } }
        case .double(let values): values.map { $0.map { ParquetTestBytes.little($0.bitPattern) } }
        case .bytes(let values): values.map { $0.map { ParquetTestBytes.little(UInt32($0.count)) + $0 } }
        }
    }

    fileprivate var length: Int? {
        if case .fixed(_, let length) = self { return length }
        return nil
    }
}

extension ParquetTestColumn {
    fileprivate func column(pageRows: Int) -> ParquetTestFile.Column {
        let encoded = values.encoded
        let pages = stride(from: 0, to: encoded.count, by: pageRows).map { start in
            let part = encoded[start..<min(start + pageRows, encoded.count)]
            let body = values.type == 0 ? packed(part) : Array(part.compactMap { $0 }.joined())
            return ParquetTestPage.data(part.count, ParquetTestBytes.levels(part.map { $0 != nil }) + body)
        }
        return ParquetTestFile.Column(
            name: name, type: values.type, length: values.length, isOptional: true, pages: pages, details: annotate)
    }

    private func packed(_ values: ArraySlice<[UInt8]?>) -> [UInt8] {
        ParquetTestBytes.packed(values.compactMap { $0.map { UInt64($0[0]) } }, width: 1)
    }

    /// Source: SchemaElement and LogicalType of parquet.thrift.
    private func annotate(_ element: inout CompactWriter) {
        switch meaning {
        case .none: break
        case .string: element.structure(10) { $0.structure(1) { _ in } }
        case .null: element.structure(10) { $0.structure(11) { _ in } }
        case .decimal(let precision, let scale):
            element.structure(10) { type in
                type.structure(5) { decimal in
                    decimal.i32(1, scale)
                    decimal.i32(2, precision)
                }
            }
        case .integer(let bits, let isSigned):
            element.structure(10) { type in
                type.structure(10) { integer in
                    integer.raw(1, type: 3, [UInt8(bits)])
                    integer.bool(2, isSigned)
                }
            }
        case .timestamp(let unit):
            element.structure(10) { type in
                type.structure(8) { time in
                    time.bool(1, true)
                    time.structure(2) { $0.structure(unit) { _ in } }
                }
            }
        }
    }
}
