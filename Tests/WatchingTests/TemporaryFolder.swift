import Foundation

/// A folder, deleted with the last reference to it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/watch-\(UUID().uuidString)"
        try makeDirectory("")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
    }

    func write(_ text: String = "a", to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: self(name)))
    }

    func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: self(name), toPath: self(other))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: self(name))
    }
}
