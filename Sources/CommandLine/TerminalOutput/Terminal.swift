import DisplayText
import Foundation
import Glibc
import Synchronization

/// Standard output and standard error.
package enum Terminal {
    /// Whether standard output is a terminal.
    package static let isInteractive = isatty(STDOUT_FILENO) == 1

    /// The number of columns; 80 when unknown.
    package static var width: Int { size.columns ?? 80 }

    /// The number of lines; nil when unknown.
    package static var height: Int? { size.lines }

    private static var size: (columns: Int?, lines: Int?) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return (nil, nil) }
        return (size.ws_col > 0 ? Int(size.ws_col) : nil, size.ws_row > 0 ? Int(size.ws_row) : nil)
    }

    /// Whether standard output may have colours (no-color.org).
    package static var hasColours: Bool { hasColours(isInteractive, ProcessInfo.processInfo.environment) }

    package static func hasColours(_ isInteractive: Bool, _ environment: [String: String]) -> Bool {
        isInteractive && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    /// Prints a text of one or several lines to standard output. Nothing of it moves the cursor or changes a colour.
    ///
    /// - Parameter hasColours: whether the colours of a ``Table`` stay.
    package static func print(_ text: String = "", hasColours: Bool = false) {
        write((hasColours ? Format.colouredLines(text) : text.printableLines) + "\n", to: STDOUT_FILENO)
    }

    private static let complaintCount = Atomic(0)

    /// The number of errors printed; a view that redraws the terminal uses it to detect other output.
    package static var complaints: Int { complaintCount.load(ordering: .relaxed) }

    /// Prints an error to standard error.
    package static func complain(_ text: String) {
        complaintCount.add(1, ordering: .relaxed)
        let lines = text.split(separator: "\n").joined(separator: "\n").printableLines
        write("etl: \(lines)\n", to: STDERR_FILENO)
    }

    /// Ignores SIGPIPE: when a reader such as `head` exits, the command continues.
    package static func outliveItsReaders() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes a text as it is: control characters in it must be the program's own.
    ///
    /// It is one call, so that lines of several processes do not mix. A closed pipe is not an error.
    package static func write(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                let piece = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.write(descriptor, piece.baseAddress, piece.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
