import Foundation

/// The results of a service's checks at one moment.
package struct HealthReport: Sendable, Hashable {
    package let checks: [String: Health.Outcome]

    package init(checks: [String: Health.Outcome]) {
        self.checks = checks
    }

    package var isReady: Bool { checks.values.allSatisfy { $0 == .ok } }

    /// `{"checks":{"broker":{"ok":true}},"ready":true}`, with a `reason` beside a false `ok`.
    package var json: String {
        struct Check: Encodable {
            let ok: Bool
            let reason: String?
        }
        struct Document: Encodable {
            let ready: Bool
            let checks: [String: Check]
        }
        let shown = checks.mapValues { outcome in
            switch outcome {
            case .ok: Check(ok: true, reason: nil)
            case .failed(let reason): Check(ok: false, reason: reason)
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = try? encoder.encode(Document(ready: isReady, checks: shown))
        // Encoding can fail only for numbers.
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? #"{"ready":false}"#
    }
}
