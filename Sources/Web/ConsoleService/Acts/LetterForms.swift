import ConsolePages
import DisplayText
import HummingbirdCore

/// Takes the forms of previews.
struct LetterForms: Sendable {
    let previews: Previews
    let acts: LetterActs

    /// - Returns: the number of the action; the same for a form that is sent again.
    /// - Throws: ``FormFailure``, ``PageFailure``, or what the database says. Then nothing was done.
    func send(_ request: Request, by visitor: Visitor) async throws -> Int64 {
        let fields = try await FormFields.read(request)
        let act = LetterAct.allCases.first { $0.preview == request.uri.path }
        guard let act, let form = fields["form"] else { throw FormFailure.malformed }
        var sent = previews.send(form, for: act, by: visitor.session)
        // The first click of two is about to enter the action. The second waits for its number, and leads there, too.
        for _ in 0..<100 {
            guard case .again(nil) = sent else { break }
            try await Task.sleep(for: .milliseconds(50))
            sent = previews.send(form, for: act, by: visitor.session)
        }
        switch sent {
        case .unknown: throw FormFailure.expired
        case .again(let action):
            guard let action else { throw PageFailure.busy(nil) }
            return action
        case .first(let letters):
            let reason = fields["reason"].flatMap { $0.isEmpty ? nil : $0.cut(toBytes: 2000) }
            do {
                let number = try await acts.begin(act, letters, by: visitor.actor, because: reason)
                previews.note(number, of: form)
                return number
            } catch {
                previews.note(nil, of: form)
                throw error
            }
        }
    }
}

/// Why a form was not taken.
enum FormFailure: Error, CustomStringConvertible {
    /// It is not one that this console has made.
    case malformed
    /// Its preview is gone.
    case expired
    /// The browser has another session than the page that the form is of.
    case otherSession

    var status: Int { self == .malformed ? 400 : 409 }

    var description: String {
        switch self {
        case .malformed: "This is no form of this console."
        case .otherSession: "This browser has another session than the page had. Open the page again."
        case .expired:
            """
            The preview is too old, of another session, or from before the console was restarted. Look at the letters again: \
            some may be gone.
            """
        }
    }
}
