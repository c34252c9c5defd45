internal import DNSModel
internal import FoundationEssentials
internal import NIOSSL
internal import Platform

// Decision 0110: operations of the service.

/// The certificate of the service and its key, in files that somebody renews while it runs.
///
/// Both are read together, and count together: where they can't be read, or don't belong together, those before go on
/// to count. A connection that has begun keeps what it began with.
package final class TLSFiles: Sendable {
    private let certificates: String
    private let key: String
    private let loaded: LockedValue<Loaded>

    private struct Loaded: Sendable {
        var octets: [Data]
        var context: NIOSSLContext
        /// What was read last and is of no use, so that it is said once.
        var refused: [Data]?
    }

    /// Why files are of no use.
    package struct Failure: Error, Hashable, Sendable {
        package var message: String
    }

    /// The largest file that is read.
    private static let largest = 1 << 20

    /// Reads both files.
    ///
    /// - Parameters:
    ///   - certificates: the path of the certificate with those that it was signed with, in PEM, its own first.
    ///   - key: the path of its private key, in PEM.
    /// - Throws: ``Failure``.
    package init(certificates: String, key: String) throws(Failure) {
        self.certificates = certificates
        self.key = key
        let octets = try Self.read(certificates, key)
        loaded = LockedValue(Loaded(octets: octets, context: try Self.context(octets, certificates, key)))
    }

    /// Reads both files again.
    ///
    /// - Returns: whether others count now.
    /// - Throws: ``Failure``, once for the same files; those before go on to count.
    package func reload() throws(Failure) -> Bool {
        let octets = try Self.read(certificates, key)
        let known = loaded.value
        if octets == known.octets || octets == known.refused { return false }
        do throws(Failure) {
            let context = try Self.context(octets, certificates, key)
            loaded.value = Loaded(octets: octets, context: context)
            return true
        } catch {
            loaded.locked { $0.refused = octets }
            throw error
        }
    }

    /// What counts now.
    var context: NIOSSLContext { loaded.value.context }

    private static func read(_ paths: String...) throws(Failure) -> [Data] {
        var octets: [Data] = []
        for path in paths {
            guard let data = FileManager.default.contents(atPath: path), data.count <= largest else {
                throw Failure(message: "'\(Printable.text(path))' can't be read; see that it is there, and whose it is")
            }
            octets.append(data)
        }
        return octets
    }

    private static func context(
        _ octets: [Data], _ certificates: String, _ key: String
    ) throws(Failure) -> NIOSSLContext {
        let names = "'\(Printable.text(certificates))' and '\(Printable.text(key))'"
        guard octets.count == 2 else { throw Failure(message: "\(names) can't be read") }
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(octets[0]))
            guard !chain.isEmpty else { throw Failure(message: "there is no certificate in the first of \(names)") }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(octets[1]), format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch let error as Failure {
            throw error
        } catch {
            // What is wrong with a key is not said in its own words.
            throw Failure(
                message: "\(names) are no certificate with its key, in PEM, that belong together; renew both")
        }
    }
}
