import Foundation

/// The output of `etl status --json`, as far as the invariants need it.
struct StatusReport: Decodable {
    struct Source: Decodable {
        let uri: String
        let sourceId: String
        let status: String
        let records: Int
        let dead: Int
        let deadLetters: [String]
    }

    struct StageQueues: Decodable {
        let stage: String
        let dead: Int
    }

    let sources: [Source]
    let stages: [StageQueues]

    init(_ outcome: ProgramOutcome) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            self = try decoder.decode(Self.self, from: Data(outcome.output.utf8))
        } catch {
            throw ChaosError("etl status --json says \(outcome.everything): \(error)")
        }
    }
}
