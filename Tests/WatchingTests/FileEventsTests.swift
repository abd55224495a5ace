import Foundation
import SystemPackage
import TestData
import Testing

@testable import ETLModels
@testable import Watching

struct FileEventsTests {
    @Test func tellsHowAFileCame() throws {
        let folder = try TemporaryFolder()
        try folder.write(to: "elsewhere")
        try folder.makeDirectory("in")
        let events = try FileEvents()
        let number = try events.watch(folder("in"))
        try folder.write(to: "in/written")
        #expect(
            try events.read() == [FileChange.created, .opened, .written].map { .file("written", in: number, $0) })
        try folder.move("elsewhere", to: "in/moved")
        try FileManager.default.linkItem(atPath: folder("in/moved"), toPath: folder("in/linked"))
        _ = try Data(contentsOf: URL(fileURLWithPath: folder("in/moved")))
        try folder.remove("in/moved")
        #expect(
            try events.read() == [
                .file("moved", in: number, .movedIn), .file("linked", in: number, .created),
                .file("moved", in: number, .opened), .file("moved", in: number, .closed),
                .file("moved", in: number, .gone),
            ])
        #expect(try events.read() == [])
    }

    @Test func tellsWhatBecomesOfDirectories() throws {
        let folder = try TemporaryFolder()
        let events = try FileEvents()
        let root = try events.watch(folder.path)
        try folder.makeDirectory("a")
        #expect(try events.read().contains(.directoryCame("a", in: root)))
        let inner = try events.watch(folder("a"))
        try folder.move("a", to: "b")
        let moved = try events.read()
        #expect(moved.contains(.directoryWent("a", in: root)))
        #expect(moved.contains(.directoryCame("b", in: root)))
        #expect(moved.contains(.ended(inner)))
        try folder.remove("b")
        #expect(try events.read().contains(.directoryWent("b", in: root)))
        try folder.remove("")
        #expect(try events.read().contains(.ended(root)))
    }

    @Test func nothingIsToldOfWhatIsForgotten() throws {
        let folder = try TemporaryFolder()
        let events = try FileEvents()
        let number = try events.watch(folder.path)
        #expect(try events.watch(folder.path) == number)
        events.forget(number)
        try folder.write(to: "a")
        #expect(try events.read() == [.ended(number)])
        events.forget(number)
    }

    @Test func saysWhyADirectoryCannotBeWatched() throws {
        let folder = try TemporaryFolder()
        try folder.write(to: "file")
        let nowhere = folder("nowhere")
        let file = folder("file")
        #expect(throws: WatchError.notFound(directory: nowhere)) { _ = try FileEvents().watch(nowhere) }
        #expect(throws: WatchError.notADirectory(directory: file)) { _ = try FileEvents().watch(file) }
        #expect("\(WatchError.tooManyWatches(directory: "/in"))".contains("sysctl fs.inotify.max_user_watches="))
        #expect("\(WatchError.tooManyWatchers)".contains("sysctl fs.inotify.max_user_instances="))
    }

    @Test func aNameThatIsNoTextIsNoFile() throws {
        let number = WatchNumber(rawValue: 7)
        let moved = bytes(mask: 0x80, name: [0x61, 0xFF])
        #expect(FileEvents.events(in: moved) == [.unreadableName("a\u{FFFD}", in: number)])
        #expect(FileEvents.events(in: bytes(mask: 0x8, name: [0x61, 0xFF])) == [])
    }

    @Test func saysThatEventsWereLost() {
        #expect(FileEvents.events(in: bytes(mask: 0x4000, name: [])) == [.lost])
    }

    @Test func readsNoFurtherThanTheBytesGo() {
        let event = bytes(mask: 0x80, name: Array("transfers.csv".utf8))
        let expected = FileEvent.file("transfers.csv", in: WatchNumber(rawValue: 7), .movedIn)
        #expect(FileEvents.events(in: event + event) == [expected, expected])
        for length in 0..<event.count {
            #expect(FileEvents.events(in: event + event.prefix(length)) == [expected])
        }
        var endless = event
        for position in 12..<16 { endless[position] = 0xFF }
        #expect(FileEvents.events(in: endless) == [])
    }

    @Test func takesAnyBytes() {
        var generator = SeededGenerator(6)
        for _ in 0..<2000 {
            let count = Int.random(in: 0...200, using: &generator)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            // These lengths may be valid.
            for position in stride(from: 13, to: count, by: 1) where position % 32 < 4 { bytes[position] = 0 }
            #expect(FileEvents.events(in: bytes).count <= count / 16)
        }
    }

    @Test func theWaitEndsWhenItIsToStop() throws {
        let events = try FileEvents()
        let stop = try StopPipe()
        #expect(!stop.isRaised)
        stop.raise()
        stop.raise()
        #expect(stop.isRaised)
        events.wait(for: nil, or: stop)
        events.wait(for: nil, or: stop)
    }

    /// An event of directory 7 in the kernel's format.
    private func bytes(mask: UInt32, name: [UInt8]) -> [UInt8] {
        let length = (name.count + 16) / 16 * 16
        let padded = name.isEmpty ? [] : name + [UInt8](repeating: 0, count: length - name.count)
        return [7, mask, 0, UInt32(padded.count)].flatMap { withUnsafeBytes(of: $0, Array.init) } + padded
    }
}
