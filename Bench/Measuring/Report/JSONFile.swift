import Foundation

/// Results as JSON, for programs.
package enum JSONFile {
    /// A document with keys in snake case and in a fixed order.
    package static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }

    package static func write(_ value: some Encodable, to path: String) throws {
        try text(value).write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Reads a file that one of our programs wrote with such keys.
    package static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: try Data(contentsOf: URL(filePath: path)))
    }
}
