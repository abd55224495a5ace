import Actions
import ConsolePages
import DeadLetters
import ETLModels
import Glibc
import HummingbirdCore
import Ledger
import Logins
import Progress

/// Finds the page of an address.
struct PageSource: Sendable {
    private static let mostPages = 1_000_000

    let look: ConsoleLook
    let database: PageDatabase
    /// For statements over all rejects, which may take long: other pages do not wait for them.
    let rejectDatabase: PageDatabase
    /// For the counts of rejects by file, beside those by reason.
    let fileDatabase: PageDatabase
    let slow: SlowPages
    let previews: Previews
    let sources: SourcePreviews
    let check: SubmitCheck
    let whole: WholeLetters
    /// Nil in a console that only shows.
    var rights: OperatorRights?
    /// Why nothing is done for who asks, if ``rights`` is nil.
    var refusal = PageFailure.onlyShows

    /// The same for somebody who may not be an operator.
    func offered(to visitor: Visitor) -> PageSource {
        var source = self
        if rights != nil, visitor.role != .operator {
            source.rights = nil
            source.refusal = .reader(visitor.name)
        }
        return source
    }

    /// - Parameter session: whose page it is.
    /// - Throws: ``PageFailure``, or what the database says.
    func page(_ uri: URI, for session: String) async throws -> Page {
        let key = PageKey(address: uri.string, mayAct: rights != nil)
        guard uri.path != "/" else { return look.page(key) { .flow($0) } }
        guard let match = uri.path.wholeMatch(of: /\/([a-z]+)(?:\/([0-9a-z-]{1,40}))?/) else {
            throw PageFailure.notFound("page")
        }
        // Letters come from the broker: their reasons may have one.
        guard match.1 == "dead" || !uri.hasNUL else { throw PageFailure.noText }
        let parameter = uri.parameter
        let page = min(max(1, parameter("page").flatMap { Int($0) } ?? 1), Self.mostPages)
        let now = time(nil)
        switch (match.1, match.2.map(String.init)) {
        case ("sources", nil): return look.page(key) { .sources($0, state: parameter("state"), page: page) }
        case ("sources", let name?):
            guard let act = SourceAct(rawValue: name) else { return try await source(name) }
            guard rights != nil else { throw refusal }
            return try await sources.page(act, parameter("id"), look.snapshot, for: session)
        case ("coverage", nil): return try await blocks(parameter("kind"))
        case ("rejects", nil): return try await rejects(parameter("source"), uri.reason, now)
        case ("dead", nil):
            let choice = LetterChoice(
                stage: parameter("stage"), reason: uri.reason, isRest: parameter("rest") != nil)
            return look.page(key) {
                .letters($0, choice, page: page, areTicked: parameter("tick") == "page", now: now, rights: rights)
            }
        case ("dead", let name?):
            guard let act = LetterAct(rawValue: name) else {
                return try await letter(name, isWhole: parameter("whole") != nil, now)
            }
            try require(act)
            if let name = parameter("preview") { return try preview(act, again: name, for: session, now) }
            return preview(act, LetterChoice(uri), for: session, now)
        case ("submit", nil): return .submit(rights == nil ? .reader : check.hasPlaces ? nil : .noPlaces)
        case ("log", nil): return try await log(before: parameter("before").flatMap { Int64($0) }, now)
        case ("log", let number?):
            let filter = parameter("only").flatMap { ResultFilter(rawValue: $0) } ?? .all
            return try await action(number, filter, after: parameter("after").flatMap { ResultPlace($0) }, now)
        default: throw PageFailure.notFound("page")
        }
    }

    /// What was found of files that somebody wants to submit.
    func checked(_ request: Request, for session: String) async throws -> Page {
        guard rights != nil else { throw PageFailure.notFound("page") }
        return try await check.page(request, look.snapshot, for: session)
    }

    /// - Throws: ``PageFailure`` if who asks may not act so.
    private func require(_ act: LetterAct) throws {
        guard let rights else { throw refusal }
        guard rights.acts.contains(act) else { throw PageFailure.notOffered }
    }

