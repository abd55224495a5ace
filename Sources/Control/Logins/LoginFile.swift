import DisplayText
package import DurableFiles
package import SystemPackage

/// Who may log in to the console, and as what.
package struct Login: Sendable, Hashable {
    package let name: String
    package let role: ConsoleRole
    package let hash: PasswordHash

    package init(name: String, role: ConsoleRole, hash: PasswordHash) {
        self.name = name
        self.role = role
        self.hash = hash
    }

    /// Whether a text is a name: one that needs no quotes anywhere.
    package static func isName(_ text: some StringProtocol) -> Bool {
        String(text).wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._@-]{0,63}/) != nil
    }
}

/// A file of logins: a line for each, with a name, a role and a hash.
package struct LoginFile: Sendable, Hashable {
    package private(set) var logins: [Login]

    package init() { logins = [] }

    /// - Throws: ``LoginFileError/malformed(line:_:)`` and ``LoginFileError/twice(line:_:)``, which never quote a hash.
    package init(parsing bytes: [UInt8]) throws(LoginFileError) {
        self.init()
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed(line: nil, "it is no text of UTF-8")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            let login = try Self.login(line, index + 1)
            guard !logins.contains(where: { $0.name == login.name }) else { throw .twice(line: index + 1, login.name) }
            logins.append(login)
        }
    }

    private static func login(_ line: Substring, _ number: Int) throws(LoginFileError) -> Login {
        let parts = line.split { $0 == " " || $0 == "\t" }
        guard parts.count == 3 else {
            throw .malformed(line: number, "it has \(parts.count) parts, not a name, a role and a hash")
        }
        guard Login.isName(parts[0]) else { throw .malformed(line: number, "its name is none") }
        guard let role = ConsoleRole(rawValue: String(parts[1])) else {
            throw .malformed(line: number, "its role is neither reader nor operator")
        }
        guard let hash = PasswordHash(parts[2]) else {
            throw .malformed(line: number, "its hash is none that `etl logins add` writes")
        }
        return Login(name: String(parts[0]), role: role, hash: hash)
    }

    /// Reads a file that others can neither read nor change.
    ///
    /// - Throws: ``LoginFileError``, also if it has no login.
    package static func read(_ path: FilePath) throws(LoginFileError) -> LoginFile {
        let file = try read { () throws(FileError) in try PrivateFile.read(path) }
        guard !file.logins.isEmpty else { throw .empty }
        return file
    }

    /// Reads a file for whoever edits it: it may have no login yet, and the container that it is for may need to read it.
    package static func readToEdit(_ path: FilePath) throws(LoginFileError) -> LoginFile {
        try read { () throws(FileError) in try PrivateFile.readToEdit(path) }
    }

    private static func read(_ bytes: () throws(FileError) -> [UInt8]) throws(LoginFileError) -> LoginFile {
        do {
            return try LoginFile(parsing: try bytes())
        } catch let error as LoginFileError {
            throw error
        } catch {
            throw .unreadable("\(error)")
        }
    }

    /// Adds a login, or replaces that of the same name.
    package mutating func put(_ login: Login) {
        if let place = logins.firstIndex(where: { $0.name == login.name }) {
            logins[place] = login
        } else {
            logins.append(login)
        }
    }

    /// - Returns: whether there was one.
    package mutating func remove(_ name: String) -> Bool {
        let count = logins.count
        logins.removeAll { $0.name == name }
        return logins.count < count
    }

    /// Replaces a file.
    package func write(to file: borrowing LockedFile) throws(FileError) {
        let lines = logins.map { "\($0.name) \($0.role.rawValue) \($0.hash.text)\n" }
        try file.replace(with: Array(lines.joined().utf8))
    }
}

/// Why a file of logins is refused.
package enum LoginFileError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable(String)
    case empty
    /// - Parameter line: nil for the whole file.
    case malformed(line: Int?, String)
    case twice(line: Int, String)

    package var description: String {
        switch self {
        case .unreadable(let why): why.printable
        case .empty: "it has no login: `etl logins add FILE NAME --role operator` adds one"
        case .malformed(let line, let why): "\(line.map { "line \($0)" } ?? "it") is malformed: \(why)"
        case .twice(let line, let name): "line \(line) has the name \(name) again"
        }
    }
}
