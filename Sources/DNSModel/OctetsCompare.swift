#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#elseif canImport(Darwin)
    private import Darwin
#endif

/// Octets in memory, valid for the call that hands them over.
package typealias Octets = UnsafeBufferPointer<UInt8>

/// Compares two runs of octets as unsigned numbers from the left, the shorter first where one begins the other.
///
/// - Returns: a number below, at or above zero, as `left` sorts before, with or after `right`.
@inline(__always)
package func octetsCompare(_ left: Octets, _ right: Octets) -> Int {
    let shared = min(left.count, right.count)
    if shared > 0, let left = left.baseAddress, let right = right.baseAddress {
        let order = memcmp(left, right, shared)
        if order != 0 { return Int(order) }
    }
    return left.count - right.count
}

/// Compares two arrays of octets as ``octetsCompare(_:_:)-(Octets,_)`` does.
@inline(__always)
package func octetsCompare(_ left: [UInt8], _ right: [UInt8]) -> Int {
    left.withUnsafeBufferPointer { left in right.withUnsafeBufferPointer { right in octetsCompare(left, right) } }
}
