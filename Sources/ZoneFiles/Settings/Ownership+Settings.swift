package import ZonePlanning

extension Ownership {
    /// What is git's of a zone.
    ///
    /// - Parameters:
    ///   - desired: the declared zone, as its provider takes it; see ``Servability``.
    ///   - settings: what the settings say of the zone.
    package init(of desired: DesiredZone, by settings: ZoneSettings) {
        self.init(of: desired, ignoring: settings.ignore, besides: settings.dynamic)
    }
}
