namespace Parley.Safety;

/// <summary>A policy as it is kept.</summary>
/// <param name="Version">Counts its changes from 1.</param>
public sealed record KeptPolicy(PolicyId Id, Policy Policy, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
