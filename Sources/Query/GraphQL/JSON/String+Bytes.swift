extension String {
    /// Whether another text has the same bytes.
    ///
    /// Swift's strings are equal if their characters are, in whatever way these are written: the letter K equals the sign of
    /// the kelvin. Texts of documents and of JSON are other texts then.
    func hasBytes(of other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
