internal import DNSModel
internal import DynamicDNS
internal import Platform
internal import ZonePlanning

extension DynamicService {
    /// How much room there is in the zones of which it is known.
    var room: [ZoneRoom] {
        get async {
            var rooms: [ZoneRoom] = []
            for (apex, quota) in state.value.quotas.sorted(by: { $0.key < $1.key }) {
                guard let hosts = try? await store.recordCount(zone: apex) else { continue }
                rooms.append(ZoneRoom(zone: apex, records: quota.declared + hosts, most: quota.most))
            }
            return rooms
        }
    }

    /// Why it can't serve as it should, one sentence each.
    func problems() async -> [String] {
        let state = state.value
        var problems = state.problem.map { ["the protected branch can't be read: \($0)"] } ?? []
        for (apex, writer) in state.writers.sorted(by: { $0.key < $1.key }) {
            if let problem = await writer.status.problem { problems.append("\(apex): \(Printable.text(problem))") }
        }
        do throws(HostStoreError) { _ = try await store.hosts([]) } catch { problems.append(error.message) }
        return problems
    }

    /// A number for those who watch.
    struct Number: Sendable {
        var name: String
        var help: String
        var labels: [(name: String, value: String)]
        var value: Double

        init(_ name: String, _ help: String, _ labels: [(name: String, value: String)], _ value: Double) {
            self.name = name
            self.help = help
            self.labels = labels
            self.value = value
        }
    }

    /// The numbers of the moment, one family after the other, as the format wants it.
    func numbers() async -> [Number] {
        var numbers = await writerNumbers()
        for room in await room {
            let labels = [(name: "zone", value: "\(room.zone)")]
            numbers.append(
                Number("zone_records", "Records that a zone has or gets.", labels, Double(room.records)))
            numbers.append(
                Number("zone_records_most", "Records that a zone may have at its provider.", labels, Double(room.most)))
        }
        numbers.sort { ($0.name, $0.labels.first?.value ?? "") < ($1.name, $1.labels.first?.value ?? "") }
        for (name, pacing) in pacings.all {
            numbers.append(
                Number(
                    "provider_changes_per_second", "How many changes a second a provider allows, as learnt.",
                    [(name: "provider", value: name)], await pacing.learntRate))
        }
        return await numbers + operationNumbers()
    }

    /// Of each writer.
    private func writerNumbers() async -> [Number] {
        var numbers: [Number] = []
        let now = Clock().now
        for (apex, writer) in state.value.writers {
            func add(_ name: String, _ help: String, _ value: Double) {
                numbers.append(Number(name, help, [(name: "zone", value: "\(apex)")], value))
            }
            if let queue = try? await store.queue(zone: apex) {
                add("queue_hosts", "Hosts that wait to be written.", Double(queue.count))
                let age = queue.oldest.map { now.seconds(since: $0) } ?? 0
                add("queue_age_seconds", "For how long the first of them waits.", Double(age))
            }
            let status = await writer.status
            add("writes_zone", "Whether this process writes the zone.", status.isWriting ? 1 : 0)
            add("batches", "Batches that were applied since the start.", Double(status.batches))
            if let names = status.unknownNames {
                add(
                    "unknown_names", "Live names below a suffix that neither git nor the service knows.",
                    Double(names.count))
            }
            add("changes", "Changes that were applied since the start.", Double(status.changes))
            add("conflicts", "Batches that were lost to somebody else since the start.", Double(status.conflicts))
        }
        return numbers
    }

    /// Of what people look after.
    private func operationNumbers() async -> [Number] {
        let rules = state.value.rules
        var numbers = [
            Number(
                "rules_info", "Which commit is in force.",
                [(name: "commit", value: rules?.commit ?? ""), (name: "settings", value: rules?.settingsCommit ?? "")],
                1),
            Number(
                "settings_waiting", "Whether the protected branch has settings that wait to be accepted.", [],
                rules?.isWaiting == true ? 1 : 0),
        ]
        if let count = try? await store.waitingMail() {
            numbers.append(Number("mail_waiting", "Events that owners are still to be told of.", [], Double(count)))
        }
        if let count = try? await store.openAbuseReports() {
            numbers.append(Number("abuse_reports_open", "Abuse reports that are open.", [], Double(count)))
        }
        return numbers
    }
}
