import Foundation
import SystemPackage

/// The reason that a settings file cannot be read. The text never quotes the file, which can contain a password.
struct SettingsFileError: CustomStringConvertible {
    let description: String

    init(_ error: any Error) {
        if let number = error as? Errno {
            description = "\(number)"
        } else if let place = "\(error)".firstMatch(of: /^(?:[^\n:]*:)?(\d+):(\d+): error:/) {
            // From the parser's message, of which the rest is the line itself.
            description = "invalid YAML at line \(place.1), column \(place.2)"
        } else {
            description = "the file is missing, unreadable, or not YAML of nested names and values"
        }
    }
}
