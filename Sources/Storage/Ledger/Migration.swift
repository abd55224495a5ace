/// One numbered schema file.
package struct Migration: Sendable {
    /// The file's name without its extension: `0001_create_tokens`.
    package let name: String
    package let sql: String
}
