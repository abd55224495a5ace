import Actions
import Foundation
import HummingbirdCore
import Ledger
import Removal

/// Takes the forms of previews.
struct ActForms: Sendable {
    let previews: Previews
    let acts: Acts

    /// - Returns: the number of the action; the same for a form that is sent again.
    /// - Throws: ``FormFailure``, ``PageFailure``, or what the database says. Then nothing was done.
    func send(_ request: Request, by visitor: Visitor) async throws -> Int64 {
        let fields = try await FormFields(request.headers, request.body)
        let path = request.uri.path
        guard PlannedAct.paths.contains(path), let form = fields["form"] else { throw FormFailure.malformed }
        if case .removal(let forecast) = previews.act(form, at: path, by: visitor.session), forecast.hasLosses,
            fields["losses"] != "yes"
        {
            throw FormFailure.notAccepted
        }
        var sent = previews.send(form, at: path, by: visitor.session)
        // The first click of two is about to enter the action. The second waits for its number, and leads there, too.
        for _ in 0..<100 {
            guard case .again(nil) = sent else { break }
            try await Task.sleep(for: .milliseconds(50))
            sent = previews.send(form, at: path, by: visitor.session)
        }
        switch sent {
        case .unknown: throw FormFailure.expired
        case .again(let action):
            guard let action else { throw PageFailure.busy(nil) }
            return action
        case .first(let act):
            do {
                let number = try await acts.begin(act, by: visitor.actor, because: fields["reason"])
                previews.note(number, of: form)
                return number
            } catch {
                previews.note(nil, of: form)
                throw error
            }
        }
    }
}
