internal import DynamicDNS
internal import Hummingbird
internal import ZonePlanning

extension WebSite {
    func addPublicPages(to router: Router<WebContext>) {
        page(router, "/") { visit in
            if visit.person != nil { return visit.go(to: "/hosts") }
            return visit.page(
                "first", "Dynamic DNS", FirstView(rules: rules(), address: visit.place.address, sender: visit.from))
        }
        page(router, "/status") { visit in
            let problems = await health.problems().count
            return visit.page("status", "Status", StatusView(rules: rules(), problems: problems, now: visit.now))
        }
        page(router, "/report", hasForm: true) { visit in
            guard pages.abuse != nil else { throw PageRefusal.nothingHere }
            let suffix = rules()?.suffixes.first?.name.withoutDot ?? "dyn.example.com"
            return visit.page(
                "report", "Report a host", ReportView(host: visit.query["host"], example: "home.\(suffix)"))
        }
        form(router, "/report") { visit in
            guard let abuse = pages.abuse else { throw PageRefusal.nothingHere }
            let contact = visit.form["contact"]
            let number: Int64
            do throws(AbuseDeskRefusal) {
                number = try await abuse.take(
                    host: visit.form["host"], words: visit.form["words"], contact: contact.isEmpty ? nil : contact,
                    from: visit.from, rules: try rulesForReport())
            } catch {
                throw PageRefusal(
                    .unprocessableContent, "Not taken", message: error.message, at: "/report", link: "The form")
            }
            return visit.page(
                "said", "Thank you",
                SaidView(
                    words: "Your report has the number \(number). Somebody looks at it.", path: "/", link: "First page")
            )
        }
    }

    private func rulesForReport() throws(AbuseDeskRefusal) -> DynamicRules {
        guard let rules = rules() else {
            throw AbuseDeskRefusal("the service has not read its rules yet; try again in a minute")
        }
        return rules
    }
}
