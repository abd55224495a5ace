import Testing

@testable import ConsoleService
@testable import Logins

@Suite struct LoginSessionsTests {
    private let ana = Login(name: "ana", role: .operator, hash: .ofNobody)
    private let bob = Login(name: "bob", role: .reader, hash: .ofNobody)

    @Test func aSessionThatNobodyUsesEnds() {
        let (sessions, now) = (Sessions(), ContinuousClock.now)
        let session = sessions.begin(as: ana, at: now)
        #expect(sessions.find(session, isUse: true, at: now + .seconds(3000))?.login == ana)
        #expect(sessions.find(session, isUse: false, at: now + .seconds(6000))?.login == ana, "it was used meanwhile")
        #expect(sessions.find(session, isUse: false, at: now + .seconds(6601)) == nil)
    }

    @Test func aSessionThatIsUsedEndsToo() {
        let (sessions, now) = (Sessions(), ContinuousClock.now)
        let session = sessions.begin(as: ana, at: now)
        for minute in 1...720 { #expect(sessions.find(session, isUse: true, at: now + .seconds(60 * minute)) != nil) }
        #expect(sessions.find(session, isUse: true, at: now + Sessions.lifetime + .seconds(1)) == nil)
    }

    @Test func aLoginEndsOnlyItsOwnSessions() {
        let sessions = Sessions()
        let own = sessions.begin(as: bob)
        let others = (0..<20).map { _ in sessions.begin(as: ana) }
        #expect(sessions.isOpen(own))
        #expect(
            others.map { sessions.isOpen($0) } == Array(repeating: false, count: 12) + Array(repeating: true, count: 8))
    }

    @Test func whenAllAreTakenALoginWithFewKeepsThem() {
        let sessions = Sessions()
        let own = sessions.begin(as: bob)
        let crowd = (0..<33).map { Login(name: "crowd\($0)", role: .reader, hash: .ofNobody) }
        let begun = crowd.map { login in (0..<8).map { _ in sessions.begin(as: login) } }
        #expect(sessions.isOpen(own))
        let open = begun.map { $0.count { sessions.isOpen($0) } }
        #expect(open.reduce(0, +) == 255 && open.allSatisfy { (7...8).contains($0) }, "\(open)")
    }

    @Test func sessionsThatHaveEndedTakeNoPlace() {
        let (sessions, now) = (Sessions(), ContinuousClock.now)
        func begin(_ crowd: String, at moment: ContinuousClock.Instant) -> [String] {
            (0..<256).map { number in
                let login = Login(name: "\(crowd)\(number / 8)", role: .reader, hash: .ofNobody)
                return sessions.begin(as: login, at: moment)
            }
        }
        _ = begin("early", at: now)
        let later = now + Sessions.idleTime + .seconds(1)
        #expect(begin("late", at: later).allSatisfy { sessions.isOpen($0, at: later) })
    }

    @Test func onlyLoginsThatAreTheSameKeepTheirSessions() {
        let sessions = Sessions()
        let (first, second) = (sessions.begin(as: ana), sessions.begin(as: bob))
        sessions.keep(only: [Login(name: "ana", role: .reader, hash: .ofNobody), bob])
        #expect(!sessions.isOpen(first) && sessions.isOpen(second))
    }
}
