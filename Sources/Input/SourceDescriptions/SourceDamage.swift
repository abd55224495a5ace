/// Where a compressed source is damaged.
package struct SourceDamage: Sendable, Hashable, Codable {
    /// Where the member starts that is damaged, in bytes of the file: before it, checksums have shown the text to be right.
    package let member: UInt64
    /// Where the damage showed.
    package let offset: UInt64
    /// What is wrong, as the library describes it.
    package let what: String

    package init(member: UInt64, offset: UInt64, what: String) {
        self.member = member
        self.offset = offset
        self.what = what
    }
}