    private func preview(_ act: LetterAct, _ choice: LetterChoice, for session: String, _ now: Int) -> Page {
        let all = look.snapshot.map { choice.letters(of: $0.letters) } ?? []
        // The log has a result for each letter, and no more than these.
        let letters = Array(all.prefix(ActionTable.mostSubjects))
        let gone = choice.missing(among: letters.map(\.id))
        guard !letters.isEmpty else { return .preview(act, [], of: choice, gone: gone, form: "", now: now) }
        let kept = previews.add(.letters(act, letters.map(\.id), of: choice), for: session)
        return .preview(
            act, letters, of: choice, gone: gone, others: all.count - letters.count, in: look.snapshot, form: kept.form,
            again: kept.name, now: now)
    }

    /// The same letters once more, and the number of those that have come since.
    private func preview(_ act: LetterAct, again name: String, for session: String, _ now: Int) throws -> Page {
        guard let kept = previews.kept(name, at: act.preview, by: session),
            case .letters(_, let ids, let choice) = kept.act
        else { throw PageFailure.notFound("preview (it may be too old)") }
        var left = LetterCopies(ids)
        let letters = look.snapshot?.letters.letters.filter { left.take($0.id) } ?? []
        return .preview(
            act, letters, of: choice, gone: left.count + choice.missing(among: ids),
            others: kept.act.others(in: look.snapshot), in: look.snapshot, form: kept.form, again: name, now: now)
    }

    private func source(_ id: String) async throws -> Page {
        guard let prefix = SourcePrefix(id) else { throw PageFailure.notFound("source") }
        do {
            let (view, batches) = try await database.read { connection -> (LedgerSourceView, BatchMap?) in
                let view = try await LedgerSources.view(prefix, on: connection)
                return (view, try await LedgerSources.batches(of: view.source, on: connection))
            }
            return .source(view, batches: batches, look.snapshot, now: time(nil), rights: rights)
        } catch is SourceChoiceError {
            throw PageFailure.notFound("source")
        }
    }

    private func blocks(_ kind: String?) async throws -> Page {
        guard let kind = RecordKind(name: kind ?? RecordKind.tokenTransfers.name) else {
            throw PageFailure.notFound("kind of records")
        }
        return try await slow.page(.coverage(kind))
    }

    /// - Parameter isWhole: whether its headers and its body are asked for as well, which only the broker has.
    private func letter(_ id: String, isWhole: Bool, _ now: Int) async throws -> Page {
        guard let letter = look.snapshot?.letters.letters.first(where: { "\($0.id)" == id }) else {
            throw PageFailure.noLetter
        }
        let view = try await isWhole ? whole.view(letter, at: now) : nil
        return .letter(letter, whole: view, now: now, rights: rights)
    }

    private func log(before number: Int64?, _ now: Int) async throws -> Page {
        let actions = try await database.read {
            try await ActionRequest.list(before: number, limit: Page.mostRows + 1, on: $0)
        }
        return .log(
            Array(actions.prefix(Page.mostRows)), isCut: actions.count > Page.mostRows, before: number, now: now)
    }

    private func action(
        _ text: String, _ filter: ResultFilter, after place: ResultPlace?, _ now: Int
    ) async throws -> Page {
        let dead = look.snapshot?.letters.deadNow ?? DeadNow()
        let page = try await database.read { connection -> ActionPage? in
            guard let number = Int64(text) else { return nil }
            return try await ActionRequest.page(
                number, filter, dead, after: place, limit: Page.mostResults, on: connection)
        }
        guard let page else { throw PageFailure.notFound("action") }
        return .action(page, dead: dead, after: place, now: now)
    }
}

extension LetterChoice {
    /// What the address of a preview asks for. If letters are ticked, it is about these alone, also if there is none.
    fileprivate init(_ uri: URI) {
        let ids = uri.queryParameters[values: "id"].prefix(Self.mostTicked).map(String.init)
        self.init(
            stage: uri.parameter("stage"), reason: uri.reason, isRest: uri.parameter("rest") != nil,
            ids: ids.isEmpty && uri.parameter("ticked") == nil ? nil : ids)
    }
}
