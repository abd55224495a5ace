import Glibc
package import SystemPackage

/// Files with secrets: their owner alone may change them, and only the owner and the group may read them.
package enum PrivateFile {
    /// The most bytes to read.
    private static let largest: Int64 = 1 << 20

    /// Reads a file that others can neither read nor change, and that this user or root owns.
    ///
    /// It follows symbolic links: an orchestrator mounts secrets behind these.
    package static func read(_ path: FilePath) throws(FileError) -> [UInt8] {
        do {
            // Without waiting: the path may lead to a pipe.
            let file = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
            return try file.closeAfter {
                let status = try file.stat()
                if let fault = fault(of: status) { throw FileError("\(path) \(fault)") }
                return try [UInt8](unsafeUninitializedCapacity: Int(status.size)) { buffer, count in
                    let bytes = UnsafeMutableRawBufferPointer(buffer)
                    while count < bytes.count {
                        let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
                        let read = try file.read(fromAbsoluteOffset: Int64(count), into: rest)
                        if read == 0 { break }
                        count += read
                    }
                }
            }
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError("cannot read \(path): \(error)")
        }
    }

    private static func fault(of status: Stat) -> String? {
        let open = status.permissions.intersection([.groupWrite, .otherRead, .otherWrite])
        if status.type != .regular { return "is not a file" }
        if status.size > largest { return "has more than \(largest) bytes" }
        if ![0, geteuid()].contains(status.userID.rawValue) { return "belongs to another user" }
        return open.isEmpty ? nil : "can be read or changed by others: chmod 600 it"
    }
}
