using System.Collections.Frozen;

namespace Parley.Accounts;

/// <summary>Where an origin is on the lists of this installation.</summary>
public readonly record struct OriginStanding
{
    private readonly FrozenSet<string>? _tenants;

    internal OriginStanding(FrozenSet<string>? tenants) => _tenants = tenants;

    /// <summary>Whether any tenant allows it.</summary>
    public bool IsListed => _tenants is not null;

    public bool IsAllowedBy(TenantId tenant) => _tenants?.Contains(tenant.Value) == true;
}

/// <summary>
/// Which origins which tenants allow, all in memory: browsers ask before every call, and what strangers ask must cost next to nothing.
/// A change here counts at once, one on another node after five seconds at most.
/// </summary>
public sealed class AllowedOrigins : IDisposable
{
    /// <summary>Signal topic: a tenant's list was changed.</summary>
    internal const string Topic = "accounts.origins";

    private const string HashPurpose = "allowed-origins";
    private const int Longest = 300;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly SystemDatabase _system;
    private readonly InstallationSecret _secret;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Lists? _lists;
    private long _generation;

    internal AllowedOrigins(SystemDatabase system, InstallationSecret secret, Signals signals, TimeProvider time)
    {
        (_system, _secret, _time) = (system, secret, time);
        _subscription = signals.Subscribe(Topic, _ => Forget());
    }

    /// <param name="origin">As a browser's <c>Origin</c> header has it.</param>
    public async ValueTask<OriginStanding> FindAsync(string origin, CancellationToken cancellationToken)
    {
        var lists = _lists is { } known && _time.GetElapsedTime(known.At) < Fresh ? known : await LoadAsync(cancellationToken);
        return lists.Tenants.Count == 0 || origin.Length > Longest
            ? default
            : new(lists.Tenants.GetValueOrDefault(await HashAsync(origin, cancellationToken)));
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _gate.Dispose();
    }

    internal ValueTask<string> HashAsync(string origin, CancellationToken cancellationToken) => _secret.HashAsync(HashPurpose, origin, cancellationToken);

    internal void Forget()
    {
        Interlocked.Increment(ref _generation);
        _lists = null;
    }

    private async Task<Lists> LoadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_lists is { } known && _time.GetElapsedTime(known.At) < Fresh)
            {
                return known;
            }

            // What is read while somebody changes a list counts for this one look only.
            var (at, generation) = (_time.GetTimestamp(), Volatile.Read(ref _generation));
            await using var connection = await _system.OpenAsync(cancellationToken);
            var rows = await connection.QueryAsync<Row>("select origin_hash as Hash, tenant_id as Tenant from sys_origins");
            var read = new Lists(at, rows.GroupBy(row => row.Hash, row => row.Tenant, StringComparer.Ordinal)
                .ToFrozenDictionary(group => group.Key, group => group.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal));
            _lists = generation == Volatile.Read(ref _generation) ? read : null;
            return read;
        }
        finally
        {
            _gate.Release();
        }
    }

    private sealed record Lists(long At, FrozenDictionary<string, FrozenSet<string>> Tenants);

    private sealed record Row(string Hash, string Tenant);
}
