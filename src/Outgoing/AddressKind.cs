namespace Parley.Outgoing;

/// <summary>Where an address leads, as far as it tells.</summary>
public enum AddressKind
{
    /// <summary>A place on the public internet.</summary>
    Public,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>A network of somebody's own: RFC 1918, carrier-grade NAT, unique local, benchmarking.</summary>
    Private,

    /// <summary>The cable that this machine is on.</summary>
    LinkLocal,

    /// <summary>The service from which a machine in a cloud gets its credentials.</summary>
    Metadata,

    /// <summary>No place that a call should go to: unspecified, multicast, broadcast, documentation, tunnels, not assigned.</summary>
    Reserved,
}
