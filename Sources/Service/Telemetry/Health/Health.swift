import Foundation
import Synchronization

/// Whether a service can do its work now: named checks, each of which passes, or fails with a reason.
///
/// A check has the last state that the service reported, the result of a probe at each request, or both. With both, it
/// passes only if both pass, and the reason is the probe's.
///
/// Any HTTP client can read a reason, so it must never contain a secret.
package final class Health: Sendable {
    /// The result of a check.
    package enum Outcome: Sendable, Hashable {
        case ok
        case failed(reason: String)
    }

    private struct State {
        var outcomes: [String: Outcome] = [:]
        var probes: [Probe] = []
        var isStopping = false
    }

    /// Runs checks; must return within seconds, because an HTTP client waits.
    package typealias Probe = @Sendable () async -> [String: Outcome]

    private let state: Mutex<State>

    /// - Parameter checks: the checks that fail until the service has reported them as passed.
    package init(checks: [String] = []) {
        let starting = checks.map { ($0, Outcome.failed(reason: "starting")) }
        state = Mutex(State(outcomes: Dictionary(starting) { $1 }))
    }

    /// Sets a check's result until the next call.
    package func set(_ check: String, _ outcome: Outcome) {
        state.withLock { $0.outcomes[check] = outcome }
    }

    /// Sets the results of several checks until the next call.
    package func set(_ outcomes: [String: Outcome]) {
        state.withLock { $0.outcomes.merge(outcomes) { $1 } }
    }

    /// Adds a probe, which runs at each request.
    package func watch(_ probe: @escaping Probe) {
        state.withLock { $0.probes.append(probe) }
    }

    /// The service is stopping: from now on it is not ready.
    package func stop() {
        state.withLock { $0.isStopping = true }
    }

    /// The current results of all checks.
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
