extension String {
    /// The text with others in place of some of its scalars; nil keeps a scalar.
    ///
    /// `replacing` compares characters instead: a mark that joins a quote makes one character of both, and hides the quote.
    package func escaped(_ escape: (Unicode.Scalar) -> String?) -> String {
        unicodeScalars.map { escape($0) ?? String($0) }.joined()
    }
}
