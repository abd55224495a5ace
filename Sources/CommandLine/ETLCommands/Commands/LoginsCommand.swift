import ArgumentParser
import DurableFiles
import Logins
import SystemPackage
import TerminalOutput

struct LoginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logins", abstract: "Adds, removes and lists those who may log in to the console.",
        discussion: """
            The console takes the file by --logins, and reads it again when it changes. It has a line for each login: name, role \
            and the hash of a password (scrypt).
            """,
        subcommands: [LoginsAdd.self, LoginsRemove.self, LoginsList.self])

    static func read(_ path: FilePath) throws -> LoginFile {
        do {
            return try LoginFile.readToEdit(path)
        } catch {
            throw CommandFailure("the logins in \(path) cannot be used: \(error)")
        }
    }

    /// Changes the logins of a file. A command that does so at the same time is refused.
    static func change(_ path: FilePath, creating: Bool = false, _ body: (inout LoginFile) throws -> Void) throws {
        let file = try LockedFile(path, creating: creating)
        var logins = try read(file.path)
        try body(&logins)
        try logins.write(to: file)
    }
}

extension ConsoleRole: ExpressibleByArgument {}

struct LoginsAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Adds a login, or gives one another password and role.",
        discussion: """
            It asks for the password, or reads it as a line of standard input if that is no terminal. Sessions of a login that \
            is changed end.
            """)

    @Argument(help: "The file of logins; it is made if there is none.")
    var file: String

    @Argument(help: "The name: letters, digits and . _ @ -")
    var name: String

    @Option(help: "reader: sees everything; operator: acts as well.")
    var role: ConsoleRole

    func validate() throws {
        if !Login.isName(name) {
            throw ValidationError(
                "a name has at most 64 letters, digits and . _ @ -, and begins with a letter or digit")
        }
    }

    func run() async throws {
        // Before somebody types a password for nothing.
        if (try? FilePath(file).stat(followTargetSymlink: false)) != nil { _ = try LoginsCommand.read(FilePath(file)) }
        let password = try NewPassword.read()
        guard let hash = try? PasswordHash(of: password) else { throw CommandFailure("no memory for the hash") }
        try LoginsCommand.change(FilePath(file), creating: true) { $0.put(Login(name: name, role: role, hash: hash)) }
        Terminal.print("\(name) may log in as \(role.rawValue).")
    }
}

struct LoginsRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes a login; its sessions end.")

    @Argument(help: "The file of logins.")
    var file: String

    @Argument(help: "The name.")
    var name: String

    func run() async throws {
        try LoginsCommand.change(FilePath(file)) { logins in
            guard logins.remove(name) else { throw CommandFailure("\(file) has no login \(name)") }
            guard !logins.logins.isEmpty else {
                throw CommandFailure(
                    "\(name) is the last login, and a console needs one: add another first, or remove the file")
            }
        }
        Terminal.print("\(name) may not log in any more.")
    }
}

struct LoginsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists names and roles.")

    @Argument(help: "The file of logins.")
    var file: String

    func run() async throws {
        Terminal.outliveItsReaders()
        for login in try LoginsCommand.read(FilePath(file)).logins {
            Terminal.print("\(login.name) \(login.role.rawValue)")
        }
    }
}
