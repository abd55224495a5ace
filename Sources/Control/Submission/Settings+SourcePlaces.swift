package import Downloads
package import ServiceSettings

extension Settings {
    /// Everything that the operator can reach: who calls `etl` needs nobody's leave.
    package func sourcePlaces() throws(SettingsError) -> SourcePlaces {
        SourcePlaces(authorities: try sourceAuthorities(), policy: .interactive)
    }
}
