import Foundation
import SourceDescriptions
import SourceReading

/// A file whose content is one input after another.
struct FuzzedFile {
    let path: String
    // The folder is deleted with the corpus.
    private let corpus: Corpus

    init(_ name: String, in corpus: Corpus) {
        self.corpus = corpus
        path = corpus.folder + "/" + name
    }

    /// Writes an input to the file, and inspects it; nil if it is rightly found to contain no records.
    func inspect(_ bytes: [UInt8]) throws -> SourceInspection? {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        do throws(SourceError) {
            return try SourceInspection(path: path)
        } catch {
            try expect(!error.mayPass, "\(error) is blamed on the system")
            return nil
        }
    }

    /// Writes an input to the file, and describes its layout; nil if it is rightly found to contain no records.
    func describe(_ bytes: [UInt8]) throws -> SourceDescription? {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        do throws(SourceError) {
            return try SourceDescription.inspect(path: path, kindIsGiven: true)
        } catch {
            try expect(!error.mayPass, "\(error) is blamed on the system")
            return nil
        }
    }
}
