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
                      contents: write # the ledger's branch
                      pull-requests: read # the approvals
                      # >>> Route 53
                      id-token: write # the identity that AWS gives the role to
                      # <<< Route 53
                    steps:
                      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                        with:
                          fetch-depth: 0
                      - name: Fetch the reviewed commits
                        # After a squash they are on no branch.
                        run: git fetch --quiet origin '+refs/pull/*/head:refs/remotes/pull/*'
                      - name: Apply
                        env:
                          # >>> Route 53
                          AWS_ROLE_ARN: ${{ vars.GATE53_APPLY_ROLE }}
                          # <<< Route 53
                          GITHUB_TOKEN: ${{ github.token }}
                        run: gate53 apply --merged --wait 10m --branch "$BRANCH"

                """##),
        EmbeddedPipeline(
            name: "gate53-drift.yml",
            text: ##"""
                # Looks every night for what was changed without git: what is served and neither was
                # applied nor waits to be. The report is the summary of the run. Fails, and so tells
                # whoever watches this repository, where there is drift, or a zone can't be looked at.
                name: DNS drift

                on:
                  schedule:
                    - cron: '17 3 * * *'
                  workflow_dispatch:

                permissions: {}

                env:
                  BRANCH: ${{ github.event.repository.default_branch }}

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
                name: DNS plan

                on:
                  pull_request:
                  workflow_dispatch:
                    inputs:
                      pull-request:
                        description: The number of the pull request to plan
                        required: true

                permissions: {}

                concurrency:
                  group: gate53-plan-${{ github.event.pull_request.number || inputs.pull-request }}
                  cancel-in-progress: true

                env:
                  BRANCH: ${{ github.event.repository.default_branch }}
                  PULL_REQUEST: ${{ github.event.pull_request.number || inputs.pull-request }}

                jobs:
                  check:
                    if: github.event_name == 'pull_request'
                    runs-on: ubuntu-24.04
                    timeout-minutes: 10
                    container: ghcr.io/OWNER/gate53:0.1.0
                    permissions:
                      contents: read
                    steps:
                      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                        with:
                          ref: ${{ github.event.pull_request.head.sha }}
                          persist-credentials: false
                      - name: Check
                        run: gate53 check --format github

                  plan:
                    if: github.event_name == 'workflow_dispatch' || github.event.pull_request.head.repo.full_name == github.repository
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
                        # The plan lies outside of the repository, where no pull request can have put one.
                        run: |
                          gate53 plan --untrusted --branch "$BRANCH" --changed-since "refs/remotes/origin/$BRANCH" --out "$RUNNER_TEMP/plan.json"
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
                # looks for drift in scheduled pipelines.
                #
                # A merge request is data: gate53 runs nothing of what is checked out, no job does
                # either, and `--untrusted` has it ask no provider in a way that the protected
                # branch does not say. A merge request from a fork runs in the fork's project, which
                # has none of the variables below; a member runs its pipeline in this project.
                #
                # Variables of the project:
                #   GITLAB_TOKEN        an access token with the scope api, for the comment and the approvals
                #   GATE53_PUSH_TOKEN   an access token with the scope write_repository, for the ledger; protected
                # >>> Route 53
                #   GATE53_PLAN_ROLE    the ARN of a role that may read
                #   GATE53_APPLY_ROLE   the ARN of a role that may change zones; protected
                # <<< Route 53

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
                  - umask 077
                  - printf '%s' "$AWS_ID_TOKEN" >"$CI_BUILDS_DIR/gate53-identity"
                  - export AWS_WEB_IDENTITY_TOKEN_FILE="$CI_BUILDS_DIR/gate53-identity"
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
                    - export GATE53_GIT_TOKEN="$GATE53_PUSH_TOKEN"
                    - gate53 apply --merged --wait 10m --branch "$CI_DEFAULT_BRANCH"

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
            name: "gate53-apply.yml",
            text: ##"""
                # Applies what was reviewed, once it is on the protected branch.
                #
                # gate53 finds the plan that was made for the merged zone files, holds the approvals
                # against it, and applies exactly that or nothing.
                name: DNS apply

                on:
                  push:
                    branches: [main]
                  workflow_dispatch:

                # One at a time, and never cut off; where the runner does not know this, gate53 itself
                # waits, for ten minutes.
                concurrency:
                  group: gate53-apply
                  cancel-in-progress: false

                env:
                  BRANCH: ${{ github.event.repository.default_branch }}
                  TOKEN: ${{ github.token }}

                jobs:
                  apply:
                    if: github.ref_name == github.event.repository.default_branch
                    runs-on: docker
                    container:
                      image: HOST/OWNER/gate53:0.1.0
                    steps:
                      - name: Check out
                        # With the reviewed commits, which after a squash are on no branch. The folder may be
                        # another user's, whom neither git nor gate53 trusts by itself.
                        run: |
                          git config --global --add safe.directory "$PWD"
                          git init --quiet .
                          git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"
                          header="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)"
                          git -c "http.extraheader=$header" fetch --quiet origin '+refs/heads/*:refs/remotes/origin/*' \
                            '+refs/pull/*/head:refs/remotes/pull/*'
                          git -c advice.detachedHead=false checkout --quiet "$GITHUB_SHA"
                      - name: Apply
                        env:
                          # >>> Route 53
                          AWS_ACCESS_KEY_ID: ${{ secrets.GATE53_APPLY_KEY_ID }}
                          AWS_SECRET_ACCESS_KEY: ${{ secrets.GATE53_APPLY_KEY }}
                          # <<< Route 53
                          GITHUB_TOKEN: ${{ github.token }} # reads the approvals, and writes the ledger's branch
                        run: gate53 apply --merged --wait 10m --branch "$BRANCH"

                """##),
        EmbeddedPipeline(
            name: "gate53-drift.yml",
            text: ##"""
                # Looks every night for what was changed without git: what is served and neither was
                # applied nor waits to be. Fails where there is drift, or a zone can't be looked at.
                name: DNS drift

                on:
                  schedule:
                    - cron: '17 3 * * *'
                  workflow_dispatch:

                env:
                  BRANCH: ${{ github.event.repository.default_branch || 'main' }}
                  TOKEN: ${{ github.token }}

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
                # branch does not say. The credentials can read and nothing else.
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
                # Waits up to ten minutes for another run to end.
                #
                #   GATE53_REPOSITORY   the clone; the current folder without it
                #   GATE53_BRANCH       the protected branch
                set -eu

                repository=${GATE53_REPOSITORY:-.}
                branch=${GATE53_BRANCH:-main}

                exec gate53 apply --merged --wait 10m --repository "$repository" --branch "$branch"

                """##),
        EmbeddedPipeline(
            name: "gate53-drift",
            text: ##"""
                #!/bin/sh
                # Looks for what was changed without git, for a scheduler of any kind. Ends with 2
                # where there is drift, with 1 where a zone can't be looked at.
                #
                #   GATE53_REPOSITORY   the clone; the current folder without it
                #   GATE53_BRANCH       the protected branch
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
