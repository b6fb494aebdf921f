using System.Net;

namespace Parley.Accounts;

/// <summary>
/// Tells the audit trail of tokens that prove nothing: forged, made for something else, lapsed, or of a session that has ended. What a stranger can
/// send without end is counted in memory and written down once a minute: one event for each kind and network address, with how often.
/// </summary>
/// <remarks>
/// Only a token that one of our keys has signed says by itself whose it is, and is told in its tenant's trail. The others name whatever their maker
/// liked, and are told in that of the default tenant, whose owner runs the installation.
/// </remarks>
internal sealed class RefusedTokens(TenantDatabase database, Tenants tenants, InstallationSecret secret, AuditTrail audit)
{
    /// <summary>Beyond these a kind's addresses are counted together.</summary>
    public const int MostAddresses = 20;

    private static readonly Actor Stranger = new("anonymous", null);

    private readonly Lock _gate = new();
    private Dictionary<Entry, long> _counts = [];

    /// <param name="kind">What was wrong, one of <see cref="TokenFaults"/>.</param>
    /// <param name="tenant">Whose token it was, where a signature of ours says so.</param>
    public void Note(string kind, TenantId? tenant, IPAddress? from) =>
        Note(new(kind, tenant?.Value, Origins.NameOf(from, secret.Known(Origins.Purpose))));

    /// <inheritdoc cref="Note(string, TenantId?, IPAddress?)"/>
    public void Note(string kind, Actor by) => Note(new(kind, null, by.Origin));

    /// <summary>Writes what was counted since the last call.</summary>
    public async Task WriteDownAsync(CancellationToken cancellationToken)
    {
        Dictionary<Entry, long> counts;
        lock (_gate)
        {
            (counts, _counts) = (_counts, []);
        }

        foreach (var told in counts.GroupBy(count => count.Key.Tenant))
        {
            var named = told.Key is { } id ? new TenantScope(new(id)) : null;
            var known = named is not null && await tenants.FindAsync(named, cancellationToken) is not null ? named : await tenants.DefaultAsync(cancellationToken);
            if (known is not null)
            {
                await WriteAsync(known, [.. told], cancellationToken);
            }
        }
    }

    private Task WriteAsync(TenantScope tenant, IReadOnlyList<KeyValuePair<Entry, long>> counts, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                foreach (var (entry, count) in counts)
                {
                    await audit.WriteAsync(
                        connection, Stranger with { Origin = entry.Origin }, AuditActions.TokenRefused, null, ("reason", entry.Kind), ("count", $"{count}"));
                }
            },
            Durability.Process,
            cancellationToken);

    private void Note(Entry entry)
    {
        lock (_gate)
        {
            var counted = _counts.ContainsKey(entry) || _counts.Keys.Count(other => other.Kind == entry.Kind && other.Origin is not null) < MostAddresses
                ? entry
                : entry with { Origin = null };
            _counts[counted] = _counts.GetValueOrDefault(counted) + 1;
        }
    }

    private sealed record Entry(string Kind, string? Tenant, string? Origin);
}

/// <summary>What can be wrong with a token, as the audit trail is told.</summary>
internal static class TokenFaults
{
    /// <summary>It is no token at all.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>It is unsigned, or signed in a way that is not taken.</summary>
    public const string Algorithm = "algorithm";

    public const string KeyUnknown = "key_unknown";
    public const string Signature = "signature";

    /// <summary>Signed by us, and made for something else.</summary>
    public const string Purpose = "purpose";

    public const string Expired = "expired";

    /// <summary>Its session, or its user, has ended.</summary>
    public const string SessionEnded = "session_ended";

    /// <summary>A refresh token that continues nothing.</summary>
    public const string Refresh = "refresh_token";
}
