internal import DNSModel
package import ZoneFiles
package import ZonePlanning

// What a reviewer should know of a plan that is no part of it: the same plan keeps its octets, whatever a provider's
// log says, and however long that goes back.

extension Planning {
    /// What is known beside a plan.
    package struct Facts: Sendable {
        /// What the plan takes back of what was changed at the providers, with who changed it where that is known. The
        /// log of a provider is asked only where the plan takes something back.
        package var takenBack: [ZoneDrift] = []
        /// Why it is not known of all of it; `nil` where it is.
        package var whoUnknown: String?
        /// The commits of the change that are signed by nobody who is known, where the settings ask for that.
        package var unsigned: [CommitID] = []
        /// How many commits were not looked at, since there are more than are.
        package var unsignedLeftOut = 0
        /// Why that could not be found out; `nil` where it could.
        package var unsignedUnknown: String?
        /// Whether it is known which commits those are. Where it is not, that none are named says nothing.
        package var isComplete = true
    }

    /// Finds out what is known beside a plan. What can't be found out keeps nobody from planning.
    ///
    /// - Parameter planned: the plan.
    /// - Returns: what is known.
    package func facts(of planned: Planned) async -> Facts {
        var facts = Facts()
        let shown = Set(planned.outcome.zones.map(\.apex))
        let takenBack = planned.outcome.takenBack.filter { shown.contains($0.apex) }
        if !takenBack.isEmpty {
            let drift = await attributed(takenBack)
            (facts.takenBack, facts.whoUnknown) = (drift.zones, drift.whoUnknown)
        }
        if let commit = declared.commit.flatMap(CommitID.init(hex:)) {
            await facts.find(planned.document.plan, at: commit, declared.settings, ledger, ports)
        }
        return facts
    }

    private func attributed(_ zones: [ZoneDrift]) async -> Drift {
        let drift = Drift(
            time: ports.clock.now(), branch: "", commit: declared.commit ?? "", zones: zones, failures: [],
            forgotten: [])
        // Their providers were asked for what is live, so that their credentials may go where the settings say.
        var histories: [String: any ChangeHistory] = [:]
        for (name, zones) in Dictionary(grouping: zones, by: \.provider.name) {
            histories[name] = ports.providers.history(of: name, in: declared.settings, zones: zones.count)
        }
        var own: [DomainName: Set<String>] = [:]
        for zone in zones {
            do throws(LedgerError) {
                own[zone.apex] = try await BaseReceipts(of: zone.apex, in: ledger.ledger).changeIDs
            } catch {
                // Our own changes are named as what they are then: those of the role that applies.
                own[zone.apex] = []
            }
        }
        return await ports.reconciler.attributed(drift, by: histories, except: own)
    }
}

extension Planning.Facts {
    /// What a clone says beside a plan that was made in it, of which the providers are not asked.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - commit: the commit that it was made of.
    ///   - ports: the edges.
    package init(of document: PlanDocument, at commit: CommitID, in ports: GatePorts) async {
        self.init()
        do throws(GateError) {
            let settings = ports.clone.settingsAtHead()
            let ledger = try await ports.ledger(namedBy: settings, LedgerFetching(fetches: false))
            await find(document.plan, at: commit, settings, ledger, ports)
        } catch {
            (unsignedUnknown, isComplete) = (error.sentence, false)
        }
    }

    /// Finds the commits that nobody who is known has signed.
    fileprivate mutating func find(
        _ plan: Plan, at commit: CommitID, _ settings: Settings, _ ledger: TrustedLedger, _ ports: GatePorts
    ) async {
        guard ledger.isCertain else {
            isComplete = false
            if settings.review.authors == .signed { unsignedUnknown = "it is not known which ledger counts" }
            return
        }
        do throws(GateError) {
            let found = try await UnsignedWork(ports, ledger).commits(of: plan, at: commit, settings)
            (unsigned, unsignedLeftOut) = (found.unsigned, found.leftOut)
        } catch {
            (unsignedUnknown, isComplete) = (error.sentence, false)
        }
    }
}
