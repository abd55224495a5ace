package import Downloads
package import ServiceSettings

extension Settings {
    /// Everything that the operator can access: callers of `etl` need no further permission.
    package func sourcePlaces() throws(SettingsError) -> SourcePlaces {
        SourcePlaces(
            authorities: try sourceAuthorities(), harmless: words(.harmlessParameters) ?? [],
            policy: .interactive(
                beginning: .seconds(
                    try integer(
                        .sourceTimeout, default: Int(DownloadPolicy.usualBeginning.components.seconds), in: 1...86_400))
            ),
            cache: DownloadCache(bytes: try sourceCacheBytes(default: DownloadCache.usualBytes)))
    }
}
