import Foundation
package import LocalServers
import Subprocess
package import SystemPackage

/// A throwaway certificate authority, made with the `openssl` command and deleted with its directory.
package struct TestAuthority: Sendable {
    /// A certificate and its key, in PEM form.
    package struct Certificate: Sendable {
        package let certificate: FilePath
        package let key: FilePath
    }

    package let directory: FilePath
    /// The authority's own certificate.
    package var certificate: FilePath { directory.appending("authority.pem") }

    /// Gives `body` its own authority.
    package static func with<Value: Sendable>(
        _ body: @Sendable (TestAuthority) async throws -> Value
    ) async throws -> Value {
        let authority = TestAuthority(directory: try StateDirectory.throwaway().path)
        defer { try? FileManager.default.removeItem(atPath: authority.directory.string) }
        try Data("[req]\ndistinguished_name=names\n[names]\n".utf8).write(to: URL(filePath: authority.settings.string))
        try await authority.openSSL(
            ["req", "-x509", "-days", "2", "-subj", "/CN=throwaway authority", "-out", authority.certificate.string]
                + authority.newKey("authority")
                + ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"])
        return try await body(authority)
    }

    /// Issues a certificate for some names, in OpenSSL's form (`DNS:localhost,IP:127.0.0.1`).
    ///
    /// - Parameter days: the days until it expires; a negative number for an expired one.
    package func issue(_ name: String, for names: String = "DNS:localhost", days: Int = 2) async throws -> Certificate {
        let request = directory.appending("\(name).csr").string
        let extensions = directory.appending("\(name).ext")
        let issued = Certificate(
            certificate: directory.appending("\(name).pem"), key: directory.appending("\(name).key"))
        try Data("subjectAltName=\(names)\n".utf8).write(to: URL(filePath: extensions.string))
        try await openSSL(["req", "-new", "-subj", "/CN=\(name)", "-out", request] + newKey(name))
        try await openSSL([
            "x509", "-req", "-in", request, "-CA", certificate.string, "-CAkey",
            directory.appending("authority.key").string, "-CAcreateserial", "-days", "\(days)", "-extfile",
            extensions.string, "-out", issued.certificate.string,
        ])
        return issued
    }

    /// A server's certificate for `localhost`, in the form for private servers.
    package func serverTLS(requiresClientCertificate: Bool = false) async throws -> ServerTLS {
        let issued = try await issue("server")
        return ServerTLS(
            certificate: issued.certificate, key: issued.key, authority: certificate,
            requiresClientCertificate: requiresClientCertificate)
    }

    private var settings: FilePath { directory.appending("openssl.cnf") }

    private func newKey(_ name: String) -> [String] {
        [
            "-config", settings.string, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout",
            directory.appending("\(name).key").string,
        ]
    }

    private func openSSL(_ arguments: [String]) async throws {
        let result = try await run(
            .name("openssl"), arguments: Arguments(arguments), input: .none, output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else { throw OpenSSLFailure(words: result.standardError) }
    }

    private struct OpenSSLFailure: Error {
        let words: String
    }
}
