import DurableFiles
import ETLModels
import RabbitMQ
import SystemPackage

/// Where an export writes letters: each has files of its own, `ID`, and of further letters with this id `ID-2`, `ID-3`, ….
///
/// It replaces nothing. Files that have the content of a letter already are taken for its own, each once in an export.
struct LetterFolder {
    let directory: FilePath
    private var places: [LetterID: Places] = [:]

    init(_ directory: FilePath) {
        self.directory = directory
    }

    /// The files of one id.
    private struct Places {
        /// The first number whose files were not looked at.
        var next = 1
        /// The numbers of files of other letters, by the checksum of the metadata. A later letter of the export may own them.
        var others: [UInt64: [Int]] = [:]
    }

    /// Writes the files of a letter, unless they are there.
    mutating func write(
        _ message: BrowsedMessage, body: LetterContent, _ letter: DeadLetter
    ) throws(LetterError) {
        let file = LetterFile(
            message, checksum: try body.checksum(), version: body.version, stage: letter.stage)
        let document = try file.document(of: letter.id)
        // Out of the dictionary meanwhile, so that a change copies nothing.
        var known = places.removeValue(forKey: letter.id) ?? Places()
        defer { places[letter.id] = known }
        let checksum = Checksum.xxh64(document.span.bytes)
        while let number = known.others[checksum]?.popLast() {
            if try own(letter.id.fileName(number), document, body) { return }
        }
        while true {
            let number = known.next
            known.next += 1
            let name = letter.id.fileName(number)
            if try own(name, document, body) { return }
            if let other = mark(of: name) { known.others[other, default: []].append(number) }
        }
    }

    /// Writes those of the two files that are not there. The body comes first, so a `.json` file implies a complete letter.
    ///
    /// - Returns: false if one of them is there with other content. Then it writes nothing.
    private func own(_ name: String, _ document: [UInt8], _ body: LetterContent) throws(LetterError) -> Bool {
        let (bodyPath, metadataPath) = (directory.appending("\(name).body"), directory.appending("\(name).json"))
        let metadata = LetterContent.bytes(document)
        let foundMetadata = metadata.look(at: metadataPath)
        guard foundMetadata != .other else { return false }
        let foundBody = body.look(at: bodyPath)
        guard foundBody != .other else { return false }
        if foundBody == .nothing { try body.write(to: bodyPath) }
        if foundMetadata == .nothing { try metadata.write(to: metadataPath) }
        return true
    }

    /// The checksum of the metadata in a file; nil if there is none.
    private func mark(of name: String) -> UInt64? {
        let path = directory.appending("\(name).json")
        guard (try? path.stat(followTargetSymlink: false))?.type == .regular,
            let document = try? SyncedFile.read(path)
        else { return nil }
        return Checksum.xxh64(document.span.bytes)
    }
}

extension LetterID {
    /// The name of the files of the letter, without an extension.
    ///
    /// - Parameter number: counts the letters with this id, from 1.
    func fileName(_ number: Int) -> String { number == 1 ? description : "\(self)-\(number)" }
}
