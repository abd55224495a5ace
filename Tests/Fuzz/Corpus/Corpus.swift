import Foundation
import SampleData

/// The seeds of inputs, and a folder for files. The seeds are exports: generated ones, and real ones if they are beside
/// the project.
package final class Corpus {
    /// A folder for the targets' files, deleted with the corpus.
    let folder: String
    /// Exports, each with its header, a few hundred bytes to a few thousand.
    let exports: [[UInt8]]

    package init() throws {
        let name = "token-etl-fuzz-\(UUID().uuidString)"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        exports = try Self.samples(in: folder) + Self.realExports() + HandMade.exports
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func samples(in folder: String) throws -> [[UInt8]] {
        var exports: [[UInt8]] = []
        for layout in SampleLayout.allCases {
            let options = SampleOptions(
                transfers: 400, tokens: 400, layout: layout, badTransferInterval: 10, badTokenInterval: 10)
            for file in try SampleGenerator.write(options, to: folder) {
                exports += pieces(of: try Data(contentsOf: URL(fileURLWithPath: file.path)), count: 6)
            }
        }
        return exports
    }

    /// Exports outside the project, which may be in a folder beside it.
    private static func realExports() -> [[UInt8]] {
        let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../shared/data").standardized
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let exports = (files?.compactMap { $0 as? URL } ?? []).filter {
            $0.pathExtension == "csv" && !$0.pathComponents.contains("parquet-testing")
        }
        return exports.sorted { $0.path < $1.path }.flatMap { url in
            (try? Data(contentsOf: url)).map { pieces(of: $0, count: 3) } ?? []
        }
    }

    /// Pieces of an export, each with the header and about 1,500 bytes of records.
    private static func pieces(of export: Data, count: Int) -> [[UInt8]] {
        guard let end = export.firstIndex(of: 0x0A) else { return [] }
        let header = export[...end]
        return (0..<count).map { number in
            let start = end + 1 + (export.count - end - 1) / count * number
            let line = number == 0 ? start : (export[start...].firstIndex(of: 0x0A) ?? export.endIndex - 1) + 1
            return Array(header + export[line...].prefix(1500))
        }
    }
}
