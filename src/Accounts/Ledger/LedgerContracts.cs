namespace Parley.Accounts;

/// <summary>What is asked of the ledger before a model is called.</summary>
public sealed record ReservationRequest
{
    /// <summary>The turn that the call serves; null for work outside of turns, such as ingestion.</summary>
    public TurnId? Turn { get; init; }

    /// <summary>On whose behalf; null for the tenant's own work.</summary>
    public SubjectId? Subject { get; init; }

    /// <summary>The API key that it is made with; null when a person is signed in, and for the tenant's own work.</summary>
    public ApiKeyId? Key { get; init; }

    /// <summary>The groups of the person on whose behalf it is.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>What the call is for: <c>chat</c>, <c>title</c>, <c>summary</c>, <c>embedding</c> …</summary>
    public required string Purpose { get; init; }

    /// <summary>The experiment that the call is part of; null for none.</summary>
    public string? Experiment { get; init; }

    /// <summary>Its variant.</summary>
    public string? Variant { get; init; }

    /// <summary>The deployment's name.</summary>
    public required string Deployment { get; init; }

    public required string Model { get; init; }

    /// <summary>A proven bound of what the call can cost.</summary>
    public required Money WorstCase { get; init; }

    /// <summary>A proven bound of the tokens that the call can use, input and output together.</summary>
    public long WorstCaseTokens { get; init; }

    /// <summary>How much shorter the answer may be, where a budget does not hold the worst case; null when the call is made whole or not at all.</summary>
    public AnswerRoom? Room { get; init; }

    /// <summary>After this long the call counts as lost, and its worst case is charged. Longer than any call may take; default 15 minutes.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>The part of a call's worst case that its answer is: with fewer tokens the call can still be made.</summary>
/// <param name="Tokens">As many as the answer may have; they are part of <see cref="ReservationRequest.WorstCaseTokens"/>.</param>
/// <param name="Least">Below this no answer is worth its call.</param>
/// <param name="CostOf">The worst case of the whole call, by the tokens of its answer; it rises with them.</param>
public sealed record AnswerRoom(long Tokens, long Least, Func<long, Money> CostOf);

/// <summary>Money set aside for one call. It ends by <see cref="Ledger.SettleAsync"/> or <see cref="Ledger.ReleaseAsync"/>, else by the sweep.</summary>
/// <param name="Id">Also the id of the usage record that the settlement writes.</param>
/// <param name="Request">What was set aside; its <see cref="ReservationRequest.Room"/> may be smaller than what was asked for.</param>
public sealed record Reservation(Id<LedgerIds.Usage> Id, TenantScope Tenant, ReservationRequest Request);

/// <summary>What a call used in truth.</summary>
public sealed record ActualUsage
{
    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>Of the input tokens those that the provider had cached.</summary>
    public long CachedTokens { get; init; }

    public required Money Cost { get; init; }

    public TimeSpan Latency { get; init; }

    /// <summary>True when the provider did not report usage and it was computed from the sent and received text.</summary>
    public bool Estimated { get; init; }

    /// <summary>How the attempt ended, such as <c>completed</c>, <c>cancelled</c>, <c>failed</c>.</summary>
    public required string Outcome { get; init; }
}

/// <summary>The ledger's kinds of ids.</summary>
public static class LedgerIds
{
    public sealed class Entry : IIdKind { public static string Prefix => "entry"; }

    public sealed class Transaction : IIdKind { public static string Prefix => "txn"; }

    /// <summary>A reservation and the usage record that it becomes.</summary>
    public sealed class Usage : IIdKind { public static string Prefix => "usage"; }
}
