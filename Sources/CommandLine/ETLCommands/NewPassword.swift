import Dispatch
import Glibc
import Logins
import TerminalOutput

/// A password that somebody chooses.
enum NewPassword {
    /// Asks for it twice, or reads a line of standard input.
    static func read() throws -> String {
        let isTerminal = isatty(STDIN_FILENO) == 1
        guard let password = isTerminal ? asked("Password: ") : readLine() else {
            throw CommandFailure("there is no password on standard input")
        }
        try check(password)
        guard !isTerminal || asked("The same again: ") == password else {
            throw CommandFailure("these are two different passwords")
        }
        return password
    }

    /// Refuses a password that is easy to find, or that a browser cannot send.
    static func check(_ password: String) throws {
        guard password.count >= PasswordHash.fewestCharacters, password.utf8.count <= PasswordHash.mostBytes else {
            throw CommandFailure(
                "a password has at least \(PasswordHash.fewestCharacters) characters, and at most \(PasswordHash.mostBytes) bytes"
            )
        }
        // Bytes that are not UTF-8 were read as this. The form of the console sends UTF-8.
        guard !password.unicodeScalars.contains("\u{FFFD}") else {
            throw CommandFailure("the password is not in UTF-8: set the terminal to UTF-8, or choose other characters")
        }
    }

    /// A line that the terminal does not show. It shows again what is typed after that.
    private static func asked(_ question: String) -> String? {
        Terminal.write(question, to: STDERR_FILENO)
        var usual = termios()
        guard tcgetattr(STDIN_FILENO, &usual) == 0 else { return nil }
        var silent = usual
        silent.c_lflag &= ~tcflag_t(ECHO)
        let signals = [SIGINT, SIGTERM, SIGHUP].map { ending(by: $0, restoring: usual) }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual)
            for signal in signals { signal.cancel() }
            Terminal.write("\n", to: STDERR_FILENO)
        }
        return readLine()
    }

    /// Ends the program at a signal, with a terminal that shows what is typed, and with the exit code that shells give.
    private static func ending(by number: Int32, restoring usual: termios) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            var usual = usual
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual)
            _exit(128 + number)
        }
        source.setCancelHandler { signal(number, SIG_DFL) }
        source.activate()
        return source
    }
}
