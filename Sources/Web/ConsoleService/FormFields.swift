import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The fields of a form that a browser has sent.
struct FormFields: Sendable {
    /// The most bytes of a form of few fields.
    static let usualBytes = 64 << 10

    private var values: [String: String] = [:]

    /// - Parameter limit: the most bytes.
    /// - Throws: ``FormFailure/malformed``, also for a field that is there twice, or whose text is no UTF-8.
    init(
        _ headers: HTTPFields, _ body: RequestBody, upTo limit: Int = FormFields.usualBytes
    ) async throws(FormFailure) {
        let type = headers[.contentType]?.split(separator: ";").first.map(String.init)
        guard type == "application/x-www-form-urlencoded" else { throw .malformed }
        guard let body = try? await body.collect(upTo: limit) else { throw .malformed }
        for pair in String(buffer: body).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, values[String(parts[0])] == nil,
                let value = parts[1].replacing("+", with: " ").removingPercentEncoding
            else { throw .malformed }
            values[String(parts[0])] = value
        }
    }

    /// A field; nil if it is missing or empty.
    subscript(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
}

/// Why a form was not taken.
enum FormFailure: Error, CustomStringConvertible {
    /// It is not one that this console has made.
    case malformed
    /// Its preview is gone.
    case expired
    /// The browser has another session than the page that the form is of.
    case otherSession
    /// A box that has to be ticked is not.
    case notAccepted

    var status: Int { [.expired, .otherSession].contains(self) ? 409 : 400 }

    var description: String {
        switch self {
        case .malformed: "This is no form of this console."
        case .otherSession: "This browser has another session than the page had. Open the page again."
        case .expired:
            """
            The preview is too old, of another session, or from before the console was restarted. Look again at what it was \
            about: some of it may be gone.
            """
        case .notAccepted: "Records of other sources would be lost. Go back, and tick the box if that is meant."
        }
    }
}
