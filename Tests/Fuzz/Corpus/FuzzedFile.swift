import Foundation
import SourceDescriptions
import SourceReading

/// A file that holds one input after the other.
struct FuzzedFile {
    let path: String
    // The folder goes with it.
    private let corpus: Corpus

    init(_ name: String, in corpus: Corpus) {
        self.corpus = corpus
        path = corpus.folder + "/" + name
    }

    /// Puts an input in the file, and looks at its beginning; nil when it holds no records, and rightly so.
    func inspect(_ bytes: [UInt8]) throws -> SourceInspection? {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        do throws(SourceError) {
            return try SourceInspection(path: path)
        } catch {
            try expect(!error.mayPass, "\(error) is blamed on the system")
            return nil
        }
    }

    /// Puts an input in the file, and finds out how it is to be read; nil when it holds no records, and rightly so.
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
