import Foundation
import Synchronization

/// Whether a service can do its work now: named checks, each of which is well, or is not for a reason.
///
/// A check is what the service has said of it, or what is found when somebody asks; where there is both, it is well only
/// when both are, and the reason is what is found now.
///
/// A reason is shown to whoever asks over HTTP, so it must never hold a secret.
package final class Health: Sendable {
    /// How a check went.
    package enum Outcome: Sendable, Hashable {
        case ok
        case failed(reason: String)
    }

    private struct State {
        var outcomes: [String: Outcome] = [:]
        var probes: [Probe] = []
        var isStopping = false
    }

    /// Finds out how checks are; must answer within seconds, because somebody waits.
    package typealias Probe = @Sendable () async -> [String: Outcome]

    private let state: Mutex<State>

    /// - Parameter checks: those that are not well before the service has said so.
    package init(checks: [String] = []) {
        let starting = checks.map { ($0, Outcome.failed(reason: "starting")) }
        state = Mutex(State(outcomes: Dictionary(starting) { $1 }))
    }

    /// Says how a check went, until it is said anew.
    package func set(_ check: String, _ outcome: Outcome) {
        state.withLock { $0.outcomes[check] = outcome }
    }

    /// Has `probe` asked whenever somebody wants to know.
    package func watch(_ probe: @escaping Probe) {
        state.withLock { $0.probes.append(probe) }
    }

    /// The service is ending: from now on it is not ready.
    package func stop() {
        state.withLock { $0.isStopping = true }
    }

    /// All checks, as they are now.
    package func report() async -> HealthReport {
        let (said, probes, isStopping) = state.withLock { ($0.outcomes, $0.probes, $0.isStopping) }
        var checks = said
        await withTaskGroup { group in
            for probe in probes { group.addTask { await probe() } }
            for await found in group { checks.merge(found) { $1 == .ok ? $0 : $1 } }
        }
        if isStopping { checks["service"] = .failed(reason: "stopping") }
        return HealthReport(checks: checks)
    }
}

/// How the checks of a service went at one moment.
package struct HealthReport: Sendable, Hashable {
    package let checks: [String: Health.Outcome]

    package init(checks: [String: Health.Outcome]) {
        self.checks = checks
    }

    package var isReady: Bool { checks.values.allSatisfy { $0 == .ok } }

    /// `{"checks":{"broker":{"ok":true}},"ready":true}`, and beside a false `ok` the `reason`.
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
        // Only numbers could fail to be encoded.
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? #"{"ready":false}"#
    }
}
