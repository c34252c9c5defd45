internal import Foundation
internal import Testing

@testable internal import gate53

/// The pipelines of `ci/pipelines` and of `gate53 init`.
@Suite struct PipelineTests {
    /// The templates that the program carries, by their folder in `ci/pipelines`.
    private static let embedded: [(folder: String, templates: [EmbeddedPipeline])] = [
        ("github", EmbeddedPipeline.github), ("gitlab", EmbeddedPipeline.gitlab),
        ("forgejo", EmbeddedPipeline.forgejo), ("shell", EmbeddedPipeline.shell),
    ]
    private static let folder = Scratch.packageRoot + "/ci/pipelines"

    /// The files of a folder of `ci/pipelines`.
    private static func files(_ folder: String) throws -> [(name: String, text: String)] {
        let path = "\(Self.folder)/\(folder)"
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            .map { ($0, try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8)) }
    }

    @Test("the program carries the pipelines of ci/pipelines")
    func theProgramCarriesThePipelinesOfCIPipelines() throws {
        if TranscriptTests.isRecording {
            try Self.source().write(
                toFile: Scratch.packageRoot + "/Sources/gate53/Init/EmbeddedPipeline+All.swift", atomically: true,
                encoding: .utf8)
            Issue.record("recorded; build again, and run without GATE53_RECORD")
            return
        }
        for (folder, templates) in Self.embedded {
            let files = try Self.files(folder)
            #expect(!files.isEmpty && files.map(\.name) == templates.map(\.name))
            for (file, template) in zip(files, templates) {
                #expect(file.text == template.text, "\(folder)/\(file.name): record it with GATE53_RECORD=1")
            }
        }
    }

    /// The Swift file with the templates.
    private static func source() throws -> String {
        var text = "// Made from ci/pipelines by PipelineTests with GATE53_RECORD=1; edit the files there.\n"
        for (folder, _) in embedded {
            text += "\nextension EmbeddedPipeline {\n    /// The files of ci/pipelines/\(folder).\n"
            text += "    static let \(folder): [EmbeddedPipeline] = [\n"
            let found = try files(folder)
            for file in found {
                text += "        EmbeddedPipeline(\n            name: \"\(file.name)\",\n            text: ##\"\"\"\n"
                for line in file.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                    text += line.isEmpty ? "\n" : "                \(line)\n"
                }
                // Of a list of one element the format wants no comma at its end.
                text += "\n                \"\"\"##)\(found.count > 1 ? "," : "")\n"
            }
            text += "    ]\n}\n"
        }
        return text
    }

    @Test("an action is pinned by its whole commit, and says its version")
    func anActionIsPinnedByItsWholeCommit() throws {
        for (folder, _) in Self.embedded {
            for file in try Self.files(folder) {
                for line in file.text.split(separator: "\n") where line.contains("uses:") {
                    #expect(
                        try /uses: [a-z0-9-]+\/[a-z0-9-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.firstMatch(in: line) != nil,
                        "\(line)")
                }
            }
        }
    }

    @Test("the images are of this version of gate53")
    func theImagesAreOfThisVersion() throws {
        var count = 0
        for (folder, _) in Self.embedded {
            for file in try Self.files(folder) {
                for match in file.text.matches(of: /OWNER\/gate53:([0-9.]+)/) {
                    #expect(match.output.1 == Version.text, "\(folder)/\(file.name)")
                    count += 1
                }
            }
        }
        #expect(count > 5)
    }

    // Nothing that others wrote is put into a script: `${{ }}` in `run:` would be text before the shell reads it.
    @Test("no expression stands in a script")
    func noExpressionStandsInAScript() throws {
        for folder in ["github", "forgejo"] {
            for file in try Self.files(folder) {
                var indent: Int?
                for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
                    let depth = line.prefix { $0 == " " }.count
                    if let start = indent, !line.isEmpty, depth <= start { indent = nil }
                    if let range = line.firstRange(of: "run:") {
                        indent = line.distance(from: line.startIndex, to: range.lowerBound)
                    }
                    if indent != nil { #expect(!line.contains("${{"), "\(folder)/\(file.name): \(line)") }
                }
            }
        }
    }

    // MARK: - Commands

    /// The commands of gate53 in a pipeline, as a shell reads them, without redirections.
    private static func commands(in text: String) -> [String] {
        let lines = text.replacing("\\\n", with: " ").split(separator: "\n")
            .map { $0.drop { $0 == " " } }.filter { !$0.hasPrefix("#") && !$0.contains("echo ") }
        return lines.flatMap { line in
            line.matches(of: /(?:^|[ ;])gate53 ([a-z]+ [^>|;]*)/).map { String($0.output.1) }
        }
    }

    @Test("every command of gate53 in a pipeline is one that gate53 understands")
    func everyCommandOfGate53InAPipelineIsUnderstood() throws {
        let scratch = try Scratch()
        var count = 0
        for (folder, _) in Self.embedded {
            for file in try Self.files(folder) {
                for command in Self.commands(in: file.text) {
                    count += 1
                    // Where there is no repository nothing is done, but the options are read first.
                    let result = try scratch.bash(
                        """
                        BRANCH=main CI_DEFAULT_BRANCH=main branch=main repository=. PULL_REQUEST=1
                        RUNNER_TEMP=/nowhere PLAN=/nowhere/plan.json folder=/nowhere state=/nowhere/state.json metrics=
                        gate53 \(command)
                        """)
                    let isUnderstood = result.exitCode == 1 || result.errorText.contains("[no-such-plan]")
                    #expect(isUnderstood, "\(folder)/\(file.name): gate53 \(command): \(result.errorText)")
                }
            }
        }
        #expect(count >= 15)
    }

    // A run of somebody else takes its time, and whoever merged meanwhile is not to start the pipeline again.
    @Test("every apply in a pipeline waits for a run that is under way")
    func everyApplyInAPipelineWaits() throws {
        for (folder, _) in Self.embedded {
            let applies = try Self.files(folder).flatMap { Self.commands(in: $0.text) }
                .filter { $0.hasPrefix("apply ") }
            // At Forgejo and Gitea a secret is that of every branch, so nothing is applied there.
            #expect(applies.count == (folder == "forgejo" ? 0 : 1), "\(folder): \(applies)")
            // A run that died is taken over after 15 minutes.
            for command in applies { #expect(command.contains(" --wait 20m "), "\(folder): \(command)") }
        }
    }

    @Test("GitHub's plan workflow reports in a merge queue, and asks nobody twice")
    func theMergeQueue() throws {
        let text = try #require(try Self.files("github").first { $0.name == "gate53-plan.yml" }?.text)
        #expect(text.contains("\n  merge_group:\n"))
        #expect(text.contains("if: github.event_name == 'pull_request' || github.event_name == 'merge_group'\n"))
        #expect(text.contains("(github.event_name == 'pull_request' && github.event.pull_request.head.repo"))
        // Two groups of the queue do not cut each other off.
        #expect(text.contains("inputs.pull-request || github.ref }}"))
        let gitLab = try #require(try Self.files("gitlab").first?.text)
        #expect(gitLab.contains("- if: $CI_MERGE_REQUEST_EVENT_TYPE == \"merge_train\"\n      when: never\n"))
    }

    @Test("the ledger is pushed by an identity of the apply job alone, and no secret lies where others find it")
    func identitiesOfTheApplyJob() throws {
        let gitHub = try #require(try Self.files("github").first { $0.name == "gate53-apply.yml" }?.text)
        #expect(!gitHub.contains("contents: write #") && gitHub.contains("\n    environment: dns\n"))
        #expect(gitHub.contains("GATE53_GIT_TOKEN: ${{ secrets.GATE53_LEDGER_TOKEN }}"))
        let gitLab = try #require(try Self.files("gitlab").first?.text)
        #expect(!gitLab.contains("$CI_BUILDS_DIR/gate53-identity"))
        #expect(gitLab.contains("trap 'rm -f \"$AWS_WEB_IDENTITY_TOKEN_FILE\"' EXIT"))
        #expect(!gitLab.contains("a member runs its pipeline in this project"))
        for file in try Self.files("forgejo") { #expect(!file.text.contains("GATE53_APPLY"), "\(file.name)") }
    }

    // Where a plan has no room in a comment its reviewers are sent to the pipeline.
    @Test("GitLab keeps the plan, and before all else removes what a merge request brought along in its place")
    func gitLabKeepsThePlan() throws {
        let text = try #require(try Self.files("gitlab").first?.text)
        let start = try #require(text.firstRange(of: "\ngate53-plan:\n"))
        let end = try #require(text.firstRange(of: "\ngate53-apply:\n"))
        let job = text[start.upperBound..<end.lowerBound]
        let artifacts = try #require(job.firstRange(of: "\n  artifacts:\n"))
        #expect(job[artifacts.upperBound...].contains("    when: always\n"))
        #expect(job[artifacts.upperBound...].contains("    paths:\n      - gate53-plan/\n"))
        let script = try PipelineScript.gitLab("gate53-plan").split(separator: "\n")
        #expect(script.first { !$0.hasPrefix("git config ") } == "rm -rf gate53-plan")
    }

    // The runner checks out as another user than the image's: nothing of git or gate53 works before the folder is trusted.
    @Test("GitLab's and Forgejo's jobs trust the folder of the checkout before anything else")
    func jobsTrustTheFolderFirst() throws {
        for file in try Self.files("forgejo") {
            let steps = file.text.split(separator: "\n").map { $0.drop { $0 == " " } }
            let first = steps.indices.filter { steps[$0].hasPrefix("git init ") }
            #expect(!first.isEmpty)
            for index in first {
                #expect(steps[index - 1] == "git config --global --add safe.directory \"$PWD\"", "\(file.name)")
            }
        }
        let text = try #require(try Self.files("gitlab").first?.text)
        #expect(
            text.contains(
                "\n  before_script:\n    - git config --global --add safe.directory \"$CI_PROJECT_DIR\"\n"))
        // One of a job's own would take its place.
        #expect(text.ranges(of: "before_script:").count == 1)
    }

    // MARK: - The image

    @Test("the image has the Debian package of every library that gate53 links")
    func theImageHasThePackageOfEveryLibrary() throws {
        let scratch = try Scratch()
        let dockerfile = try String(contentsOfFile: Self.folder + "/Dockerfile", encoding: .utf8)
        let last = try #require(dockerfile.ranges(of: "\nFROM ").last)
        let image = Set(dockerfile[last.upperBound...].split(whereSeparator: \.isWhitespace).map(String.init))
        // What the steps run, and what certificates and signatures are checked with.
        for package in ["ca-certificates", "git", "openssh-client"] {
            #expect(image.contains(package), "the image has no \(package)")
        }
        // What is linked itself; apt brings what that needs. Swift's own libraries are linked statically there.
        let linked = try scratch.must("objdump -p \(try Scratch.program()) | sed -n 's/^ *NEEDED *//p'")
            .split(separator: "\n").filter { !$0.hasPrefix("libswift") && !$0.hasPrefix("libFoundation") }
        #expect(linked.contains { $0.hasPrefix("libgit2") })
        // Essential in every Debian.
        let always: Set = ["libc6", "libgcc-s1"]
        for library in linked where !["libdispatch.so", "libBlocksRuntime.so"].contains(library) {
            // By its name: the folder may be one that is merged with another.
            let owner = try scratch.bash("dpkg-query --search '*/\(library)'")
            let package = try #require(
                owner.text.split(separator: ":").first.map(String.init),
                "no package has \(library): \(owner.errorText)")
            #expect(image.contains(package) || always.contains(package), "\(library) is in \(package)")
        }
    }
}
