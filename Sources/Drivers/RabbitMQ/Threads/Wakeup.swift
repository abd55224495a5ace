internal import CRabbitMQ
internal import Glibc

/// An eventfd(2): lets any task or thread end another thread's poll(2).
final class Wakeup: Sendable {
    let descriptor: Int32

    init() {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// - Throws: if the process has no file descriptor left.
    func check() throws(RabbitMQError) {
        guard descriptor >= 0 else {
            throw RabbitMQError(.protocolError, "no file descriptor left for a connection to RabbitMQ: raise ulimit -n")
        }
    }

    /// Ends the next or current wait; several signals before it count as one.
    func signal() {
        eventfd_write(descriptor, 1)
    }

    func clear() {
        var count: eventfd_t = 0
        eventfd_read(descriptor, &count)
    }
}
