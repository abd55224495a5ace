import Glibc

extension TCPProxy {
    /// One direction of a connection: the bytes read on one side and not yet written on the other.
    struct Channel {
        /// Bytes written since the connection was made, or since a cut was planned.
        private(set) var counted = 0
        private var buffer = [UInt8](repeating: 0, count: capacity)
        private var waiting = 0..<0
        private(set) var hasEnded = false
        private var toldEnd = false

        static let capacity = 64 << 10

        enum Step {
            /// This number of bytes went on; more may follow.
            case moved(Int)
            /// The channel has nothing to do until a socket is ready.
            case idle
            case broken
        }

        var wantsToRead: Bool { waiting.isEmpty && !hasEnded }
        var wantsToWrite: Bool { !waiting.isEmpty }
        /// The end of the stream arrived and was passed on.
        var isDone: Bool { hasEnded && toldEnd }

        mutating func startCounting() { counted = 0 }

        /// Reads if no bytes wait, then writes at most `allowance` of the waiting bytes.
        mutating func move(from source: Socket, to sink: Socket, allowance: Int) -> Step {
            if wantsToRead {
                let count = recv(source.descriptor, &buffer, Self.capacity, 0)
                if count < 0 { return errno == EAGAIN || errno == EINTR ? .idle : .broken }
                if count == 0 { hasEnded = true }
                waiting = 0..<count
            }
            if waiting.isEmpty { return passEnd(to: sink) }
            return write(to: sink, allowance: allowance)
        }

        private mutating func write(to sink: Socket, allowance: Int) -> Step {
            let start = waiting.lowerBound
            let count = buffer.withUnsafeBytes { bytes in
                send(
                    sink.descriptor, bytes.baseAddress.map { $0 + start }, min(waiting.count, allowance),
                    Int32(MSG_NOSIGNAL))
            }
            if count < 0 { return errno == EAGAIN || errno == EINTR ? .idle : .broken }
            waiting = (start + count)..<waiting.upperBound
            counted += count
            return .moved(count)
        }

        private mutating func passEnd(to sink: Socket) -> Step {
            if hasEnded, !toldEnd {
                shutdown(sink.descriptor, Int32(SHUT_WR))
                toldEnd = true
            }
            return .idle
        }
    }
}
