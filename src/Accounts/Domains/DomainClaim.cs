namespace Parley.Accounts;

/// <summary>A domain that a tenant says is its own.</summary>
/// <param name="Hash">Of the domain, keyed.</param>
/// <param name="Text">What the tenant puts into the domain's DNS.</param>
/// <param name="MissingSince">Since when the text of a proven domain is not found any more.</param>
internal sealed record DomainClaim(
    string Id, string Hash, string Domain, string Text, DateTimeOffset CreatedAt, DateTimeOffset? CheckedAt, DateTimeOffset? VerifiedAt,
    DateTimeOffset? MissingSince, DateTimeOffset? SuspendedAt)
{
    private const string Label = "_parley-challenge";

    /// <summary>Where the text is looked for.</summary>
    public string RecordName => $"{Label}.{Domain}";

    /// <summary>Whether the domain is the tenant's now.</summary>
    public bool Holds => VerifiedAt is not null && SuspendedAt is null;

    public static string NewText() => TokenText.New("parley-verification=");
}

/// <summary>The record that proves a domain.</summary>
/// <param name="Name">The whole name, such as <c>_parley-challenge.example.com</c>.</param>
/// <param name="Type">Always <c>TXT</c>.</param>
public sealed record DomainRecord(string Name, string Type, string Value);

/// <summary>A claimed domain as admins see it.</summary>
/// <param name="Domain">In lower case, other scripts as A-labels.</param>
/// <param name="State">
/// <c>pending</c>; <c>verified</c>; <c>missing</c>: verified, but the record was not found at the last look, and <c>suspends_at</c> says until when it
/// counts; <c>suspended</c>.
/// </param>
/// <param name="Record">What is published in the domain's DNS, and stays there.</param>
public sealed record DomainView(
    string Id, string Domain, string State, DomainRecord Record, DateTimeOffset CreatedAt,
    DateTimeOffset? CheckedAt, DateTimeOffset? VerifiedAt, DateTimeOffset? MissingSince,
    DateTimeOffset? SuspendsAt, DateTimeOffset? SuspendedAt)
{
    internal static DomainView Of(DomainClaim claim, TimeSpan grace) => new(
        claim.Id, claim.Domain, StateOf(claim), new(claim.RecordName, "TXT", claim.Text), claim.CreatedAt, claim.CheckedAt, claim.VerifiedAt,
        claim.MissingSince, claim is { Holds: true, MissingSince: { } missing } ? missing + grace : null, claim.SuspendedAt);

    private static string StateOf(DomainClaim claim) => claim switch
    {
        { VerifiedAt: null } => "pending",
        { SuspendedAt: not null } => "suspended",
        { MissingSince: not null } => "missing",
        _ => "verified",
    };
}

/// <summary>What the audit trail tells of domains.</summary>
internal static class DomainActions
{
    public const string Claimed = "domain.claimed";
    public const string Verified = "domain.verified";
    public const string VerificationFailed = "domain.verification_failed";
    public const string ProofMissing = "domain.proof_missing";
    public const string ProofFound = "domain.proof_found";
    public const string Suspended = "domain.suspended";
    public const string Released = "domain.released";
}
