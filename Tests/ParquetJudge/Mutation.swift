internal import Glibc
internal import Parquet

/// Reads many damaged versions of a file, in this process.
struct Mutation {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A random number from splitmix64.
    private mutating func random(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ value >> 31) % UInt64(max(1, bound)))
    }

    /// Damages bytes: mostly near their end, where the footer is, and near their start.
    private mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        if random(below: 16) == 0 { bytes.removeSubrange(random(below: bytes.count)..<bytes.count) }
        for _ in 0...random(below: 4) where !bytes.isEmpty {
            let place =
                switch random(below: 3) {
                case 0: bytes.count - 1 - random(below: min(bytes.count, 2048))
                case 1: random(below: min(bytes.count, 256))
                default: random(below: bytes.count)
                }
            switch random(below: 4) {
            case 0: bytes[place] ^= 1 << UInt8(random(below: 8))
            case 1: bytes[place] = UInt8(random(below: 256))
            case 2: bytes[place] = [0, 0x7F, 0x80, 0xFF][random(below: 4)]
            default: for index in place..<min(place + 5, bytes.count) { bytes[index] = 0xFF }
            }
        }
        return bytes
    }

    /// Reads damaged versions and prints how many were refused.
    mutating func run(_ bytes: [UInt8], rounds: Int, trace: String?) {
        var (values, faults) = (0, 0)
        for _ in 0..<rounds {
            let version = damaged(bytes)
            if let trace { save(version, trace) }
            let result = EveryValue(of: version, rows: 2_000)
            values += result.values
            for fault in result.faults { faults += fault.description.isEmpty ? 0 : 1 }
        }
        print("{\"rounds\":\(rounds),\"values\":\(values),\"faults\":\(faults)}")
        printMemory()
    }

    /// Prints the line of the kernel with the largest resident memory. Resource usage would include the parent's.
    private func printMemory() {
        guard let file = fopen("/proc/self/status", "r") else { return }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while getline(&line, &capacity, file) > 0, let text = line.map({ String(cString: $0) }) {
            if text.hasPrefix("VmHWM") { print(text, terminator: "") }
        }
    }

    /// Keeps what is read next, so that a crash leaves its cause behind.
    private func save(_ bytes: [UInt8], _ path: String) {
        guard let file = fopen(path, "w") else { return }
        bytes.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, file) }
        fclose(file)
    }
}
