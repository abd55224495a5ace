import Downloads
import Pipeline

extension Settings {
    /// Everything that the operator can reach: who calls `etl` needs nobody's leave.
    func sourcePlaces() throws(SettingsError) -> SourcePlaces {
        SourcePlaces(authorities: try sourceAuthorities(), policy: .interactive)
    }
}
