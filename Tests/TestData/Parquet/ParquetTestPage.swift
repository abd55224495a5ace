/// The bytes of pages with their headers.
package enum ParquetTestPage {
    package static func data(
        _ values: Int, encoding: Int = 0, levels: Int = 3, size: Int? = nil, checksum: UInt32? = nil, _ body: [UInt8]
    ) -> [UInt8] {
        page(0, size ?? body.count, body, checksum) { header in
            header.structure(5) { data in
                data.i32(1, values)
                data.i32(2, encoding)
                data.i32(3, levels)
                data.i32(4, 3)
            }
        }
    }

    package static func dataV2(
        _ values: Int, nulls: Int = 0, rows: Int? = nil, encoding: Int = 0, levels: [UInt8] = [],
        isCompressed: Bool? = nil, size: Int? = nil, _ body: [UInt8]
    ) -> [UInt8] {
        page(3, levels.count + (size ?? body.count), levels + body, nil) { header in
            header.structure(8) { data in
                data.i32(1, values)
                data.i32(2, nulls)
                data.i32(3, rows ?? values)
                data.i32(4, encoding)
                data.i32(5, levels.count)
                data.i32(6, 0)
                if let isCompressed { data.bool(7, isCompressed) }
            }
        }
    }

    package static func dictionary(_ values: Int, encoding: Int = 0, size: Int? = nil, _ body: [UInt8]) -> [UInt8] {
        page(2, size ?? body.count, body, nil) { header in
            header.structure(7) { data in
                data.i32(1, values)
                data.i32(2, encoding)
            }
        }
    }

    package static func index(_ body: [UInt8]) -> [UInt8] {
        page(1, body.count, body, nil) { header in header.structure(6) { _ in } }
    }

    private static func page(
        _ kind: Int, _ size: Int, _ body: [UInt8], _ checksum: UInt32?, _ details: (inout CompactWriter) -> Void
    ) -> [UInt8] {
        CompactWriter.structure { header in
            header.i32(1, kind)
            header.i32(2, size)
            header.i32(3, body.count)
            if let checksum { header.i32(4, Int(Int32(bitPattern: checksum))) }
            details(&header)
        } + body
    }
}

/// The bytes of values.
package enum ParquetTestBytes {
    package static func int64s(_ values: [Int64]) -> [UInt8] { values.flatMap { little($0) } }
    package static func int32s(_ values: [Int32]) -> [UInt8] { values.flatMap { little($0) } }
    package static func texts(_ values: [String]) -> [UInt8] {
        values.flatMap { little(UInt32($0.utf8.count)) + Array($0.utf8) }
    }
    package static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian, Array.init)
    }

    /// Levels of version 1: bit-packed after their size.
    package static func levels(_ present: [Bool]) -> [UInt8] {
        let runs = packedLevels(present)
        return little(UInt32(runs.count)) + runs
    }

    /// A bit-packed run of bits.
    package static func packedLevels(_ present: [Bool]) -> [UInt8] {
        let groups = (present.count + 7) / 8
        return CompactWriter.varint(UInt64(groups << 1 | 1)) + packed(present.map { $0 ? 1 : 0 }, width: 1)
    }

    /// Integers packed from the lowest bit on, to a multiple of eight integers.
    package static func packed(_ values: [UInt64], width: Int) -> [UInt8] {
        let groups = (values.count + 7) / 8
        var bytes = [UInt8](repeating: 0, count: groups * width)
        for (index, value) in values.enumerated() {
            for bit in 0..<width where value >> UInt64(bit) & 1 == 1 {
                let place = index * width + bit
                bytes[place / 8] |= 1 << UInt8(place % 8)
            }
        }
        return bytes
    }
}
