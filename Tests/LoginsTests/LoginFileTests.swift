import DurableFiles
import Foundation
import SystemPackage
import Testing

@testable import Logins

@Suite struct LoginFileTests {
    private static let hash = PasswordHash.ofNobody.text

    private func parse(_ text: String) throws -> LoginFile { try LoginFile(parsing: Array(text.utf8)) }

    private func inFolder(_ body: (FilePath) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "logins-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(FilePath(folder.path))
    }

    private func permissions(_ path: FilePath) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path.string)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func aLineIsALogin() throws {
        let file = try parse("ana operator \(Self.hash)\n\nb.o-b@example.org\treader  \(Self.hash)\n")
        #expect(file.logins.map(\.name) == ["ana", "b.o-b@example.org"])
        #expect(file.logins.map(\.role) == [.operator, .reader])
    }

    @Test func refusesMalformedLinesAndNeverQuotesAHash() throws {
        let hash = Self.hash
        for line in [
            "ana", "ana operator", "ana operator \(hash) more", "ana owner \(hash)", "ana Operator \(hash)",
            "a:na reader \(hash)", "-ana reader \(hash)", "\(String(repeating: "a", count: 65)) reader \(hash)",
            "ana reader secretpassword", "ana reader \(hash)A", "ana reader \(hash.dropLast())",
            "# of nobody", "ana reader \(hash)\r",
        ] {
            let error = #expect(throws: LoginFileError.self) { try parse("bob reader \(hash)\n\(line)\n") }
            guard case .malformed(line: 2, _) = error else {
                Issue.record("\(line): \(String(describing: error))")
                continue
            }
            #expect(error?.description.contains("$scrypt") == false && error?.description.contains("secret") == false)
        }
        #expect(throws: LoginFileError.twice(line: 3, "ana")) {
            try parse("ana reader \(hash)\n\nana operator \(hash)\n")
        }
        #expect(throws: LoginFileError.self) { try LoginFile(parsing: [0xFF, 0x0A]) }
    }

    @Test func refusesHashesOfAnotherCost() {
        let parts = PasswordHash.ofNobody.text.split(separator: "$").dropFirst(2).joined(separator: "$")
        #expect(PasswordHash("$scrypt$ln=14,r=8,p=5$\(parts)") == .ofNobody)
        for cost in [
            "ln=14,r=8,p=4", "ln=14,r=1,p=5", "ln=1,r=8,p=5", "ln=17,r=8,p=1", "ln=14,r=8,p=99", "ln=99,r=8,p=1", "",
            "ln=13,r=8,p=10", "ln=15,r=8,p=3", "ln=16,r=8,p=2",
        ] {
            #expect(PasswordHash("$scrypt$\(cost)$\(parts)") == nil, "\(cost)")
        }
        #expect(PasswordHash("$scrypt$ln=14,r=8,p=5$$") == nil)
        #expect(PasswordHash("$2b$12$\(String(repeating: "a", count: 53))") == nil)
    }

    @Test func refusesFilesThatOthersCanReadOrChange() throws {
        try inFolder { folder in
            let path = folder.appending("logins")
            var file = LoginFile()
            file.put(Login(name: "ana", role: .operator, hash: .ofNobody))
            try file.write(to: LockedFile(path, creating: true))
            #expect(try permissions(path) == 0o600)
            #expect(try LoginFile.read(path) == file)
            for mode in [0o604, 0o602, 0o620, 0o644, 0o666] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path.string)
                let error = #expect(throws: LoginFileError.self) { try LoginFile.read(path) }
                #expect(error?.description.contains("chmod 600") == true, "\(String(mode, radix: 8))")
            }
            // A secret that an orchestrator mounts.
            try FileManager.default.setAttributes([.posixPermissions: 0o440], ofItemAtPath: path.string)
            let link = folder.appending("link")
            try FileManager.default.createSymbolicLink(atPath: link.string, withDestinationPath: path.string)
            #expect(try LoginFile.read(link) == file)
            #expect(throws: LoginFileError.self) { try LoginFile.read(folder) }
            #expect(throws: LoginFileError.self) { try LoginFile.read(folder.appending("none")) }
        }
    }

    @Test func aFileThatIsMountedIsUpToItsOwnerUnlessOthersCanChangeIt() throws {
        try inFolder { folder in
            let path = folder.appending("logins")
            var file = LoginFile()
            file.put(Login(name: "ana", role: .operator, hash: .ofNobody))
            try file.write(to: LockedFile(path, creating: true))
            for (mode, isTaken) in [(0o444, true), (0o644, true), (0o664, false), (0o646, false)] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path.string)
                #expect(((try? PrivateFile.read(path, mounts: folder)) != nil) == isTaken, "\(String(mode, radix: 8))")
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path.string)
            let other = folder.appending("other")
            #expect(throws: FileError.self) { try PrivateFile.read(path, mounts: other) }
            let detour = other.appending("..").appending("logins")
            #expect(throws: FileError.self) { try PrivateFile.read(detour, mounts: other) }
        }
    }

    /// That of a Compose stack: readable for the container, in a directory that is not.
    @Test func whoeverEditsAFileReadsItAsItIs() throws {
        try inFolder { folder in
            let path = folder.appending("logins")
            var file = LoginFile()
            file.put(Login(name: "ana", role: .operator, hash: .ofNobody))
            try file.write(to: LockedFile(path, creating: true))
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path.string)
            if geteuid() == 0 { #expect(chown(path.string, 4711, 4712) == 0) }
            #expect(throws: LoginFileError.self) { try LoginFile.read(path) }
            #expect(try LoginFile.readToEdit(path) == file)
            #expect(throws: LoginFileError.self) { try LoginFile.readToEdit(folder) }
            try LoginFile().write(to: LockedFile(path))
            #expect(try LoginFile.readToEdit(path) == LoginFile())
            #expect(try permissions(path) == 0o644)
        }
    }

    @Test func refusesAnEmptyFile() throws {
        try inFolder { folder in
            try LoginFile().write(to: LockedFile(folder.appending("logins"), creating: true))
            #expect(throws: LoginFileError.empty) { try LoginFile.read(folder.appending("logins")) }
        }
    }

    @Test func replacesAndRemovesLogins() throws {
        var file = try parse("ana operator \(Self.hash)\nbob reader \(Self.hash)\n")
        file.put(Login(name: "ana", role: .reader, hash: .ofNobody))
        #expect(file.logins.map(\.role) == [.reader, .reader])
        #expect(file.remove("ana") && !file.remove("ana"))
        #expect(file.logins.map(\.name) == ["bob"])
    }
}

@Suite struct PasswordHashTests {
    @Test func knowsItsPasswordAndNoOther() throws {
        let hash = try PasswordHash(of: "correct horse battery \u{E9}")
        let read = try #require(PasswordHash(hash.text))
        #expect(read == hash)
        #expect(try read.matches("correct horse battery \u{E9}"))
        #expect(try read.matches("correct horse battery e\u{301}"), "the same text in another form")
        #expect(try !read.matches("correct horse battery e"))
        #expect(try !read.matches(""))
        #expect(try PasswordHash(of: "correct horse battery \u{E9}") != hash, "each has its own salt")
    }

    /// The hash is that of Python's `hashlib.scrypt(b"correct horse battery staple", salt=bytes(range(16)), n=2**14, r=8, p=5, dklen=32)`.
    @Test func hashesAsOthersDo() throws {
        let hash = try #require(
            PasswordHash("$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$D7lSJtJDGLLVcrxL7dWjkoRxbs+pMvcVYIJ+gbuyltk"))
        #expect(try hash.matches("correct horse battery staple"))
    }
}
