/// Commands that help with a file, before the file's name is known: “FILE” stands for it.
enum FileCommand {
    static let mark = "FILE"

    /// A text with a command in which the file's name takes the place of the mark.
    ///
    /// Within quotes of the command's own, a name that needs quotes would end them. Of a file that has to be decompressed
    /// first, the command takes the result. In both cases, the mark stays.
    ///
    /// - Parameter file: the file as a shell takes it.
    static func naming(_ file: String, in text: String) -> String {
        let isNested = (file.hasPrefix("'") || file.hasPrefix("$'")) && text.contains("'\(mark)'")
        return isNested || text.contains("decompress it, then") ? text : text.replacing(mark, with: file)
    }
}
