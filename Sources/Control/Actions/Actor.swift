import DisplayText
import Foundation
package import Ledger
import SourceDescriptions

/// Who acts, and how that is known.
package struct Actor: Sendable, Hashable {
    package let name: String
    package let knownBy: ActionEntry.Evidence
    /// The name of a machine, or the address of a browser.
    package let address: String

    package init(name: String, knownBy: ActionEntry.Evidence, address: String) {
        self.name = name
        self.knownBy = knownBy
        self.address = address
    }

    /// The user of the operating system who runs this process. Whoever became another one by `sudo` is named, too.
    package static var ofThisProcess: Actor {
        let user = NSUserName()
        let caller = ProcessInfo.processInfo.environment["SUDO_USER"].flatMap { $0.isEmpty || $0 == user ? nil : $0 }
        return Actor(
            name: caller.map { "\($0) as \(user)" } ?? user, knownBy: .system,
            address: ProcessInfo.processInfo.hostName)
    }

    /// The most bytes of a reason in the log.
    private static let reasonBytes = 2000

    /// An entry of the log for what this actor is about to do.
    ///
    /// - Parameter reason: what somebody has written. The log has it without the secrets of links, and cut.
    package func entry(
        _ verb: String, _ selection: String, subjects: [String] = [], reason: String? = nil
    ) -> ActionEntry {
        ActionEntry(
            actor: name, knownBy: knownBy, address: address, verb: verb, selection: selection, subjects: subjects,
            reason: reason.map { SourceLink.redacted(in: $0).cut(toBytes: Self.reasonBytes) })
    }
}
