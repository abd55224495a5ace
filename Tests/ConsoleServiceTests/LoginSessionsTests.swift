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

    @Test func onlyLoginsThatAreTheSameKeepTheirSessions() {
        let sessions = Sessions()
        let (first, second) = (sessions.begin(as: ana), sessions.begin(as: bob))
        sessions.keep(only: [Login(name: "ana", role: .reader, hash: .ofNobody), bob])
        #expect(!sessions.isOpen(first) && sessions.isOpen(second))
    }
}
