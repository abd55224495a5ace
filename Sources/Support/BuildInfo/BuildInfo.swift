/// What runs.
package enum BuildInfo {
    package static let version = "1.0.0"
}
