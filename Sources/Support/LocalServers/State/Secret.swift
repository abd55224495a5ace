import SystemPackage

/// A random word in a file, for passwords and names that must stay the same in the next run.
enum Secret {
    /// The word in the file at `path`, generated (`bytes` × 8 random bits, in hexadecimal) if the file is missing.
    static func kept(at path: FilePath, bytes: Int, owner: ServerUser?) throws(LocalServerError) -> String {
        if FileSystem.exists(path) {
            return String(try FileSystem.read(path).prefix { !$0.isWhitespace })
        }
        let word = random(bytes: bytes)
        try FileSystem.writePrivate(word + "\n", to: path, owner: owner)
        return word
    }

    static func random(bytes: Int) -> String {
        // The system generator reads getrandom(2), which suits passwords.
        var generator = SystemRandomNumberGenerator()
        return (0..<bytes).map { _ in
            let byte = UInt8.random(in: 0...255, using: &generator)
            return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
