internal import DynamicDNS
internal import Logging
internal import ServiceLifecycle
internal import ZonePlanning

// Decision 0110: operations of the service.

/// What is done again and again beside answers and batches: mail, idle hosts, sessions that are over.
struct ServiceJobs: Sendable {
    let outbox: Outbox
    let idle: IdleHosts
    let store: any HostStore
    let logger: Logger
    /// How long it rests between two looks at the outbox.
    var rest = Duration.seconds(5)
    /// After how many of them the rest is done.
    var looks = 720

    /// Runs until it is told to stop; a mail that is under way is brought to its end.
    ///
    /// - Parameters:
    ///   - suffixes: those whose zones this process writes.
    ///   - room: how much room there is in zones.
    func run(
        _ suffixes: @Sendable () async -> [DynamicSuffix], room: @Sendable () async -> [ZoneRoom]
    ) async {
        var count = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await sendMail()
            // Not at once: until the branch is read there is nothing to go by.
            if count % looks == min(1, looks - 1) {
                await tidy(await suffixes())
                for zone in await room() where zone.isNear {
                    logger.warning("a zone is nearly full", metadata: ["reason": "\(zone.sentence)"])
                }
            }
            count += 1
            _ = try? await cancelWhenGracefulShutdown { [rest] in try await Task.sleep(for: rest) }
        }
    }

    private func sendMail() async {
        do throws(HostStoreError) {
            while !Task.isShuttingDownGracefully {
                let outcome = try await outbox.send()
                for reason in outcome.reasons.prefix(5) {
                    logger.warning("a mail was not sent", metadata: ["reason": "\(reason)"])
                }
                if outcome.dropped > 0, !outcome.reasons.isEmpty {
                    logger.error("mails are given up", metadata: ["count": "\(outcome.dropped)"])
                }
                if !outcome.mayBeMore { return }
            }
        } catch {
            logger.warning("the outbox can't be read", metadata: ["reason": "\(error.message)"])
        }
    }

    private func tidy(_ suffixes: [DynamicSuffix]) async {
        do throws(HostStoreError) {
            try await store.removeSessions(of: nil, at: Clock().now)
            for suffix in suffixes {
                let (warned, takenBack) = try await idle.look(below: suffix)
                guard warned + takenBack > 0 else { continue }
                logger.info(
                    "idle hosts",
                    metadata: [
                        "suffix": "\(suffix.name)", "warned": "\(warned)", "taken-back": "\(takenBack)",
                    ])
            }
        } catch {
            logger.warning("idle hosts can't be looked at", metadata: ["reason": "\(error.message)"])
        }
    }
}
