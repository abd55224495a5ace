import ETLModels
import Testing

@testable import ETLControl

struct OnceSaidTests {
    @Test func isNewUntilTheFileChanges() {
        var said = OnceSaid()
        let file = WatchedFile(path: "/in/a.csv", state: FileState(size: 1, modified: 2))
        #expect(said.note(file.id))
        #expect(!said.note(file.id))
        #expect(said.contains(file.id))
        let changed = WatchedFile(path: "/in/a.csv", state: FileState(size: 1, modified: 3))
        #expect(said.note(changed.id))
        #expect(said.note(file.path))
        #expect(!said.note(file.path))
    }

    @Test func startsAnewBeyondItsLimit() {
        var said = OnceSaid(limit: 2)
        for path in ["/a", "/b", "/b", "/a"] { _ = said.note(path) }
        #expect(!said.note("/a"))
        #expect(said.note("/c"))
        #expect(said.note("/a"))
    }
}
