internal import DNSProviders
package import Gate
package import GitStore
package import Reviews
package import ZoneFiles

/// Puts the edges of the gate together for a program: a clone with its ledgers, remotes, providers and approvals.
///
/// The command and the service both start from it. What a program prints, reads and waits for stays its own.
package struct GateEdges: Sendable {
    /// What a program knows of the process and the time.
    package struct Surroundings: Sendable {
        package var environment: [String: String]
        /// The environment of a pipeline.
        package var forge: ForgeEnvironment
        /// Whether this is a job of a pipeline, whose clone is thrown away.
        package var isPipeline: Bool
        package var clock: GateClock
        /// Seconds since 1970-01-01T00:00:00Z.
        package var seconds: @Sendable () -> Int64

        package init(
            environment: [String: String], forge: ForgeEnvironment, isPipeline: Bool, clock: GateClock,
            seconds: @escaping @Sendable () -> Int64
        ) {
            self.environment = environment
            self.forge = forge
            self.isPipeline = isPipeline
            self.clock = clock
            self.seconds = seconds
        }
    }

    package let git: GitRepository
    private let surroundings: Surroundings
    private let manners: RemoteManners
    /// The providers that were asked for, so that all zones of one share its rate limit and its list of zones.
    private let declaredProviders = DeclaredProviders()

    /// - Parameters:
    ///   - git: the clone.
    ///   - surroundings: process and time.
    ///   - manners: how remotes answer.
    package init(_ git: GitRepository, _ surroundings: Surroundings, manners: RemoteManners = RemoteManners()) {
        self.git = git
        self.surroundings = surroundings
        self.manners = manners
    }

    /// The kinds of providers there are.
    package static var kinds: ProviderKinds { ProviderModules.kinds }

    /// How remotes are reached.
    package var access: RemoteAccess { RemoteAccess(environment: surroundings.environment, manners: manners) }

    /// The edges as the verbs see them.
    ///
    /// - Parameters:
    ///   - clone: the clone with what the command line says of it.
    ///   - reconciler: asks providers.
    ///   - observer: who is told.
    ///   - watch: who watches what is asked of a provider, by its name.
    /// - Returns: the ports.
    package func ports(
        _ clone: Clone, reconciler: Reconciler, observer: @escaping GateObserver,
        watch: @escaping @Sendable (_ name: String) -> ProviderWatch
    ) -> GatePorts {
        let environment = surroundings.environment
        return GatePorts(
            clone: clone,
            ledgers: GitLedgers(
                of: git, pinned: environment["GATE53_LEDGER"], pinnedRoot: environment["GATE53_LEDGER_ROOT"],
                ledgerMeans),
            remote: GitRemote(of: git, access),
            providers: SettingsProviders(
                declaredProviders, environment: environment, root: git.workingFolder ?? git.folder,
                today: surroundings.clock.today, watch: watch),
            approvals: ReviewSources(environment: environment, forge: surroundings.forge),
            clock: surroundings.clock, reconciler: reconciler, observer: observer)
    }

    /// How ledgers reach remotes, and are signed: with the SSH key that git signs with.
    private var ledgerMeans: GitLedgers.Means {
        let key = ReviewerKey(environment: surroundings.environment, in: git)
        return GitLedgers.Means(
            access: access, isPipeline: surroundings.isPipeline, seconds: surroundings.seconds
        ) { times in
            let most = 50 << min(times, 5)
            try? await Task.sleep(for: .milliseconds(Int.random(in: 0...most)))
        } sign: { (commit) throws(GitError) in
            try key.sign(commit)
        } signer: { (commit, signature, signers) throws(GitError) in
            try key.signer(of: signature, over: commit, among: signers)
        }
    }
}
