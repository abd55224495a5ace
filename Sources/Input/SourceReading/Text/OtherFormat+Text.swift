internal import Formats

extension OtherFormat {
    /// Text in another encoding, with a byte order mark or where the zeros of ASCII tell.
    static func encoded(_ bytes: [UInt8], _ shell: Shell) -> Self? {
        let marks: [(mark: [UInt8], name: String)] = [
            ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"), ([0xFF, 0xFE], "UTF-16"),
            ([0xFE, 0xFF], "UTF-16"),
        ]
        guard let name = marks.first(where: { bytes.starts(with: $0.mark) })?.name ?? encoding(of: bytes) else {
            return nil
        }
        return Self(name, shell.piped("iconv -f \(name) -t UTF-8"))
    }

    private static func encoding(of bytes: [UInt8]) -> String? {
        let sample = Array(bytes.prefix(2048))
        guard sample.count >= 8 else { return nil }
        let isZero = (0..<4).map { place in
            let column = stride(from: place, to: sample.count, by: 4).map { sample[$0] }
            let zeros = column.count { $0 == 0 } * 10
            return zeros >= column.count * 7 ? true : zeros <= column.count ? false : nil
        }
        switch isZero {
        case [false, true, true, true]: return "UTF-32LE"
        case [true, true, true, false]: return "UTF-32BE"
        case [false, true, false, true]: return "UTF-16LE"
        case [true, false, true, false]: return "UTF-16BE"
        default: return nil
        }
    }

    static func text(_ sample: TextSample, _ shell: Shell) -> Self? {
        let text = String(decoding: sample.text.prefix(256), as: UTF8.self)
        if text.hasPrefix("version https://git-lfs.github.com/spec/") {
            return Self("a pointer of Git LFS", "get the file that it stands for: git lfs pull")
        }
        let start = text.drop { $0.isWhitespace }.lowercased()
        if ["<!doctype html", "<html", "<head", "<?xml", "<error"].contains(where: start.hasPrefix) {
            return Self(
                start.hasPrefix("<?xml") || start.hasPrefix("<error") ? "XML" : "an HTML page",
                "perhaps a server's error or login page; look at it with head FILE, and download the export again")
        }
        if let line = text.split(whereSeparator: \.isNewline).first, isSeparatorLine(line) {
            return Self("CSV behind Excel's line \(line)", shell.piped("tail -n +2"))
        }
        if sample.endsLinesInCR {
            return Self("text whose lines end in CR alone", shell.piped(#"tr '\r' '\n'"#))
        }
        return nil
    }

    private static func isSeparatorLine(_ line: Substring) -> Bool {
        let text = line.filter { $0 != "\"" }.lowercased()
        return text.hasPrefix("sep=") && text.count <= 5
    }
}
