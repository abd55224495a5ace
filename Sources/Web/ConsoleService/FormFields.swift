import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The fields of a form.
enum FormFields {
    /// The most bytes of a form: secrets, a name, a password, a reason.
    private static let mostBytes = 8 << 10

    /// - Throws: ``FormFailure/malformed``
    static func read(_ request: Request) async throws(FormFailure) -> [String: String] {
        let type = request.headers[.contentType]?.split(separator: ";").first.map(String.init)
        guard type == "application/x-www-form-urlencoded" else { throw .malformed }
        guard let body = try? await request.body.collect(upTo: mostBytes) else { throw .malformed }
        var fields: [String: String] = [:]
        for pair in String(buffer: body).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, fields[String(parts[0])] == nil,
                let value = parts[1].replacing("+", with: " ").removingPercentEncoding
            else { throw .malformed }
            fields[String(parts[0])] = value
        }
        return fields
    }
}
