import Foundation

extension Settings {
    /// The certificates that verify servers of sources: the setting's, or the default of OpenSSL's programs; nil for
    /// the system's.
    ///
    /// - Parameter environment: the process's.
    package func sourceAuthorities(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SettingsError) -> String? {
        let usual = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        guard let file = string(.sourceAuthority) else { return usual }
        guard FileManager.default.isReadableFile(atPath: file) else {
            throw SettingsError("cannot read \(SettingKey.sourceAuthority.environmentName), the file \(file)")
        }
        return file
    }

    /// What is made of the places that a command line or a setting names; an error names both.
    package static func places<Places>(
        _ key: SettingKey, option: String, _ make: () throws -> Places
    ) throws(SettingsError) -> Places {
        do {
            return try make()
        } catch {
            throw SettingsError("\(error) (\(option), \(key.environmentName))")
        }
    }

    /// The entries of the list of nodes, each `name=URL`. Lines that begin with `#` are none.
    package func nodeEntries() throws(SettingsError) -> [String] {
        let lines = try secret(.nodes)?.split(whereSeparator: \.isNewline) ?? []
        return lines.filter { $0.first { !$0.isWhitespace } != "#" }
            .flatMap { $0.split { $0.isWhitespace || $0 == "," } }.map(String.init)
    }

    /// The most bytes of downloads that the process keeps; 0 for none.
    package func sourceCacheBytes(default fallback: Int) throws(SettingsError) -> Int {
        try integer(.sourceCacheBytes, default: fallback, in: 0...(1 << 50))
    }
}
