import ETLModels
import Testing

@testable import Watching

struct OnceSaidTests {
    @Test func isNewUntilTheFileChanges() {
        var said = OnceSaid()
        let file = WatchedFile(path: "/in/a.csv", state: FileState(size: 1, modified: 2))
        let changed = WatchedFile(path: "/in/a.csv", state: FileState(size: 1, modified: 3))
        let answers = [said.note(file.id), said.note(file.id), said.note(changed.id), said.note(file.id)]
        #expect(answers == [true, false, true, false])
        #expect(said.contains(changed.id))
        let aboutPaths = [said.note(file.path), said.note(file.path)]
        #expect(aboutPaths == [true, false])
    }

    @Test func isNewWhenAnotherFileOfTheSameSizeAndTimeIsThere() throws {
        let folder = try TemporaryFolder()
        var said = OnceSaid()
        let state = FileState(size: 3, modified: 2)
        for (text, isNew) in [("a\n1", true), ("a\n1", false), ("a\n2", true)] {
            try folder.write(text, to: "a.csv")
            let file = WatchedFile(path: folder("a.csv"), state: state).withFingerprint()
            let answer = said.note(file.id)
            #expect(answer == isNew)
        }
        #expect(WatchedFile(path: "/no/such/file", state: state).withFingerprint().fingerprint == nil)
    }

    @Test func startsAnewBeyondItsLimit() {
        var said = OnceSaid(limit: 2)
        let answers = ["/a", "/b", "/b", "/a", "/c", "/a"].map { said.note($0) }
        #expect(answers == [true, true, false, false, true, true])
    }
}
