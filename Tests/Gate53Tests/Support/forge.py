#!/usr/bin/env python3
"""A forge on loopback, with the part of its REST interface that gate53 uses, and people who use it.

The same pull requests are at GitHub's interface, below /api/v1 at Gitea's, and below /api/v4 at GitLab's.

    forge.py serve STATE PORTFILE          until its standard input ends
    forge.py open STATE NUMBER ACCOUNT COMMIT [BASE]
    forge.py push STATE NUMBER COMMIT
    forge.py review STATE NUMBER ACCOUNT [STATE_WORD [COMMIT]]
    forge.py message STATE NUMBER TEXT     the message of the pull request's commits
    forge.py merge STATE NUMBER COMMIT
    forge.py edit STATE NUMBER OLD NEW     edits the plan comment
    forge.py comments STATE NUMBER         shows the comments
    forge.py fault STATE WORD              down, html or withdraw: reviews are dismissed once they were read

Every act takes ten seconds. The token of the account dns-bot is "token".
"""

import datetime
import http.server
import json
import pathlib
import re
import sys
import threading


def load(path):
    text = pathlib.Path(path).read_text(encoding="utf-8") if pathlib.Path(path).exists() else ""
    return json.loads(text) if text else {"clock": 0, "pulls": {}, "fault": ""}


def save(path, state):
    pathlib.Path(path).write_text(json.dumps(state), encoding="utf-8")


def tick(state):
    state["clock"] += 10
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=state["clock"])
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def user(name):
    return {"login": name, "id": sum(name.encode()), "type": "Bot" if name.endswith("bot") else "User"}


def gitlab_user(name):
    return {"id": sum(name.encode()), "username": name, "state": "active", "bot": False}


def gitlab_note(comment):
    return {
        "id": comment["id"], "author": gitlab_user(comment["user"]["login"]), "body": comment["body"],
        "system": False, "updated_at": comment["updated_at"],
    }


def with_commit(state, commit):
    """The pull requests that a commit is of, or came in by, with their numbers."""
    return [
        (int(number), pull) for number, pull in state["pulls"].items() if commit in [*pull["heads"], pull["merged"]]
    ]


def act(arguments):
    verb, path, *rest = arguments
    state = load(path)
    if verb == "fault":
        state["fault"] = rest[0]
        return save(path, state)
    number = rest[0]
    if verb == "open":
        state["pulls"][number] = {
            "author": rest[1], "heads": [rest[2]], "base": (rest[3:] or ["main"])[0], "merged": None, "reviews": [],
            "comments": [],
        }
    pull = state["pulls"][number]
    now = tick(state)
    if verb == "open":
        pull["moved"] = [now]
    elif verb == "push":
        pull["heads"].append(rest[1])
        pull["moved"].append(now)
    elif verb == "review":
        pull["reviews"].append(
            {
                "id": 80 + len(pull["reviews"]), "user": user(rest[1]), "state": (rest[2:] or ["APPROVED"])[0],
                "commit_id": rest[3] if rest[3:] else pull["heads"][-1], "submitted_at": now,
            })
    elif verb == "message":
        pull["message"] = rest[1]
    elif verb == "merge":
        pull["merged"] = rest[1]
    elif verb == "edit":
        comment = pull["comments"][0]
        comment["body"], comment["updated_at"] = comment["body"].replace(rest[1], rest[2]), now
    elif verb == "comments":
        for comment in pull["comments"]:
            print(f'{comment["user"]["login"]}:')
            body = re.sub(r"(?m)^(<!-- gate53 plan )[A-Za-z0-9+/=]{100,}( -->)$", r"\1<base64>\2", comment["body"])
            print(re.sub(r"\b[0-9a-f]{40,64}\b", "<hex>", body), end="")
    return save(path, state)


