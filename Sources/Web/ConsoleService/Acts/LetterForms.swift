import Actions
import ConsolePages
import DisplayText
import Foundation
import HTTPTypes
import HummingbirdCore
import Ledger
import NIOCore

/// Takes the forms of previews.
struct LetterForms: Sendable {
    /// The most bytes of a form: a secret and a reason.
    private static let mostBytes = 8 << 10

    let previews: Previews
    let acts: LetterActs

    /// - Returns: the number of the action; the same for a form that is sent again.
    /// - Throws: ``FormFailure``, ``PageFailure``, or what the database says. Then nothing was done.
    func send(_ request: Request, by session: String, from address: String) async throws -> Int64 {
        let fields = try await fields(of: request)
        let act = LetterAct.allCases.first { $0.preview == request.uri.path }
        guard let act, let form = fields["form"] else { throw FormFailure.malformed }
        var sent = previews.send(form, for: act, by: session)
        // The first click of two is about to enter the action. The second waits for its number, and leads there, too.
        for _ in 0..<100 {
            guard case .again(nil) = sent else { break }
            try await Task.sleep(for: .milliseconds(50))
            sent = previews.send(form, for: act, by: session)
        }
        switch sent {
        case .unknown: throw FormFailure.expired
        case .again(let action):
            guard let action else { throw PageFailure.busy(nil) }
            return action
        case .first(let letters):
            let reason = fields["reason"].flatMap { $0.isEmpty ? nil : $0.cut(toBytes: 2000) }
            let actor = Actor(name: "console of \(NSUserName())", knownBy: .link, address: address)
            do {
                let number = try await acts.begin(act, letters, by: actor, because: reason)
                previews.note(number, of: form)
                return number
            } catch {
                previews.note(nil, of: form)
                throw error
            }
        }
    }

    private func fields(of request: Request) async throws(FormFailure) -> [String: String] {
        let type = request.headers[.contentType]?.split(separator: ";").first.map(String.init)
        guard type == "application/x-www-form-urlencoded" else { throw .malformed }
        guard let body = try? await request.body.collect(upTo: Self.mostBytes) else { throw .malformed }
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

/// Why a form was not taken.
enum FormFailure: Error, CustomStringConvertible {
    /// It is not one that this console has made.
    case malformed
    /// Its preview is gone.
    case expired

    var status: Int { self == .malformed ? 400 : 409 }

    var description: String {
        switch self {
        case .malformed: "This is no form of this console."
        case .expired:
            """
            The preview is too old, of another session, or from before the console was restarted. Look at the letters again: \
            some may be gone.
            """
        }
    }
}
