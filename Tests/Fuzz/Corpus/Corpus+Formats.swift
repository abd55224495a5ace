import Foundation
import SampleData

extension Corpus {
    /// Exports as NDJSON and as streams: hand-made ones and generated ones.
    func jsonExports() throws -> [[UInt8]] {
        var exports = HandMade.jsonExports
        for (layout, format) in [
            (SampleLayout.bigquery, SampleFormat.ndjson), (.ethereumETL, .ndjson), (.bigquery, .stream),
        ] {
            let options = SampleOptions(
                transfers: 400, tokens: 400, layout: layout, format: format, badTransferInterval: 10,
                badTokenInterval: 10)
            for file in try SampleGenerator.write(options, to: folder) {
                let lines = try Data(contentsOf: URL(fileURLWithPath: file.path)).split(separator: 0x0A)
                for number in 0..<6 {
                    let piece = lines[(lines.count / 6 * number)...].prefix(5).filter { $0.count < 2000 }
                    exports.append(Array(piece.joined(separator: [0x0A])) + [0x0A])
                }
            }
        }
        return exports
    }

    /// The exports in CSV with cryo's column names.
    func cryoExports() -> [[UInt8]] {
        let names = [
            ("token_address", "erc20"), ("value", "value_string,value_f64"), ("total_supply", "total_supply_binary"),
            ("address", "erc20"),
        ]
        return HandMade.cryoExports
            + exports.map { export in
                let header = String(decoding: export.prefix { $0 != 0x0A }, as: UTF8.self).split(separator: ",")
                let renamed = header.map { name in names.first { $0.0 == name }?.1 ?? String(name) }
                return Array(renamed.joined(separator: ",").utf8) + export.drop { $0 != 0x0A }
            }
    }
}
