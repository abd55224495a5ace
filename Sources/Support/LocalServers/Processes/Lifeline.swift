import Glibc
import Synchronization
import SystemPackage

/// Our end of the line to a process's shell wrapper; once it is closed, in whatever way, the wrapper ends the process.
///
/// The line is a pair of sockets. The kernel closes our end when we end, also by SIGKILL, and no thread or timer of
/// ours is involved. Down the line go the names of signals to send, up the line comes the process's id.
final class Lifeline: Sendable {
    /// What the wrapper does when the line is cut.
    struct Ending: Sendable {
        /// The signal that asks the process to end.
        var signal: ManagedProcess.Signal = .terminate
        /// How long it gets before SIGKILL, in whole seconds.
        var graceSeconds = 10
        /// Removed with all it holds once the process has gone, and then its parent if that is empty.
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

    /// Lets the wrapper send `signal`; without effect when process and wrapper have gone.
    func send(_ signal: ManagedProcess.Signal) {
        line.withLock { line in
            guard let descriptor = line?.descriptor else { return }
            let text = Array("\(signal.rawValue)\n".utf8)
            // MSG_NOSIGNAL: that the wrapper has gone is no reason for us to get SIGPIPE.
            _ = systemSend(descriptor.rawValue, text, text.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// Cuts the line: the wrapper ends the process as its `Ending` says.
    func cut() {
        line.withLock { $0 = nil }
    }

    /// The process id that the wrapper reports first; nil when the wrapper ended without one. Blocks for the time of a
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

/// `send(2)`, by a name that the method of the same name does not hide.
private func systemSend(_ socket: Int32, _ bytes: [UInt8], _ count: Int, _ flags: Int32) -> Int {
    send(socket, bytes, count, flags)
}
