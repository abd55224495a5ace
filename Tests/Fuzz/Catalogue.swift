import Compression
import TestData

/// The registry of targets.
package enum Catalogue {
    package static let all: [any FuzzTarget.Type] = [
        RawBatchTarget.self, PackingTarget.self, RecordBatchTarget.self, TransformTarget.self, ValueTarget.self,
        CSVTarget.self, ColumnsTarget.self, JSONTarget.self, ArrayTarget.self, CryoTarget.self, ParquetTarget.self,
        RowBatchTarget.self,
        CompressedTarget<GzipDecoder>.self, CompressedTarget<ZstdDecoder>.self,
        CompressedTarget<Bzip2Decoder>.self, CompressedTarget<XZDecoder>.self, JobTarget.self, HeaderTarget.self,
        URLTarget.self, ReceiptsTarget.self,
    ]

    /// Targets with a planted fault each, which every campaign must find.
    package static let controls: [any FuzzTarget.Type] = [
        TrapControl.self, HangControl.self, MemoryControl.self, FindingControl.self,
    ]

    /// The target with this name.
    package static func target(named name: String) throws(Finding) -> any FuzzTarget.Type {
        guard let target = (all + controls).first(where: { $0.name == name }) else {
            throw Finding("there is no target \(name): there are \(all.map { $0.name }.joined(separator: ", "))")
        }
        return target
    }
}

extension FuzzTarget {
    /// Generates the input with this number.
    package func input(_ number: Int, seed: UInt64) -> [UInt8] {
        var numbers = SeededGenerator(seed)
        var random = SeededGenerator(numbers.next() ^ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
        return makeInput(&random)
    }
}
