import DisplayText
import ETLModels
import Foundation
package import RabbitMQ

/// What a process has in hand, and what waits: for the loader to note in the ledger.
///
/// A report takes the way of the batches, through the queues of the transformer and of the loader. So it arrives after all
/// batches that were published before it.
package struct SightingReport: Codable, Sendable, Hashable {
    /// A source that a process has seen.
    package struct Sighting: Codable, Sendable, Hashable {
        package enum Activity: String, Codable, Sendable, Hashable, CaseIterable {
            /// An extractor looks for damage.
            case checking
            /// An extractor cuts batches.
            case reading
            /// Its job is in the waiting queue.
            case waiting
            /// An operator has replayed dead letters of it.
            case replayed
        }

        package let source: String
        package var activity: Activity
        /// What it waits for; nil unless it waits.
        package let reason: String?

        package init(_ source: String, _ activity: Activity, reason: String? = nil) {
            self.source = source
            self.activity = activity
            self.reason = reason.map { $0.printable.cut(toBytes: SightingReport.maximumReasonBytes) }
        }
    }

    package private(set) var version = 1
    /// The host and the number of the process.
    package let process: String
    /// A job that was published at this time has been taken, in Unix seconds by its publisher's clock. So all older ones have
    /// been taken, too. Nil if none has been taken.
    package let takenUntil: Int64?
    package let sightings: [Sighting]

    package init(process: String, takenUntil: Int64?, sightings: [Sighting]) {
        self.process = process.printable.cut(toBytes: Self.maximumReasonBytes)
        self.takenUntil = takenUntil
        self.sightings = sightings
    }
}

extension SightingReport {
    /// The most sightings of a report.
    package static let mostSightings = 1000
    /// The most bytes of a report as a message.
    package static let maximumBytes = 1 << 20
    fileprivate static let maximumReasonBytes = 200

    /// This process, as reports name it.
    package static var thisProcess: String { RabbitMQConfiguration.processName }

    /// The report as messages.
    package func messages() throws -> [Message] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var messages: [Message] = []
        var rest = sightings[...]
        repeat {
            let part = Self(
                process: process, takenUntil: takenUntil, sightings: Array(rest.prefix(Self.mostSightings)))
            rest = rest.dropFirst(Self.mostSightings)
            messages.append(
                Message(
                    id: "sightings/\(process)", headers: [MessageHeader.report: .string(MessageHeader.sightings)],
                    body: [UInt8](try encoder.encode(part))))
        } while !rest.isEmpty
        return messages
    }

    /// Reads a report.
    ///
    /// - Throws: ``StageError`` with the fault `batch`.
    package init(message body: [UInt8]) throws(StageError) {
        guard body.count <= Self.maximumBytes else {
            throw StageError(
                .batch, reason: "oversized",
                "the report of sightings has \(body.count) bytes, more than the \(Self.maximumBytes) allowed")
        }
        guard let report = try? JSONDecoder().decode(Self.self, from: Data(body)), report.isValid else {
            throw StageError(.batch, reason: "malformed", "the message is no report of sightings of version 1")
        }
        self = report
    }

    private var isValid: Bool {
        version == 1 && sightings.count <= Self.mostSightings && (takenUntil.map { $0 >= 0 && $0 < 1 << 40 } ?? true)
            && ([process] + sightings.compactMap(\.reason)).allSatisfy {
                $0.utf8.count <= Self.maximumReasonBytes && !$0.utf8.contains(0)
            }
            && sightings.allSatisfy { SourceID($0.source) != nil }
    }
}

extension Delivery {
    /// Whether it is a report of sightings, and no batch.
    package var isSightingReport: Bool {
        headers[MessageHeader.report] == .string(MessageHeader.sightings)
    }
}
