internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Whether the jobs that run gate53 have what they need, and no more than they should.
struct PipelineHealth {
    private let environment: RunEnvironment

    init(_ environment: RunEnvironment) { self.environment = environment }

    private static let area = HealthCheck.Area.pipeline

    func checks(_ trusted: TrustedBranch?, _ settings: Settings) -> [HealthCheck] {
        var checks = [kind]
        checks += receivers(settings)
        guard let trusted else { return checks }
        let files: [PipelineFile]
        do throws(GitError) { files = try Self.read(trusted) } catch {
            return checks + [Self.area.unchecked("pipeline-files", "pipeline files", error.message)]
        }
        guard !files.isEmpty else {
            return checks + [
                Self.area.unchecked(
                    "pipeline-files", "pipeline files", "the protected branch has none that runs gate53",
                    "'gate53 init' writes those of a forge; a pipeline that is kept elsewhere is not seen")
            ]
        }
        checks += files.flatMap(self.checks)
        checks += applying(files)
        return checks
    }

    private var kind: HealthCheck {
        let (id, subject) = ("pipeline", "this run")
        if let forge = environment.forge {
            return Self.area.good(id, subject, "it is a job of a pipeline of \(forge.name)")
        }
        if environment.isPipeline { return Self.area.good(id, subject, "it is a job of a pipeline") }
        return Self.area.unchecked(
            id, subject, "it is no job of a pipeline, so what a job has is not seen",
            "run 'gate53 doctor' as a step of the apply job too")
    }

    /// Whether the variables are there that receivers of notifications need: by name, never by value.
    private func receivers(_ settings: Settings) -> [HealthCheck] {
        var names: Set<String> = []
        for receiver in settings.notifications {
            switch receiver.receiver {
            case .webhook(.environment(let name), secretFrom: let secret): names.formUnion([name, secret])
            case .webhook(.url, secretFrom: let secret): names.insert(secret)
            case .slack(let name): names.insert(name)
            case .mail: break
            }
        }
        let (id, subject) = ("notification-secrets", "secrets of notifications")
        let missing = names.subtracting(environment.variables).sorted()
        if names.isEmpty { return [] }
        if missing.isEmpty { return [Self.area.good(id, subject, "all variables that the settings name are set")] }
        let list = missing.map { "'\(Printable.text($0))'" }.joined(separator: ", ")
        guard environment.isPipeline else {
            return [Self.area.unchecked(id, subject, "not set here, and needed in the job that applies: \(list)")]
        }
        return [
            Self.area.warning(
                id, subject, "not set: \(list), so nobody is told",
                "give the job these variables, as secrets of its environment")
        ]
    }

    /// The environments of the jobs that apply, by the files of the protected branch; none where these can't be read.
    static func environments(_ trusted: TrustedBranch) -> [String] {
        do throws(GitError) {
            return try read(trusted).flatMap(\.jobs).filter { $0.verbs.contains("apply") }.compactMap(\.environment)
        } catch {
            return []
        }
    }

    private static func read(_ trusted: TrustedBranch) throws(GitError) -> [PipelineFile] {
        var found: [PipelineFile] = []
        for folder in PipelineFile.folders {
            for file in try trusted.tree.files(below: folder)
            where file.kind == .regular && (file.path.hasSuffix(".yml") || file.path.hasSuffix(".yaml")) {
                guard let octets = try trusted.tree.smallFile(at: file.path) else { continue }
                if let pipeline = PipelineFile(octets, path: file.path) { found.append(pipeline) }
            }
        }
        if let octets = try trusted.tree.smallFile(at: PipelineFile.gitLabPath),
            let pipeline = PipelineFile(octets, path: PipelineFile.gitLabPath)
        {
            found.append(pipeline)
        }
        return found
    }

    // MARK: - Files

    private func checks(_ file: PipelineFile) -> [HealthCheck] {
        var checks = file.jobs.flatMap { self.checks($0, file) }
        if !file.isGitLab, file.triggers.contains("pull_request_target") {
            checks += file.jobs.compactMap { target($0, file) }
        }
        let isOfGitHub = isOfGitHub(file)
        let isCheck = file.triggers.contains("pull_request") && file.jobs.contains { $0.verbs.contains("check") }
        if isOfGitHub, isCheck, !file.triggers.contains("merge_group") {
            checks.append(
                Self.area.warning(
                    "pipeline-merge-group", Printable.text(file.path),
                    "it does not run for 'merge_group', so a merge queue waits for its check for ever",
                    "add 'merge_group:' under 'on:'"))
        }
        if checks.isEmpty {
            checks.append(
                Self.area.good(
                    "pipeline-files", Printable.text(file.path),
                    "it runs gate53 \(Set(file.jobs.flatMap(\.verbs)).sorted().joined(separator: ", "))"))
        }
        return checks
    }

    /// Whether GitHub runs it: Gitea and Forgejo read its folder too.
    private func isOfGitHub(_ file: PipelineFile) -> Bool {
        file.path.hasPrefix(".github/") && environment.forge != .gitea
    }

    private func place(_ job: PipelineFile.Job, _ file: PipelineFile) -> String {
        "\(Printable.text(file.path)), job '\(Printable.text(job.name))'"
    }

