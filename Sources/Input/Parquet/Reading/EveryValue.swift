/// Reads all that a file has, whatever is wrong with it: the entry for fuzzing.
package struct EveryValue: Sendable {
    /// The number of values read, with nulls.
    package private(set) var values = 0
    /// A hash of all values, so that the compiler cannot leave out their reading.
    package private(set) var hash: UInt64 = 0
    /// The faults found, at most one for each column of a row group and one for each row group.
    package private(set) var faults: [ParquetError] = []

    /// Reads each column of each row group alone, and then the second half of the rows from all columns together.
    ///
    /// - Parameter rows: the most rows to read of a row group. Few bytes can hold any number of equal values.
    package init(of bytes: [UInt8], limits: ParquetLimits = ParquetLimits(), rows: Int = 10_000) {
        do throws(ParquetFailure<Never>) {
            let file = try ParquetFile(ParquetBytes(bytes), limits: limits)
            let columns = Array(file.metadata.columns.indices)
            for (number, group) in file.metadata.rowGroups.enumerated() {
                for column in columns { read(file, number, [column], from: 0, rows) }
                read(file, number, columns, from: group.rows / 2, rows)
            }
        } catch {
            add(error)
        }
    }

    private mutating func add(_ failure: ParquetFailure<Never>) {
        if case .file(let error) = failure { faults.append(error) }
    }

    private mutating func read(
        _ file: ParquetFile<ParquetBytes>, _ group: Int, _ columns: [Int], from row: Int64, _ most: Int
    ) {
        do throws(ParquetFailure<Never>) {
            var reader = try file.rows(ofGroup: group, columns: columns, from: row)
            var left = most
            while left > 0, try reader.advance() {
                left -= 1
                for column in 0..<reader.columnCount { add(reader.value(column)) }
            }
        } catch {
            add(error)
        }
    }

    private mutating func add(_ value: borrowing ColumnValue) {
        values += 1
        let bits: UInt64
        switch copy value {
        case .null: bits = 1
        case .bool(let value): bits = value ? 3 : 2
        case .int32(let value): bits = UInt64(truncatingIfNeeded: value)
        case .int64(let value): bits = UInt64(bitPattern: value)
        case .int96(let value): bits = value.low ^ UInt64(value.high)
        case .float(let value): bits = UInt64(value.bitPattern)
        case .double(let value): bits = value.bitPattern
        case .bytes(let bytes):
            var sum = UInt64(bytes.byteCount)
            for index in 0..<bytes.byteCount {
                sum = sum &* 31 &+ UInt64(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
            }
            bits = sum
        }
        hash = (hash ^ bits) &* 0x9E37_79B9_7F4A_7C15
    }
}
