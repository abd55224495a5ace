import Foundation
import SystemPackage

/// Files with records of a sample's transfers: a part of them again, a part without what not every export knows, and corrections.
struct OverlappingFiles {
    /// Those that keep what is stored.
    let keeping: [FilePath]
    /// Those that replace what they contradict.
    let replacing: [FilePath]

    /// Writes the files beside the sample's.
    init(of folder: FilePath) throws {
        let text = try String(contentsOfFile: folder.appending("token_transfers.csv").string, encoding: .utf8)
        var lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let header = lines.removeFirst()
        guard let value = header.firstIndex(of: "value"), let time = header.firstIndex(of: "block_timestamp"),
            let hash = header.firstIndex(of: "block_hash")
        else { throw ChaosError("the sample has another header: \(header)") }
        func write(_ name: String, _ records: [[Substring]]) throws -> FilePath {
            let path = folder.appending(name)
            let text = ([header] + records).map { $0.joined(separator: ",") + "\n" }.joined()
            try Data(text.utf8).write(to: URL(fileURLWithPath: path.string))
            return path
        }
        let again = lines.indices.filter { $0 % 2 == 0 }.map { lines[$0] }
        let bare = lines.prefix(lines.count / 3).map { fields in
            var fields = fields
            for place in [time, hash] where place < fields.count { fields[place] = "" }
            return fields
        }
        let corrected = lines.indices.filter { $0 % 7 == 0 }.map { line in
            var fields = lines[line]
            // Every second one differs.
            if line % 2 == 0, value < fields.count, fields[value].count < 70 { fields[value] += "7" }
            return fields
        }
        keeping = [try write("again.csv", again), try write("bare.csv", bare)]
        replacing = [try write("corrected.csv", corrected)]
    }
}
