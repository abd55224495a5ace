import Glibc
package import SystemPackage

/// The file with the output of a server or another child; each start begins a new one and keeps the previous one.
package struct ServerLog: Sendable {
    package let path: FilePath

    package init(path: FilePath) {
        self.path = path
    }

    /// Renames the file, replacing the one from an earlier call.
    package func rotate() throws(LocalServerError) {
        guard FileSystem.exists(path) else { return }
        try FileSystem.rename(path, to: FilePath(path.string + ".previous"))
    }

    /// Removes the file.
    func remove() { _ = path.withPlatformString { unlink($0) } }

    /// The last lines that are not empty, from the last 64 KiB.
    package func lastLines(_ count: Int = 12) -> [String] {
        guard let file = try? OwnedDescriptor(FileDescriptor.open(path, .readOnly, options: [.closeOnExec])),
            let size = try? file.descriptor.seek(offset: 0, from: .end)
        else { return [] }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let read = bytes.withUnsafeMutableBytes { buffer in
            (try? file.descriptor.read(fromAbsoluteOffset: max(0, size - Int64(buffer.count)), into: buffer)) ?? 0
        }
        let lines = String(decoding: bytes[..<read], as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.suffix(count).map(String.init)
    }

    /// Whether the server found one of its ports in use.
    var reportsTakenPort: Bool {
        lastLines(200).contains { $0.contains("Address already in use") || $0.contains("eaddrinuse") }
    }
}
