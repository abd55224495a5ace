import SystemPackage

/// A file descriptor that is closed with its owner.
struct OwnedDescriptor: ~Copyable {
    let descriptor: FileDescriptor

    init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    deinit {
        try? descriptor.close()
    }

    /// Releases the descriptor to the caller, who closes it.
    consuming func release() -> FileDescriptor {
        let descriptor = descriptor
        discard self
        return descriptor
    }
}
