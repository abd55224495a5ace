/// The place of damage in a compressed source.
package struct SourceDamage: Sendable, Hashable, Codable {
    /// The offset of the damaged member, in bytes of the file. Checksums have verified the text before it.
    package let member: UInt64
    /// The offset at which the decompressor detected the damage.
    package let offset: UInt64
    /// The library's description of the damage.
    package let what: String

    package init(member: UInt64, offset: UInt64, what: String) {
        self.member = member
        self.offset = offset
        self.what = what
    }
}
