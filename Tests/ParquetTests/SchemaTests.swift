import Parquet
import TestData
import Testing

/// The columns that a schema has, and what they mean.
struct SchemaTests {
    private func metadata(_ file: ParquetTestFile) throws -> ParquetMetadata {
        try ParquetFile(ParquetBytes(file.bytes)).metadata
    }

    private func leaf(_ name: String, repetition: Int) -> [UInt8] {
        CompactWriter.structure { element in
            element.i32(1, 2)
            element.i32(3, repetition)
            element.text(4, name)
        }
    }

    private func logicalType(
        _ type: Int = 2, _ details: @escaping (inout CompactWriter) -> Void
    ) throws -> LogicalType? {
        let file = ParquetTestFile(.init(type: type, length: 2, pages: [], details: details), rows: 0)
        return try metadata(file).columns[0].logicalType
    }

    @Test func skipsGroupsAndRepeatedColumns() throws {
        let page = [ParquetTestPage.data(1, ParquetTestBytes.int64s([5]))]
        var file = ParquetTestFile(
            .init(pages: page), .init(pages: page), .init(pages: page), .init(pages: page), .init(pages: page), rows: 1)
        file.schemaOverride = [
            ParquetTestFile.group("root", children: 4), leaf("a", repetition: 0),
            ParquetTestFile.group("g", children: 2),
            leaf("x", repetition: 1), ParquetTestFile.group("h", children: 1), leaf("y", repetition: 2),
            leaf("r", repetition: 2), leaf("b", repetition: 0),
        ]
        let found = try metadata(file)
        #expect(found.columns.map(\.name) == ["a", "b"])
        #expect(found.columns.map(\.leaf) == [0, 4])
        #expect(found.nestedColumns.map(\.name) == ["g", "r"])
        #expect(found.nestedColumns.map(\.leaves) == [1..<3, 3..<4])
        #expect(Reading(file).rows == [[.int(5), .int(5)]])
    }

    @Test func refusesIncompleteTrees() {
        var file = ParquetTestFile(.init(pages: []), rows: 0)
        for count in [-1, 0, 2, Int(Int32.max)] {
            file.schemaOverride = [ParquetTestFile.group("root", children: count), leaf("a", repetition: 0)]
            #expect(throws: (any Error).self) { try metadata(file) }
        }
        file.schemaOverride = [
            ParquetTestFile.group("root", children: 1), ParquetTestFile.group("g", children: Int(Int32.max)),
        ]
        #expect(throws: (any Error).self) { try metadata(file) }
        file.schemaOverride = []
        #expect(throws: (any Error).self) { try metadata(file) }
    }

    @Test func refusesColumnsWithoutALength() {
        let file = ParquetTestFile(.init(type: 7, length: 0, pages: []), rows: 0)
        #expect(throws: (any Error).self) { try metadata(file) }
    }

    @Test func knowsConvertedTypes() throws {
        #expect(try logicalType { $0.i32(6, 0) } == .string)
        #expect(try logicalType { $0.i32(6, 6) } == .date)
        #expect(try logicalType { $0.i32(6, 10) } == .timestamp(.microseconds, isAdjustedToUTC: true))
        #expect(try logicalType { $0.i32(6, 13) } == .integer(bits: 32, isSigned: false))
        #expect(try logicalType { $0.i32(6, 18) } == .integer(bits: 64, isSigned: true))
        let decimal = try logicalType { element in
            element.i32(6, 5)
            element.i32(7, 9)
            element.i32(8, 38)
        }
        #expect(decimal == .decimal(precision: 38, scale: 9))
        #expect(try logicalType { $0.i32(6, 1000) } == .other("converted type 1000"))
    }

    @Test func prefersLogicalTypes() throws {
        let timestamp = try logicalType { element in
            element.i32(6, 10)
            element.structure(10) { union in
                union.structure(8) { type in
                    type.bool(1, false)
                    type.structure(2) { unit in unit.structure(2) { _ in } }
                }
            }
        }
        #expect(timestamp == .timestamp(.microseconds, isAdjustedToUTC: false))
        let integer = try logicalType { element in
            element.structure(10) { union in
                union.structure(10) { type in
                    type.raw(1, type: 3, [16])
                    type.bool(2, false)
                }
            }
        }
        #expect(integer == .integer(bits: 16, isSigned: false))
    }

    @Test func toleratesUnknownLogicalTypes() throws {
        let unknown = try logicalType { element in
            element.structure(10) { union in union.structure(555) { type in type.text(1, "x") } }
        }
        #expect(unknown == .other("logical type 555"))
    }

    @Test func knowsNoTypeThatContradictsItself() throws {
        let units = try logicalType { element in
            element.i32(6, 9)
            element.structure(10) { union in
                union.structure(8) { type in
                    type.bool(1, true)
                    type.structure(2) { unit in unit.structure(2) { _ in } }
                }
            }
        }
        #expect(units == .other("one logical type by its annotation and another by its converted type"))
        let withoutUnit = try logicalType { element in
            element.structure(10) { union in union.structure(8) { type in type.bool(1, true) } }
        }
        #expect(withoutUnit == .other("TIMESTAMP in an unknown unit"))
        #expect(try logicalType { $0.i32(6, 5) } == .other("DECIMAL without a precision"))
        let digits = try logicalType { element in
            element.i32(6, 5)
            element.i32(7, 9)
            element.i32(8, 8)
        }
        #expect(digits == .other("DECIMAL(8,9), which cannot be"))
    }

    @Test(arguments: [3, -1]) func refusesColumnsOfAnUnknownRepetition(_ repetition: Int) {
        var file = ParquetTestFile(.init(pages: []), rows: 0)
        file.schemaOverride = [ParquetTestFile.group("root", children: 1), leaf("a", repetition: repetition)]
        #expect(Reading(file).fault.contains("column 'a' has the unknown repetition \(repetition)"))
    }

    @Test func refusesColumnsWithoutARepetitionOrAName() {
        var file = ParquetTestFile(.init(pages: []), rows: 0)
        let root = ParquetTestFile.group("root", children: 1)
        let bare = CompactWriter.structure { element in
            element.i32(1, 2)
            element.text(4, "a")
        }
        file.schemaOverride = [root, bare]
        #expect(Reading(file).fault.contains("column 'a' has no repetition"))
        let nameless = CompactWriter.structure { element in
            element.i32(1, 2)
            element.i32(3, 0)
        }
        file.schemaOverride = [root, nameless]
        #expect(Reading(file).fault.contains("an element of the schema has no name"))
    }
}
