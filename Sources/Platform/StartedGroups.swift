internal import Glibc

/// The process groups that programs of ours lead at this moment.
package enum StartedGroups {
    private static let leaders = LockedValue<Set<pid_t>>([])

    static func add(_ leader: pid_t) { leaders.locked { _ = $0.insert(leader) } }

    static func remove(_ leader: pid_t) { leaders.locked { _ = $0.remove(leader) } }

    /// Tells all of them that their session is over, for a process that ends at once.
    package static func hangUp() {
        leaders.locked { leaders in
            for leader in leaders { kill(-leader, SIGHUP) }
        }
    }
}