# What whoever looks whether all is set up is told of the repository, by path.
LOOKED_AT = {
    "/repos/org/dns": {"permissions": {"push": True}},
    "/repos/org/dns/branches/main": {"protected": True},
    "/repos/org/dns/branches/main/protection": {
        "required_pull_request_reviews": {"required_approving_review_count": 1}, "enforce_admins": {"enabled": False},
        "allow_force_pushes": {"enabled": False}, "allow_deletions": {"enabled": False},
    },
    "/repos/org/dns/branches/gate53-ledger": {"protected": False},
    "/repos/org/dns/rules/branches/main": [],
    "/repos/org/dns/rules/branches/gate53-ledger": [{"type": "non_fast_forward"}, {"type": "deletion"}],
    "/users/rita": user("rita"),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state_path = ""
    lock = threading.Lock()

    def log_message(self, *_):
        pass

    def answer(self, status, value):
        body = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        with self.lock:
            state = load(self.state_path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            if state["fault"] == "down":
                return self.answer(500, "{}")
            if state["fault"] == "html":
                return self.answer(200, "<html><body>Sign in</body></html>")
            path = self.path.split("?")[0]
            if path.startswith("/api/v4/"):
                ask, header, token = self.gitlab, "PRIVATE-TOKEN", "token"
            elif path.startswith("/api/v1/"):
                ask, header, token = self.gitea, "Authorization", "token token"
            else:
                ask, header, token = self.resource, "Authorization", "Bearer token"
            if self.headers.get(header) != token:
                return self.answer(401, {"message": "Bad credentials"})
            page = re.search(r"[?&]page=([0-9]+)", self.path)
            # All there is stands on the first page.
            found = [] if page and int(page[1]) > 1 else ask(state, path, body)
            save(self.state_path, state)
        if found is None:
            return self.answer(404, {"message": "Not Found"})
        return self.answer(201 if self.command == "POST" else 200, found)

    do_GET = do_POST = do_PATCH = do_PUT = handle_any

    def gitea(self, state, path, body):
        path = path.removeprefix("/api/v1")
        if match := re.fullmatch(r"/repos/org/dns/commits/([0-9a-f]{40})/pull", path):
            found = with_commit(state, match[1])
            return {"number": found[0][0], "merged": bool(found[0][1]["merged"])} if found else None
        answer = self.resource(state, path, body)
        if re.fullmatch(r".*/pulls/[0-9]+/reviews", path):
            head = state["pulls"][path.split("/")[-2]]["heads"][-1]
            return [
                {**review, "stale": review["commit_id"] != head, "dismissed": review["state"] == "DISMISSED"}
                for review in answer
            ]
        return answer

    def gitlab(self, state, path, body):
        path = path.removeprefix("/api/v4")
        if path == "/user":
            return gitlab_user("dns-bot")
        pulls = state["pulls"]
        if match := re.fullmatch(r"/users/([0-9]+)", path):
            names = {review["user"]["login"] for pull in pulls.values() for review in pull["reviews"]}
            return next((gitlab_user(name) for name in names if sum(name.encode()) == int(match[1])), None)
        if match := re.fullmatch(r"/projects/org%2Fdns/repository/commits/([0-9a-f]{40})/merge_requests", path):
            return [
                {"iid": number, "state": "merged" if pull["merged"] else "opened"}
                for number, pull in with_commit(state, match[1])
            ]
        match = re.fullmatch(r"/projects/org%2Fdns/merge_requests/([0-9]+)(?:/(\w+))?(?:/([0-9]+))?", path)
        if not match or match[1] not in pulls:
            return None
        pull = pulls[match[1]]
        if match[2] is None:
            return {
                "iid": int(match[1]), "state": "merged" if pull["merged"] else "opened", "sha": pull["heads"][-1],
                "target_branch": pull["base"], "author": gitlab_user(pull["author"]),
                "web_url": f"https://gitlab.example.com/org/dns/-/merge_requests/{match[1]}",
            }
        if match[2] == "commits":
            address = f'{pull["author"]}@example.com'
            return [
                {
                    "id": head, "message": pull.get("message", "Change"), "author_email": address,
                    "committer_email": address,
                }
                for head in pull["heads"]
            ]
        if match[2] == "versions":
            return [
                {"id": index + 1, "head_commit_sha": head, "created_at": moved}
                for index, (head, moved) in enumerate(zip(pull["heads"], pull["moved"]))
            ]
        if match[2] == "approvals":
            # Of the merge request, not of a commit; the last one of an account stands.
            standing = {
                review["user"]["login"]: review["submitted_at"]
                for review in pull["reviews"]
                if review["state"] == "APPROVED"
            }
            return {
                "approved_by": [
                    {"user": gitlab_user(name), "approved_at": moment} for name, moment in standing.items()
                ]
            }
        if match[2] == "reviewers":
            last = {review["user"]["login"]: review["state"] for review in pull["reviews"]}
            return [
                {"user": gitlab_user(name), "state": "approved" if word == "APPROVED" else "requested_changes"}
                for name, word in last.items()
            ]
        if match[2] != "notes":
            return None
        if match[3]:
            answer = self.resource(state, f"/repos/org/dns/issues/comments/{match[3]}", body)
        else:
            answer = self.resource(state, f"/repos/org/dns/issues/{match[1]}/comments", body)
        if isinstance(answer, list):
            return [gitlab_note(comment) for comment in answer]
        return gitlab_note(answer) if answer else None

    def resource(self, state, path, body):
        if path == "/user":
            return user("dns-bot")
        if path in LOOKED_AT:
            return LOOKED_AT[path]
        if path == "/repos/org/dns/pulls":
            return [{"number": int(number)} for number in state["pulls"]]
        if match := re.fullmatch(r"/repos/org/dns/commits/([0-9a-f]{40})/pulls", path):
            return [
                {"number": number, "merged_at": "2026-01-01T00:00:00Z" if pull["merged"] else None}
                for number, pull in with_commit(state, match[1])
            ]
        if match := re.fullmatch(r"/repos/org/dns/issues/comments/([0-9]+)", path):
            for pull in state["pulls"].values():
                for comment in pull["comments"]:
                    if comment["id"] == int(match[1]):
                        comment["body"], comment["updated_at"] = body["body"], tick(state)
                        return comment
            return None
        match = re.fullmatch(r"/repos/org/dns/(pulls|issues)/([0-9]+)(?:/(\w+))?", path)
        if not match or match[2] not in state["pulls"]:
            return None
        number, pull = match[2], state["pulls"][match[2]]
        if match[3] is None:
            return {
                "number": int(number), "merged": bool(pull["merged"]), "commits": len(pull["heads"]),
                "user": user(pull["author"]), "head": {"ref": "change", "sha": pull["heads"][-1]},
                "base": {"ref": pull["base"], "sha": "0" * 40},
            }
        if match[3] == "commits":
            person = {"name": pull["author"], "email": f'{pull["author"]}@example.com'}
            return [
                {
                    "sha": head, "author": user(pull["author"]), "committer": user(pull["author"]),
                    "commit": {"author": person, "committer": person, "message": pull.get("message", "Change")},
                }
                for head in pull["heads"]
            ]
        if match[3] == "reviews":
            reviews = json.loads(json.dumps(pull["reviews"]))
            if state["fault"] == "withdraw":
                for review in pull["reviews"]:
                    review["state"] = "DISMISSED"
            return reviews
        if self.command == "POST":
            pull["comments"].append(
                {
                    "id": 500 + len(pull["comments"]), "user": user("dns-bot"), "body": body["body"],
                    "updated_at": tick(state),
                })
            return pull["comments"][-1]
        return pull["comments"]


def serve(state_path, port_file):
    Handler.state_path = state_path
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pathlib.Path(port_file + ".new").write_text(str(server.server_address[1]), encoding="utf-8")
    pathlib.Path(port_file + ".new").rename(port_file)
    sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(*sys.argv[2:])
    else:
        act(sys.argv[1:])
