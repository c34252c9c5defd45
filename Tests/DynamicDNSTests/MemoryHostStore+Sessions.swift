internal import DynamicDNS
internal import ZonePlanning

extension MemoryHostStore {
    func prolongSession(hash: SecretHash, until: Instant) async throws(HostStoreError) {
        sessions[hash]?.expires = until
    }

    func sessions(of account: AccountID) async throws(HostStoreError) -> [Session] {
        sessions.values.filter { $0.account == account }.sorted { $0.created > $1.created }
    }

    func remove(_ account: AccountID, event: HostEvent) async throws(HostStoreError) -> Bool {
        guard accounts[account] != nil, !hosts.values.contains(where: { $0.owner == account }) else { return false }
        accounts[account] = nil
        identities = identities.filter { $0.value != account }
        tokens = tokens.filter { $0.value.account != account }
        sessions = sessions.filter { $0.value.account != account }
        var event = event
        event.number = Int64(log.count + 1)
        log.append(event)
        return true
    }
}
