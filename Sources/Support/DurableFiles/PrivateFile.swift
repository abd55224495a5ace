import Glibc
package import SystemPackage

/// Files that are believed: their owner alone may change them. Those with secrets, only the owner and the group may read.
package enum PrivateFile {
    /// The most bytes to read.
    private static let largest: Int64 = 1 << 20

    /// Reads a file that others can neither read nor change, and that this user or root owns.
    ///
    /// It follows symbolic links: an orchestrator mounts secrets behind these. What it mounts below `mounts` is for one container alone, and has
    /// the owner and the mode of a file elsewhere. So there, others must not be able to change it, and all else is up to that owner.
    package static func read(_ path: FilePath, mounts: FilePath = "/run/secrets") throws(FileError) -> [UInt8] {
        let isMounted = path.lexicallyNormalized().starts(with: mounts)
        return try read(path) { fault(of: $0, isMounted: isMounted) }
    }

    /// Reads a file that everybody may read, and nobody but its owner may change.
    package static func readPublic(_ path: FilePath) throws(FileError) -> [UInt8] {
        try read(path) { status in
            if let fault = fault(of: status) { return fault }
            let isOpen = !status.permissions.isDisjoint(with: [.groupWrite, .otherWrite])
            return isOpen ? "can be changed by others: chmod go-w it" : nil
        }
    }

    /// Reads a file for whoever edits it, whatever its owner and its permissions are.
    package static func readToEdit(_ path: FilePath) throws(FileError) -> [UInt8] { try read(path) { fault(of: $0) } }

    private static func read(_ path: FilePath, _ fault: (Stat) -> String?) throws(FileError) -> [UInt8] {
        do {
            // Without waiting: the path may lead to a pipe.
            let file = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
            return try file.closeAfter {
                let status = try file.stat()
                if let fault = fault(status) { throw FileError("\(path) \(fault)") }
                return try file.bytes(upTo: Int(status.size))
            }
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError("cannot read \(path): \(error)")
        }
    }

    private static func fault(of status: Stat) -> String? {
        if status.type != .regular { return "is not a file" }
        return status.size > largest ? "has more than \(largest) bytes" : nil
    }

    private static func fault(of status: Stat, isMounted: Bool) -> String? {
        if let fault = fault(of: status) { return fault }
        let open = status.permissions.intersection(
            isMounted ? [.groupWrite, .otherWrite] : [.groupWrite, .otherRead, .otherWrite])
        if !isMounted, ![0, geteuid()].contains(status.userID.rawValue) { return "belongs to another user" }
        return open.isEmpty ? nil : "can be read or changed by others: chmod 600 it"
    }
}