    /// What a job has that runs for `pull_request_target`: the rights of the protected branch, whoever opened the pull
    /// request. That is well as long as it takes nothing of it; nothing where its condition keeps it from running.
    private func target(_ job: PipelineFile.Job, _ file: PipelineFile) -> HealthCheck? {
        if job.isNoTarget { return nil }
        let (id, place) = ("pipeline-target", place(job, file))
        let rights = job.usesSecrets || job.hasEnvironment ? "secrets" : "a token of the repository"
        let remedy = "run for 'pull_request', which has neither, or take nothing of the pull request"
        switch job.takesPullRequest {
        case false?:
            return Self.area.good(
                id, place, "for 'pull_request_target' it has \(rights), and takes no files of the pull request")
        case nil:
            return Self.area.unchecked(
                id, place,
                "it runs for 'pull_request_target', with \(rights), and the file does not show what it checks out",
                remedy)
        case true?:
            let finding =
                "for 'pull_request_target' it checks out or runs what anybody proposes, with \(rights)"
            return job.isConditional
                ? Self.area.warning(
                    id, place, "\(finding); whether its 'if' keeps it from that is not looked into", remedy)
                : Self.area.failed(id, place, finding, remedy)
        }
    }

    private func checks(_ job: PipelineFile.Job, _ file: PipelineFile) -> [HealthCheck] {
        let place = place(job, file)
        var checks: [HealthCheck] = []
        if !job.verbs.isDisjoint(with: ["plan", "apply", "drift", "comment"]), let check = history(job, file, place) {
            checks.append(check)
        }
        if job.keepsToken {
            checks.append(
                Self.area.warning(
                    "pipeline-token", place, "the checkout leaves its token in the clone, for whatever runs after it",
                    "give it 'persist-credentials: false'"))
        }
        if job.verbs.contains("plan"), !job.isUntrusted, file.isGitLab || file.triggers.contains("pull_request") {
            checks.append(
                Self.area.warning(
                    "pipeline-untrusted", place,
                    "it plans what anybody may propose as if it could be trusted: files say which provider is asked, and how",
                    "say 'gate53 plan --untrusted'"))
        }
        // The other forges give a job's token what they give it, whatever the file says.
        if job.verbs.contains("comment"), job.mayComment == false, isOfGitHub(file) {
            checks.append(
                Self.area.failed(
                    "pipeline-comment", place, "its token may not write comments",
                    "add 'pull-requests: write' to its "
                        + "'permissions'"))
        }
        if job.verbs.contains("apply") { checks += applying(job, file, place) }
        return checks
    }

    /// Whether a job has the history; nothing where it does.
    private func history(_ job: PipelineFile.Job, _ file: PipelineFile, _ place: String) -> HealthCheck? {
        let (id, remedy) = (
            "pipeline-history",
            file.isGitLab ? "set 'GIT_DEPTH: \"0\"' under 'variables'" : "give the checkout 'fetch-depth: 0'"
        )
        switch job.hasHistory {
        case true?: return nil
        case false?:
            return Self.area.failed(
                id, place, "it clones without the history, by which is told who wrote a change", remedy)
        case nil:
            return Self.area.unchecked(
                id, place,
                "the file does not show whether it has all of the history, by which is told who wrote a change",
                "where it is cut off, \(remedy)")
        }
    }

    private func applying(_ job: PipelineFile.Job, _ file: PipelineFile, _ place: String) -> [HealthCheck] {
        var checks: [HealthCheck] = []
        if file.triggers.contains("pull_request_target"), !file.triggers.contains("pull_request"), !job.isNoTarget {
            checks.append(
                Self.area.warning(
                    "pipeline-apply", place, "it applies whenever anybody opens a pull request",
                    "let a workflow of its own apply, on pushes to the protected branch"))
        } else if file.triggers.contains("pull_request") {
            let (id, remedy) = ("pipeline-apply", "let a workflow of its own apply, on pushes to the protected branch")
            checks.append(
                job.isConditional
                    ? Self.area.warning(
                        id, place,
                        "it applies in a workflow that runs for pull requests too; whether its 'if' keeps it from that "
                            + "is not looked into, and who may push a branch may change it there", remedy)
                    : Self.area.failed(
                        id, place, "it applies in a workflow that runs for pull requests, by their own files", remedy))
        }
        if !job.hasEnvironment {
            checks.append(
                Self.area.warning(
                    "pipeline-environment", place,
                    "it has no environment, so whoever can push a branch can have a job with the same credentials",
                    "give it 'environment: dns', and let that deploy from the protected branch only"))
        }
        if !job.isAlone {
            checks.append(
                Self.area.warning(
                    "pipeline-alone", place,
                    "two of it may run at once; the second then waits for the lease of the first",
                    file.isGitLab
                        ? "give it a 'resource_group'" : "give it 'concurrency' with 'cancel-in-progress: false'"
                ))
        }
        if job.mayBeCutOff {
            checks.append(
                Self.area.failed(
                    "pipeline-cut-off", place, "a newer run ends it in the middle",
                    file.isGitLab ? "say 'interruptible: false'" : "say 'cancel-in-progress: false'"))
        }
        return checks
    }

    /// Whether what was merged is applied at all, by a job that knows where the ledger begins.
    private func applying(_ files: [PipelineFile]) -> [HealthCheck] {
        let jobs = files.flatMap(\.jobs).filter(\.appliesMerged)
        guard !jobs.isEmpty else {
            return [
                Self.area.unchecked(
                    "pipeline-applies", "applying",
                    "no job here runs 'gate53 apply --merged': what is merged waits until something elsewhere does",
                    "'gate53 init' writes a job or a script that applies")
            ]
        }
        if jobs.contains(where: { $0.variables.contains("GATE53_LEDGER_ROOT") })
            || environment.variables.contains("GATE53_LEDGER_ROOT")
        {
            return [Self.area.good("pipeline-root", "applying", "the job is told where the ledger begins")]
        }
        return [
            Self.area.unchecked(
                "pipeline-root", "applying",
                "the files do not set GATE53_LEDGER_ROOT for the job; the forge's own variables are not seen from here",
                "once the ledger began, pin what 'gate53 log --root' prints there")
        ]
    }
}
