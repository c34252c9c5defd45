// Made from ci/pipelines by PipelineTests with GATE53_RECORD=1; edit the files there.

extension EmbeddedPipeline {
    /// The files of ci/pipelines/github.
    static let github: [EmbeddedPipeline] = [
        EmbeddedPipeline(
            name: "gate53-apply.yml",
            text: ##"""
                # Applies what was reviewed, once it is on the protected branch.
                #
                # gate53 finds the plan that was made for the merged zone files, holds the approvals
                # against it, and applies exactly that or nothing. The role can change zones: give it
                # to the environment `dns` of this repository only, and let that environment deploy
                # from the protected branch only.
                #
                # What this job writes down, in the branch gate53-ledger, decides what counts as
                # approved and applied. So nobody else may push it:
                #
                #   - Make an identity for this job alone: a GitHub App that is installed here with
                #     `contents: write`, or an account. Keep its token in the environment `dns`, as the
                #     secret GATE53_LEDGER_TOKEN. The token of the workflow is no such identity: anybody
                #     who can push a branch can have a workflow with it.
                #   - Under Settings, Rules, make a branch ruleset for gate53-ledger that restricts
                #     creations, updates and deletions and blocks force pushes, with that identity as the
                #     only one that may bypass it. Don't require pull requests or linear history there.
                #   - After the first apply keep what `gate53 log --root` prints as the variable
                #     GATE53_LEDGER_ROOT of the environment `dns`, and of the repository for the other
                #     jobs. A ledger that was deleted or replaced is refused then, which a fresh clone
                #     could not tell by itself. Which branch is the ledger stands in no variable here:
                #     whoever may set variables could choose another one. Should it have to go on in
                #     another branch, write GATE53_LEDGER into the `env` below, by a pull request.
                #   - For the protected branch require pull requests, at least one approval, and the
                #     check of "DNS plan".
                #
                # With `ledger: {push: required}` in the settings the job fails where it can't push.
                name: DNS apply

                on:
                  push:
                    branches: [main]
                  workflow_dispatch:

                permissions: {}

                # One at a time, and never cut off. gate53 waits for a run that is somewhere else.
                concurrency:
                  group: gate53-apply
                  cancel-in-progress: false

                env:
                  BRANCH: ${{ github.event.repository.default_branch }}

                jobs:
                  apply:
                    if: github.ref_name == github.event.repository.default_branch
                    runs-on: ubuntu-24.04
                    timeout-minutes: 60
                    container: ghcr.io/OWNER/gate53:0.1.0
                    environment: dns
                    permissions:
                      contents: read # the ledger's branch is pushed with a token of its own
                      pull-requests: read # the approvals
                      # >>> Route 53
                      id-token: write # the identity that AWS gives the role to
                      # <<< Route 53
                    steps:
                      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                        with:
                          fetch-depth: 0
                          persist-credentials: false
                      - name: Fetch the reviewed commits
                        # After a squash they are on no branch.
                        env:
                          TOKEN: ${{ github.token }}
                        run: |
                          header="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)"
                          git -c "http.extraheader=$header" fetch --quiet origin '+refs/pull/*/head:refs/remotes/pull/*'
                      - name: Apply
                        env:
                          # >>> Route 53
                          AWS_ROLE_ARN: ${{ vars.GATE53_APPLY_ROLE }}
                          # <<< Route 53
                          GITHUB_TOKEN: ${{ github.token }} # reads the approvals
                          GATE53_GIT_TOKEN: ${{ secrets.GATE53_LEDGER_TOKEN }} # pushes the ledger
                          GATE53_LEDGER_ROOT: ${{ vars.GATE53_LEDGER_ROOT }} # where it begins
                        # Longer than it takes until a run that died is taken over, which is 9 minutes.
                        run: gate53 apply --merged --wait 20m --branch "$BRANCH"

                """##),
        EmbeddedPipeline(
            name: "gate53-drift.yml",
            text: ##"""
                # Checks every night for what was changed outside git: what is served and neither was
                # applied nor waits to be. The report is the summary of the run. Fails, and so tells
                # whoever watches this repository, if there is drift, or a zone can't be checked.
                name: DNS drift

                on:
                  schedule:
                    - cron: '17 3 * * *'
                  workflow_dispatch:

                permissions: {}

                env:
                  BRANCH: ${{ github.event.repository.default_branch }}
                  # Where the ledger begins, and which one it is where somebody said so: no secrets, but
                  # without them a plan would be made by a ledger that the apply job refuses.
                  GATE53_LEDGER_ROOT: ${{ vars.GATE53_LEDGER_ROOT }}
                  GATE53_LEDGER: ${{ vars.GATE53_LEDGER }}

                jobs:
                  drift:
                    runs-on: ubuntu-24.04
                    timeout-minutes: 20
                    container: ghcr.io/OWNER/gate53:0.1.0
                    permissions:
                      contents: read
                      # >>> Route 53
                      id-token: write # the identity that AWS gives the role to
                      # <<< Route 53
                    steps:
                      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                        with:
                          ref: ${{ github.event.repository.default_branch }}
                          fetch-depth: 0
                          persist-credentials: false
                      - name: Look
                        env:
                          # >>> Route 53
                          AWS_ROLE_ARN: ${{ vars.GATE53_PLAN_ROLE }}
                          # <<< Route 53
                          GITHUB_TOKEN: ${{ github.token }} # reads the ledger
                        run: |
                          code=0
                          gate53 drift --branch "$BRANCH" --format markdown --out "$RUNNER_TEMP/drift.md" || code=$?
                          if [ -e "$RUNNER_TEMP/drift.md" ]; then cat "$RUNNER_TEMP/drift.md" >>"$GITHUB_STEP_SUMMARY"; fi
                          exit "$code"

                """##),
        EmbeddedPipeline(
            name: "gate53-plan.yml",
            text: ##"""
                # Checks and plans the zones of a pull request, and shows the plan in a comment.
                #
                # A pull request is data: gate53 runs nothing of what is checked out, no step does
                # either, and `--untrusted` has it ask no provider in a way that the protected
                # branch does not say. The role can read and nothing else.
                #
                # From a fork, GitHub gives neither secrets nor an identity, so such a pull request
                # is checked only. Whoever may write to this repository plans it under Actions, DNS
                # plan, Run workflow, with its number.
                #
                # The same way goes a plan that a policy refuses, with the names of the policies that
                # are to be allowed. Its comment says so, and reviewers approve it with that or not.
                # The next push is planned without them; run it again then.
                #
                # In a merge queue the check reports on what would be merged. The plan was shown in
                # the pull request, and nobody is asked for it twice: its job reports as skipped,
                # which a required check takes for passed.
                name: DNS plan

                on:
                  pull_request:
                  merge_group:
                  workflow_dispatch:
                    inputs:
                      pull-request:
                        description: The number of the pull request to plan
                        required: true
                      allow:
                        description: Policies to allow by name, as zone-delete; the comment shows them to who reviews

                permissions: {}

                concurrency:
                  group: gate53-plan-${{ github.event.pull_request.number || inputs.pull-request || github.ref }}
                  cancel-in-progress: true

                env:
                  BRANCH: ${{ github.event.repository.default_branch }}
                  PULL_REQUEST: ${{ github.event.pull_request.number || inputs.pull-request }}
                  # Where the ledger begins, and which one it is where somebody said so: no secrets, but
                  # without them a plan would be made by a ledger that the apply job refuses.
                  GATE53_LEDGER_ROOT: ${{ vars.GATE53_LEDGER_ROOT }}
                  GATE53_LEDGER: ${{ vars.GATE53_LEDGER }}

                jobs:
                  check:
                    if: github.event_name == 'pull_request' || github.event_name == 'merge_group'
                    runs-on: ubuntu-24.04
                    timeout-minutes: 10
                    container: ghcr.io/OWNER/gate53:0.1.0
                    permissions:
                      contents: read
                    steps:
                      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                        with:
                          ref: ${{ github.event.pull_request.head.sha || github.sha }}
                          persist-credentials: false
                      - name: Check
                        run: gate53 check --format github

                  plan:
                    if: >-
                      github.event_name == 'workflow_dispatch' ||
                      (github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository)
                    runs-on: ubuntu-24.04
                    timeout-minutes: 20
                    container: ghcr.io/OWNER/gate53:0.1.0
                    permissions:
                      contents: read
                      pull-requests: write # the comment
                      # >>> Route 53
                      id-token: write # the identity that AWS gives the role to
                      # <<< Route 53
                    steps:
                      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                        with:
                          ref: ${{ github.event.pull_request.head.sha || format('refs/pull/{0}/head', inputs.pull-request) }}
                          fetch-depth: 0
                          persist-credentials: false
                      - name: Plan
                        env:
                          # >>> Route 53
                          AWS_ROLE_ARN: ${{ vars.GATE53_PLAN_ROLE }} # may read, see the documentation of Route 53
                          # <<< Route 53
                          GITHUB_TOKEN: ${{ github.token }} # reads the ledger
                          ALLOW: ${{ inputs.allow }} # by whom may write here; empty for a pull request
                        # The plan lies outside of the repository, where no pull request can have put one.
                        run: |
                          set -f
                          for policy in ${ALLOW:-}; do set -- "$@" --allow "$policy"; done
                          gate53 plan --untrusted --branch "$BRANCH" --changed-since "refs/remotes/origin/$BRANCH" --out "$RUNNER_TEMP/plan.json" "$@"
                      - name: Comment
                        # Also where a policy refused the plan; nothing where there is none.
                        if: ${{ !cancelled() }}
                        env:
                          GITHUB_TOKEN: ${{ github.token }}
                        run: |
                          if [ -e "$RUNNER_TEMP/plan.json" ]; then
                            gate53 comment "$RUNNER_TEMP/plan.json" --branch "$BRANCH" --summary --pull-request "$PULL_REQUEST"
                          fi

                """##),
    ]
}

extension EmbeddedPipeline {
    /// The files of ci/pipelines/gitlab.
    static let gitlab: [EmbeddedPipeline] = [
        EmbeddedPipeline(
            name: ".gitlab-ci.yml",
            text: ##"""
                # Checks and plans merge requests, applies what was reviewed once it is merged, and
                # checks for drift in scheduled pipelines.
                #
                # A merge request is data: gate53 runs nothing of what is checked out, no job does
                # either, and `--untrusted` has it ask no provider in a way that the protected
                # branch does not say. A merge request from a fork runs in the fork's project, which
                # has none of the variables below. Don't run its pipeline in this project: that would
                # be by the fork's own .gitlab-ci.yml, with this project's variables. To have it
                # planned, read its changes, this file's first of all, and push its branch here.
                #
                # Whoever may push a branch here can print what is not protected. So have this file
                # come from the protected branch where you can: a project's setting "CI/CD
                # configuration file" may name one of another project that few may push.
                #
                # Variables of the project:
                #   GITLAB_TOKEN         an access token with the scope api of a bot that may comment and
                #                        nothing else (Reporter), for the comment; each merge request has it
                #   GATE53_REVIEW_TOKEN  an access token with the scope read_api, for the approvals;
                #                        protected, and of the environment dns
                #   GATE53_PUSH_TOKEN    an access token with the scope write_repository of a bot of its
                #                        own, for the ledger; protected, and of the environment dns
                #   GATE53_LEDGER_ROOT   what `gate53 log --root` prints after the first apply; it is no
                #                        secret and not protected, since the jobs of merge requests need
                #                        it too. Then a ledger that was deleted or replaced is refused,
                #                        which a fresh clone could not tell by itself
                # >>> Route 53
                #   GATE53_PLAN_ROLE     the ARN of a role that may read
                #   GATE53_APPLY_ROLE    the ARN of a role that may change zones; protected; its trust
                #                        policy asks for the claims of the protected branch
                # <<< Route 53
                #
                # Under Settings, Repository, Protected branches, protect gate53-ledger: only the bot of
                # GATE53_PUSH_TOKEN may push, nobody may merge, no force push. What is in that branch
                # decides what counts as approved and applied. Of the protected branch require approvals,
                # and that its pipelines succeed. With `ledger: {push: required}` in the settings the
                # apply job fails where it can't push. The comment is the bot's of GITLAB_TOKEN: where
                # that is not the account of GATE53_REVIEW_TOKEN, name it as `commenter` in the settings.

                workflow:
                  rules:
                    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
                    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

                default:
                  image:
                    name: $CI_REGISTRY/OWNER/gate53:0.1.0
                    entrypoint: ['']
                  # The runner clones as root, and the image works as a user whom neither git nor gate53
                  # lets trust root's clone by itself.
                  before_script:
                    - git config --global --add safe.directory "$CI_PROJECT_DIR"

                variables:
                  GIT_DEPTH: '0'
                  GIT_SUBMODULE_STRATEGY: none

                .fetch: &fetch
                  # The protected branch, as the server has it: a merge request's pipeline does not fetch it.
                  - git fetch --quiet origin "+refs/heads/$CI_DEFAULT_BRANCH:refs/remotes/origin/$CI_DEFAULT_BRANCH"

                # >>> Route 53
                .identity: &identity
                  # Outside of the builds folder, which the next job may have too, and gone with this one.
                  - umask 077
                  - AWS_WEB_IDENTITY_TOKEN_FILE=$(mktemp "${TMPDIR:-/tmp}/gate53-identity.XXXXXX")
                  - trap 'rm -f "$AWS_WEB_IDENTITY_TOKEN_FILE"' EXIT
                  - printf '%s' "$AWS_ID_TOKEN" >"$AWS_WEB_IDENTITY_TOKEN_FILE"
                  - export AWS_WEB_IDENTITY_TOKEN_FILE
                # <<< Route 53

                gate53-check:
                  stage: test
                  rules:
                    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
                  script:
                    - gate53 check --format gitlab >gate53-check.json
                  artifacts:
                    when: always
                    expire_in: 1 week
                    reports:
                      codequality: gate53-check.json

                gate53-plan:
                  stage: test
                  rules:
                    # In a merge train the check reports; the plan was shown, and nobody is asked twice.
                    - if: $CI_MERGE_REQUEST_EVENT_TYPE == "merge_train"
                      when: never
                    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
                  # >>> Route 53
                  id_tokens:
                    AWS_ID_TOKEN:
                      aud: sts.amazonaws.com
                  # <<< Route 53
                  script:
                    # What is kept below is nothing that the merge request brought along.
                    - rm -rf gate53-plan
                    - *fetch
                    # >>> Route 53
                    - *identity
                    - export AWS_ROLE_ARN="$GATE53_PLAN_ROLE"
                    # <<< Route 53
                    # The plan lies outside of the repository, where no merge request can have put one.
                    - export PLAN="$CI_BUILDS_DIR/gate53-plan-$CI_JOB_ID.json" CODE=0
                    - |
                      gate53 plan --untrusted --branch "$CI_DEFAULT_BRANCH" --changed-since "refs/remotes/origin/$CI_DEFAULT_BRANCH" \
                        --out "$PLAN" || CODE=$?
                    - |
                      if [ -e "$PLAN" ]; then
                        mkdir gate53-plan
                        cp "$PLAN" gate53-plan/plan.json
                        gate53 show "$PLAN" >gate53-plan/plan.txt
                        gate53 comment "$PLAN" --branch "$CI_DEFAULT_BRANCH"
                      fi
                    - exit "$CODE"
                  artifacts:
                    when: always
                    expire_in: 1 month
                    expose_as: DNS plan
                    paths:
                      - gate53-plan/

                gate53-apply:
                  stage: deploy
                  rules:
                    - if: $CI_PIPELINE_SOURCE != "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
                  # One at a time, and never cut off. gate53 waits for a run that is somewhere else.
                  resource_group: gate53-apply
                  interruptible: false
                  environment:
                    name: dns
                  # >>> Route 53
                  id_tokens:
                    AWS_ID_TOKEN:
                      aud: sts.amazonaws.com
                  # <<< Route 53
                  script:
                    - *fetch
                    # After a squash the reviewed commits are on no branch.
                    - git fetch --quiet origin '+refs/merge-requests/*/head:refs/remotes/merge-requests/*'
                    # >>> Route 53
                    - *identity
                    - export AWS_ROLE_ARN="$GATE53_APPLY_ROLE"
                    # <<< Route 53
                    - export GATE53_GIT_TOKEN="$GATE53_PUSH_TOKEN" GITLAB_TOKEN="${GATE53_REVIEW_TOKEN:-${GITLAB_TOKEN:-}}"
                    # Longer than it takes until a run that died is taken over, which is 9 minutes.
                    - gate53 apply --merged --wait 20m --branch "$CI_DEFAULT_BRANCH"

                gate53-drift:
                  stage: test
                  rules:
                    - if: $CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
                  # >>> Route 53
                  id_tokens:
                    AWS_ID_TOKEN:
                      aud: sts.amazonaws.com
                  # <<< Route 53
                  script:
                    - *fetch
                    # >>> Route 53
                    - *identity
                    - export AWS_ROLE_ARN="$GATE53_PLAN_ROLE"
                    # <<< Route 53
                    - gate53 drift --branch "$CI_DEFAULT_BRANCH" --format html --out drift.html
                  artifacts:
                    when: always
                    expire_in: 1 month
                    expose_as: Drift
                    paths:
                      - drift.html

                """##)
    ]
}

extension EmbeddedPipeline {
    /// The files of ci/pipelines/forgejo.
    static let forgejo: [EmbeddedPipeline] = [
        EmbeddedPipeline(
            name: "gate53-drift.yml",
            text: ##"""
                # Checks every night for what was changed outside git: what is served and neither was
                # applied nor waits to be. Fails if there is drift, or a zone can't be checked.
                name: DNS drift

                on:
                  schedule:
                    - cron: '17 3 * * *'
                  workflow_dispatch:

                env:
                  BRANCH: ${{ github.event.repository.default_branch || 'main' }}
                  TOKEN: ${{ github.token }}
                  # Where the ledger begins, and which one it is where somebody said so: no secrets, but
                  # without them a plan would be made by a ledger that the apply job refuses.
                  GATE53_LEDGER_ROOT: ${{ vars.GATE53_LEDGER_ROOT }}
                  GATE53_LEDGER: ${{ vars.GATE53_LEDGER }}

                jobs:
                  drift:
                    runs-on: docker
                    container:
                      image: HOST/OWNER/gate53:0.1.0
                    steps:
                      - name: Check out
                        # The folder may be another user's, whom neither git nor gate53 trusts by itself.
                        run: |
                          git config --global --add safe.directory "$PWD"
                          git init --quiet .
                          git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"
                          header="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)"
                          git -c "http.extraheader=$header" fetch --quiet origin '+refs/heads/*:refs/remotes/origin/*'
                          git -c advice.detachedHead=false checkout --quiet "origin/$BRANCH"
                      - name: Look
                        env:
                          # >>> Route 53
                          AWS_ACCESS_KEY_ID: ${{ secrets.GATE53_PLAN_KEY_ID }}
                          AWS_SECRET_ACCESS_KEY: ${{ secrets.GATE53_PLAN_KEY }}
                          # <<< Route 53
                          GITHUB_TOKEN: ${{ github.token }} # reads the ledger
                        run: gate53 drift --branch "$BRANCH"

                """##),
        EmbeddedPipeline(
            name: "gate53-plan.yml",
            text: ##"""
                # Checks and plans the zones of a pull request, and shows the plan in a comment.
                #
                # A pull request is data: gate53 runs nothing of what is checked out, no step does
                # either, and `--untrusted` has it ask no provider in a way that the protected
                # branch does not say. The credentials can read and nothing else: whoever can push a
                # branch can have a workflow that prints them. For the same reason nothing is applied
                # here, but on a host of its own, by ci/gate53-apply.
                #
                # A pull request from a fork has no secrets and a token that can only read, so it is
                # checked only; an account that may write pushes its branch here to have it planned.
                name: DNS plan

                on:
                  pull_request:

                env:
                  BRANCH: ${{ github.event.repository.default_branch }}
                  HEAD: ${{ github.event.pull_request.head.sha }}
                  PULL_REQUEST: ${{ github.event.pull_request.number }}
                  TOKEN: ${{ github.token }}
                  # Where the ledger begins, and which one it is where somebody said so: no secrets, but
                  # without them a plan would be made by a ledger that the apply job refuses.
                  GATE53_LEDGER_ROOT: ${{ vars.GATE53_LEDGER_ROOT }}
                  GATE53_LEDGER: ${{ vars.GATE53_LEDGER }}

                jobs:
                  check:
                    runs-on: docker
                    container:
                      image: HOST/OWNER/gate53:0.1.0
                    steps:
                      - name: Check out
                        # The folder may be another user's, whom neither git nor gate53 trusts by itself.
                        run: |
                          git config --global --add safe.directory "$PWD"
                          git init --quiet .
                          git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"
                          header="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)"
                          git -c "http.extraheader=$header" fetch --quiet origin "+refs/pull/$PULL_REQUEST/head:refs/remotes/pull/head"
                          git -c advice.detachedHead=false checkout --quiet "$HEAD"
                      - name: Check
                        run: gate53 check

                  plan:
                    if: github.event.pull_request.head.repo.full_name == github.repository
                    runs-on: docker
                    container:
                      image: HOST/OWNER/gate53:0.1.0
                    steps:
                      - name: Check out
                        # The folder may be another user's, whom neither git nor gate53 trusts by itself.
                        run: |
                          git config --global --add safe.directory "$PWD"
                          git init --quiet .
                          git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"
                          header="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)"
                          git -c "http.extraheader=$header" fetch --quiet origin '+refs/heads/*:refs/remotes/origin/*' \
                            "+refs/pull/$PULL_REQUEST/head:refs/remotes/pull/head"
                          git -c advice.detachedHead=false checkout --quiet "$HEAD"
                      - name: Plan
                        env:
                          # >>> Route 53
                          AWS_ACCESS_KEY_ID: ${{ secrets.GATE53_PLAN_KEY_ID }} # may read, see the documentation of Route 53
                          AWS_SECRET_ACCESS_KEY: ${{ secrets.GATE53_PLAN_KEY }}
                          # <<< Route 53
                          GITHUB_TOKEN: ${{ github.token }} # reads the ledger
                        # The plan lies outside of the repository, where no pull request can have put one. The
                        # whole of it is in the log of this step, also where a comment has no room for it.
                        run: |
                          gate53 plan --untrusted --branch "$BRANCH" --changed-since "refs/remotes/origin/$BRANCH" --out "$HOME/gate53-plan.json"
                      - name: Comment
                        # Also where a policy refused the plan; nothing where there is none.
                        if: always()
                        env:
                          GITEA_TOKEN: ${{ github.token }}
                        run: |
                          if [ -e "$HOME/gate53-plan.json" ]; then
                            gate53 comment "$HOME/gate53-plan.json" --branch "$BRANCH"
                          fi

                """##),
    ]
}

extension EmbeddedPipeline {
    /// The files of ci/pipelines/shell.
    static let shell: [EmbeddedPipeline] = [
        EmbeddedPipeline(
            name: "gate53-apply",
            text: ##"""
                #!/bin/sh
                # Applies what was reviewed, once it is on the protected branch: for a pipeline of
                # any kind, or by hand. Exactly what was approved, or nothing.
                #
                # Needs a clone with all of its history, in which the remote's branches are fetched,
                # credentials that can change the zones, and the right to push the ledger's branch.
                # Waits up to 20 minutes for another run to end, which is longer than it takes until
                # one that died is taken over.
                #
                # At Forgejo and Gitea this is how to apply, on a host of its own, from a timer or a
                # webhook, since a secret of a repository there is everybody's who can push a branch:
                # a workflow of that branch can print it. The host has the credentials, the token that
                # reads the reviews (GITEA_TOKEN), and the key or token (GATE53_GIT_TOKEN) of an account
                # that alone may push the branch gate53-ledger: protect that branch for it, and forbid
                # force pushes. The settings name the forge with 'url' and 'repository' under 'review'.
                #
                #   GATE53_REPOSITORY   the clone; the current folder without it
                #   GATE53_BRANCH       the protected branch
                #   GATE53_LEDGER_ROOT  what 'gate53 log --root' prints after the first apply: then a
                #                       ledger that was deleted or replaced is refused, which a fresh
                #                       clone could not tell by itself
                #   GATE53_HEADS        where the forge has the heads of pull requests, which after a
                #                       squash are on no branch: pull, or merge-requests at GitLab; with
                #                       it they and the branches are fetched
                set -eu

                repository=${GATE53_REPOSITORY:-.}
                branch=${GATE53_BRANCH:-main}
                heads=${GATE53_HEADS:-}

                if [ -n "$heads" ]; then
                    git -C "$repository" fetch --quiet origin '+refs/heads/*:refs/remotes/origin/*' \
                        "+refs/$heads/*/head:refs/remotes/$heads/*"
                fi
                exec gate53 apply --merged --wait 20m --repository "$repository" --branch "$branch"

                """##),
        EmbeddedPipeline(
            name: "gate53-drift",
            text: ##"""
                #!/bin/sh
                # Checks for what was changed outside git, for a scheduler of any kind. Ends with 2
                # if there is drift, with 1 if a zone can't be checked.
                #
                #   GATE53_REPOSITORY   the clone; the current folder without it
                #   GATE53_BRANCH       the protected branch
                #   GATE53_LEDGER_ROOT  what 'gate53 log --root' prints, as for gate53-apply
                #   GATE53_STATE        a file that is kept from look to look; with it the branch is
                #                       fetched, and the receivers of the settings are told what is new
                #   GATE53_METRICS      a file for Prometheus' textfile collector, beside GATE53_STATE
                set -eu

                repository=${GATE53_REPOSITORY:-.}
                branch=${GATE53_BRANCH:-main}
                state=${GATE53_STATE:-}
                metrics=${GATE53_METRICS:-}

                if [ -z "$state" ]; then
                    exec gate53 drift --repository "$repository" --branch "$branch"
                fi
                exec gate53 monitor --once --repository "$repository" --branch "$branch" --state "$state" ${metrics:+--metrics "$metrics"}

                """##),
        EmbeddedPipeline(
            name: "gate53-plan",
            text: ##"""
                #!/bin/sh
                # Checks and plans what is checked out, for a pipeline of any kind, or by hand.
                #
                #   gate53-plan [FOLDER]    the plan, and a report in Markdown, in FOLDER
                #
                # Needs a clone with all of its history, in which the remote's branches are fetched,
                # and credentials that can read the zones. What is checked out is data: nothing of it
                # is run. Take this script from the protected branch, not from what it plans.
                #
                #   GATE53_REPOSITORY   the clone to plan; the current folder without it
                #   GATE53_BRANCH       the protected branch
                #   GATE53_LEDGER_ROOT  what 'gate53 log --root' prints, as for gate53-apply
                set -eu

                repository=${GATE53_REPOSITORY:-.}
                branch=${GATE53_BRANCH:-main}
                folder=${1:-$(mktemp -d)}

                gate53 check --repository "$repository"

                # 3 where a policy refuses the plan: it is shown all the same.
                code=0
                gate53 plan --repository "$repository" --untrusted --branch "$branch" --changed-since "refs/remotes/origin/$branch" \
                    --out "$folder/plan.json" || code=$?
                if [ -e "$folder/plan.json" ]; then
                    gate53 show "$folder/plan.json" --format markdown >"$folder/plan.md"
                    echo "The plan is $folder/plan.json, for reviewers $folder/plan.md."
                fi
                exit "$code"

                """##),
    ]
}
