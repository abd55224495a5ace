import Glibc
import Synchronization
import SystemPackage

/// Our end of the line to a process's shell wrapper. When it is closed for any reason, the wrapper ends the process.
///
/// The line is a pair of sockets. The kernel closes our end when we exit, even by SIGKILL, without a thread or timer of
/// ours. We send the names of signals; the wrapper sends the process's id.
final class Lifeline: Sendable {
    /// The wrapper's action when the line is cut.
    struct Ending: Sendable {
        /// The first signal to the process.
        var signal: ManagedProcess.Signal = .terminate
        /// The time before SIGKILL, in whole seconds.
        var graceSeconds = 10
        /// A directory that the wrapper removes after the process has ended, and then its parent if that is empty.
        var removes: FilePath?
    }

    private let line: Mutex<OwnedDescriptor?>

    private init(_ line: consuming OwnedDescriptor) {
        self.line = Mutex(line)
    }

    /// Both ends of a new line: ours, and the wrapper's standard input.
    static func make(
        for program: String
    ) throws(LocalServerError) -> (lifeline: Lifeline, wrapperEnd: FileDescriptor) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .launch(program: program, reason: "no socket for its lifeline (\(Errno(rawValue: errno)))")
        }
        return (Lifeline(OwnedDescriptor(FileDescriptor(rawValue: ends[0]))), FileDescriptor(rawValue: ends[1]))
    }

    /// Makes the wrapper send `signal`; no effect after process and wrapper have ended.
    func send(_ signal: ManagedProcess.Signal) {
        line.withLock { line in
            guard let descriptor = line?.descriptor else { return }
            let text = Array("\(signal.rawValue)\n".utf8)
            // MSG_NOSIGNAL: no SIGPIPE for us after the wrapper has ended.
            _ = systemSend(descriptor.rawValue, text, text.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// Cuts the line: the wrapper ends the process according to its `Ending`.
    func cut() {
        line.withLock { $0 = nil }
    }

    /// The process id that the wrapper reports first; nil if the wrapper ended without one. Blocks for the time of a
    /// fork.
    func readProcessID() -> Int32? {
        let descriptor = line.withLock { $0?.descriptor }
        guard let descriptor else { return nil }
        var digits: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = withUnsafeMutableBytes(of: &byte) { try? descriptor.read(into: $0) }
            guard count == 1 else { return nil }
            if byte == UInt8(ascii: "\n") { return Int32(String(decoding: digits, as: UTF8.self)) }
            digits.append(byte)
        }
    }
}

/// `send(2)`, under a name that the method of the same name does not shadow.
private func systemSend(_ socket: Int32, _ bytes: [UInt8], _ count: Int, _ flags: Int32) -> Int {
    send(socket, bytes, count, flags)
}
