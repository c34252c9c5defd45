package import DNSModel
internal import ZonePlanning

extension HostService {
    /// Why records were not changed by their owner.
    package enum RecordsRefusal: Error, Hashable, Sendable {
        /// There is no such host in the account, or it is leaving.
        case noHost
        case blocked
        case record(RecordRefusal)
        /// Somebody else changes the host without a pause.
        case busy
        case store(HostStoreError)

        /// What is wrong and what to do.
        package var message: String {
            switch self {
            case .noHost: "there is no such host in this account; look at the list of your hosts"
            case .blocked: "the host is blocked; ask an administrator"
            case .record(let refusal): refusal.message
            case .busy: "the host is changed by somebody else at this moment; try again"
            case .store: "the service cannot store anything now; try again in a minute"
            }
        }
    }

    /// How often a wish is made again when the host has moved under it.
    private static let tries = 5

    /// Changes the records of a host for its owner.
    ///
    /// - Parameters:
    ///   - name: the host.
    ///   - rules: the rules in force.
    ///   - author: its owner.
    ///   - edit: the record sets that it shall have, of those that it has.
    /// - Returns: whether something changed.
    /// - Throws: ``RecordsRefusal``.
    package func setRecords(
        of name: DomainName, rules: DynamicRules, by author: Author,
        _ edit: @Sendable ([RecordSet]) -> [RecordSet]
    ) async throws(RecordsRefusal) -> Bool {
        for _ in 1...Self.tries {
            let now = clock.now
            do {
                guard let host = try await store.host(name), host.owner == author.account.id, !host.isLeaving,
                    let suffix = rules.suffix(named: host.suffix), !rules.declared.contains(name)
                else { throw RecordsRefusal.noHost }
                if host.block != nil || author.account.block != nil { throw RecordsRefusal.blocked }
                let applied = try RecordEdit.records(edit(host.wanted)).applied(to: host, suffix: suffix, types: nil)
                if applied.sets == host.wanted { return false }
                var wish = HostWish(
                    name: name, sets: applied.sets, from: host.generation,
                    update: HostUpdate(at: now, from: author.from, client: author.client),
                    event: HostEvent(
                        at: now, account: host.owner, host: name, kind: .hostUpdated, actor: author.actor,
                        before: HostRecords.text(of: host.wanted), after: HostRecords.text(of: applied.sets),
                        from: author.from, client: author.client))
                wish.latestChallenge = applied.latestChallenge
                wish.notBefore = await limiter.change(of: name, at: now)
                switch try await store.setWanted([wish]).first {
                case .changed:
                    onChange(host.apex)
                    return true
                case .unchanged: return false
                case .missing, nil: throw RecordsRefusal.noHost
                case .moved: continue
                }
            } catch let error as RecordsRefusal {
                throw error
            } catch let error as RecordRefusal {
                throw .record(error)
            } catch let error as HostStoreError {
                throw .store(error)
            } catch {
                throw .busy
            }
        }
        throw .busy
    }
}
