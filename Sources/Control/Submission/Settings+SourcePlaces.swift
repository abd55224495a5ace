package import Downloads
package import ServiceSettings

extension Settings {
    /// Everything that the operator can access: callers of `etl` need no further permission.
    package func sourcePlaces() throws(SettingsError) -> SourcePlaces {
        SourcePlaces(
            authorities: try sourceAuthorities(), harmless: words(.harmlessParameters) ?? [], policy: .interactive,
            cache: DownloadCache(bytes: try sourceCacheBytes(default: DownloadCache.usualBytes)))
    }
}
