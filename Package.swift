// swift-tools-version: 6.1
import PackageDescription

/// Upcoming language features that every target of ours uses.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
]

let package = Package(
    name: "gate53",
    products: [
        .executable(name: "gate53", targets: ["gate53"]),
        .executable(name: "gate53d", targets: ["gate53d"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // What only gate53d is built of.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // MARK: C libraries, found by pkg-config

        .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),

        // MARK: A part of the C library that Swift can't call

        .systemLibrary(name: "CLinux"),

        // MARK: Below all others

        /** SHA-256, HMAC and hexadecimal digits. */
        .target(name: "Hashing", dependencies: ["COpenSSL"], swiftSettings: settings),

        /** What the edges need of the operating system: a lock, a thread, a child process, files that are whole or not there. */
        .target(name: "Platform", dependencies: ["CLinux"], swiftSettings: settings),

        // MARK: The pure core

        /** Names, types, record data, record sets and zones; master-file text and wire form. */
        .target(name: "DNSModel", swiftSettings: settings),

        /** Diff, ownership, plan, policy, review rule, batches, receipt: pure values and functions. */
        .target(name: "ZonePlanning", dependencies: ["DNSModel", "Hashing"], swiftSettings: settings),

        /** What a user reads: text, Markdown, HTML, JUnit, SARIF, metrics, notifications, plan comment; remedies and options. */
        .target(name: "Reports", dependencies: ["DNSModel", "ZonePlanning"], swiftSettings: settings),

        /** Zone files and settings: YAML bytes to values and diagnostics, and back. */
        .target(name: "ZoneFiles", dependencies: ["DNSModel", "ZonePlanning", "CYAML"], swiftSettings: settings),

        /** The heart: which branch counts, which rule is in force, what was approved, and what is done about it; over ports. */
        .target(
            name: "Gate",
            dependencies: [
                "DNSModel", "ZonePlanning", "ZoneFiles",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),

        // MARK: The edges

        /** Files at a revision, authors and the ledger, straight from the git object database. */
        .target(
            name: "GitStore",
            dependencies: ["DNSModel", "ZonePlanning", "ZoneFiles", "Gate", "Platform", "CGit2", "CZlib"],
            swiftSettings: settings
        ),

        /** HTTPS with keep-alive, bounded concurrency, rate limits and retries. */
        .target(name: "HTTPTransport", dependencies: ["Platform", "CCurl"], swiftSettings: settings),

        /** The zlib format. */
        .target(name: "Compression", dependencies: ["CZlib"], swiftSettings: settings),

        /** Approvals: SSH signatures over a plan's bytes, and reviews at a forge; plan comments and notifications. */
        .target(
            name: "Reviews",
            dependencies: [
                "DNSModel", "ZonePlanning", "Reports", "ZoneFiles", "Gate", "HTTPTransport", "Hashing", "Platform",
                "Compression",
            ],
            swiftSettings: settings
        ),

        /** One folder a provider: its settings, provider, directory, history. */
        .target(
            name: "DNSProviders",
            dependencies: [
                "DNSModel", "ZonePlanning", "ZoneFiles", "Gate", "HTTPTransport", "Hashing", "Platform", "CExpat",
            ],
            swiftSettings: settings
        ),

        /** Asks name servers over UDP and TCP. */
        .target(name: "DNSQueries", dependencies: ["DNSModel", "Gate", "Platform"], swiftSettings: settings),

        /** The dynamic DNS service without its edges: names, update protocols, limits, and the writer of a zone. */
        .target(
            name: "DynamicDNS", dependencies: ["DNSModel", "ZonePlanning", "Gate", "Hashing"], swiftSettings: settings),

        /** The edges of the gate put together, for the command and for the service. */
        .target(
            name: "GateEdges",
            dependencies: ["ZonePlanning", "ZoneFiles", "Gate", "GitStore", "Reviews", "DNSProviders"],
            swiftSettings: settings
        ),

        // MARK: The command

        /** Commands, wiring, terminal and exit codes. */
        .executableTarget(
            name: "gate53",
            dependencies: [
                "DNSModel", "ZonePlanning", "Reports", "ZoneFiles", "Gate", "GateEdges", "GitStore", "HTTPTransport",
                "Reviews", "DNSProviders", "DNSQueries", "Platform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),

        // MARK: The dynamic DNS service

        /** Edge: what the service keeps, in SQLite. */
        .target(
            name: "DynamicStorage",
            dependencies: [
                "DNSModel", "ZonePlanning", "DynamicDNS", "Platform", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),

        /** Edge: what the service keeps, in PostgreSQL. */
        .target(
            name: "DynamicPostgres",
            dependencies: ["DNSModel", "DynamicDNS", "DynamicStorage", "Platform", "CPostgres"],
            swiftSettings: settings
        ),

        /** Edge: the service over HTTP: the update protocols, the REST API, pages. */
        .target(
            name: "DynamicWeb",
            dependencies: [
                "DNSModel", "Hashing", "ZonePlanning", "DynamicDNS", "Platform",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        /** Edge: signing in by OpenID Connect, GitHub and X; one-time passwords, recovery codes, and who is let in. */
        .target(
            name: "SignIn",
            dependencies: [
                "DNSModel", "ZonePlanning", "DynamicDNS", "HTTPTransport", "Hashing", "Platform",
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: settings
        ),

        /** The service: commands and wiring. */
        .executableTarget(
            name: "gate53d",
            dependencies: [
                "DNSModel", "ZonePlanning", "ZoneFiles", "Reports", "Gate", "GateEdges", "GitStore", "HTTPTransport",
                "Reviews", "DNSQueries", "DynamicDNS", "DynamicStorage", "DynamicPostgres", "DynamicWeb", "SignIn",
                "Platform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        // MARK: Tests

        .target(
            name: "TestSupport",
            dependencies: ["DNSModel", "ZonePlanning", "Gate"],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        .target(
            name: "StrictRoute53", dependencies: ["COpenSSL"], path: "Tests/StrictRoute53", swiftSettings: settings),
        .executableTarget(
            name: "strict-route53", dependencies: ["StrictRoute53"], path: "Tests/StrictRoute53Server",
            swiftSettings: settings),
        .executableTarget(
            name: "dynamic-writer",
            dependencies: [
                "DNSModel", "ZonePlanning", "Gate", "DynamicDNS", "DynamicStorage", "DynamicPostgres", "Platform",
            ],
            path: "Tests/DynamicWriter",
            swiftSettings: settings),
        .testTarget(
            name: "StrictRoute53Tests", dependencies: ["StrictRoute53"], resources: [.copy("Vectors")],
            swiftSettings: settings),
        .testTarget(name: "HashingTests", dependencies: ["Hashing"], swiftSettings: settings),
        .testTarget(name: "CompressionTests", dependencies: ["Compression"], swiftSettings: settings),
        .testTarget(name: "PlatformTests", dependencies: ["Platform"], swiftSettings: settings),
        .testTarget(name: "DNSModelTests", dependencies: ["DNSModel", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "ZonePlanningTests", dependencies: ["DNSModel", "ZonePlanning", "TestSupport"],
            exclude: ["Golden", "Kept"], swiftSettings: settings),
        .testTarget(
            name: "ReportsTests", dependencies: ["DNSModel", "ZonePlanning", "Reports", "TestSupport"],
            exclude: ["Golden"], swiftSettings: settings),
        .testTarget(
            name: "GateTests",
            dependencies: [
                "DNSModel", "ZonePlanning", "Reports", "ZoneFiles", "Gate", "DNSProviders", "Reviews", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ZoneFilesTests",
            dependencies: ["DNSModel", "ZonePlanning", "Reports", "ZoneFiles", "DNSProviders", "CYAML", "TestSupport"],
            exclude: ["Valid"], swiftSettings: settings),
        .testTarget(
            name: "GitStoreTests",
            dependencies: [
                "DNSModel", "ZonePlanning", "ZoneFiles", "Gate", "GitStore", "DNSProviders", "Platform", "CGit2",
                "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ReviewsTests",
            dependencies: [
                "DNSModel", "ZonePlanning", "Reports", "Gate", "HTTPTransport", "Hashing", "Reviews",
                "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "HTTPTransportTests", dependencies: ["HTTPTransport", "TestSupport"], exclude: ["server.py"],
            swiftSettings: settings),
        .testTarget(
            name: "DNSQueriesTests", dependencies: ["DNSModel", "Gate", "DNSQueries", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "DynamicDNSTests",
            dependencies: ["DNSModel", "ZonePlanning", "Gate", "Hashing", "DynamicDNS", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "DynamicStorageTests",
            dependencies: [
                "DNSModel", "ZonePlanning", "DynamicDNS", "DynamicStorage", "DynamicPostgres", "TestSupport",
                "dynamic-writer",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "DynamicWebTests",
            dependencies: [
                "DNSModel", "ZonePlanning", "DynamicDNS", "DynamicStorage", "DynamicWeb", "TestSupport", "gate53d",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: ["acme.py", "browser.py", "clients.py", "mail-server.py"], swiftSettings: settings),
        .testTarget(
            name: "SignInTests",
            dependencies: [
                "DNSModel", "ZonePlanning", "DynamicDNS", "Hashing", "HTTPTransport", "SignIn", "TestSupport",
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            exclude: ["provider.py", "sign-in.py"], swiftSettings: settings),
        .testTarget(
            name: "DNSProvidersTests",
            dependencies: [
                "DNSModel", "ZonePlanning", "ZoneFiles", "Gate", "HTTPTransport", "Hashing", "DNSProviders",
                "StrictRoute53", "TestSupport",
            ],
            exclude: ["Route53/Signing/Vectors"],
            swiftSettings: settings),
        .testTarget(
            name: "Route53Tests",
            dependencies: [
                "DNSModel", "ZonePlanning", "Gate", "HTTPTransport", "Platform", "DNSProviders",
                "StrictRoute53", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "OctoDNSTests",
            dependencies: [
                "DNSModel", "ZonePlanning", "ZoneFiles", "Gate", "DNSProviders", "StrictRoute53",
                "TestSupport",
            ],
            exclude: ["octodns-reads.py", "octodns-sends.py"],
            swiftSettings: settings),
        .testTarget(
            name: "Gate53Tests",
            dependencies: ["DNSModel", "ZonePlanning", "Platform", "gate53", "StrictRoute53", "TestSupport"],
            exclude: [
                "Fixtures", "Support/elsewhere.py", "Support/forge.py", "Support/git-server.py", "Support/kill-at.c",
                "Support/kills.bash", "Support/on-terminal.py",
                "Support/observed-gate53.bash", "Support/prelude.bash", "Support/receiver.py", "TestKeys",
                "Transcripts",
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
