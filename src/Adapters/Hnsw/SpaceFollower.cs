using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Hnsw;

/// <summary>Keeps this node's graphs up to date behind the scenes: one space after the other, as their changes are committed on any node.</summary>
internal sealed class SpaceFollower : BackgroundService
{
    private const string Topic = "vectors";
    private readonly Channel<(TenantScope Tenant, string Id)> _waiting = Channel.CreateUnbounded<(TenantScope, string)>();
    private readonly HashSet<string> _listed = [];
    private readonly OpenSpaces _spaces;
    private readonly TenantDatabase _database;
    private readonly SystemDatabase _system;
    private readonly ILogger<SpaceFollower> _logger;
    private readonly IDisposable _subscription;

    public SpaceFollower(OpenSpaces spaces, TenantDatabase database, SystemDatabase system, Signals signals, ILogger<SpaceFollower> logger)
    {
        (_spaces, _database, _system, _logger) = (spaces, database, system, logger);
        _subscription = signals.Subscribe(Topic, key =>
        {
            // A lost signal costs nothing but time: whoever searches sees that the graph is behind.
            if (key.Split(' ') is [var tenant, var id])
            {
                Follow(new TenantScope(new TenantId(tenant)), id);
            }
        });
    }

    public static void FollowOnCommit(TenantConnection connection, string id) => connection.NotifyOnCommit(Topic, $"{connection.Tenant.Value} {id}");

    /// <summary>Brings a space up to date soon.</summary>
    public void Follow(TenantScope tenant, string id)
    {
        lock (_listed)
        {
            if (_listed.Add(id))
            {
                _waiting.Writer.TryWrite((tenant, id));
            }
        }
    }

    /// <summary>Deletes the files of spaces that were removed while this node did not run.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            // First the files, then the rows: a space that comes into being meanwhile is not taken for a removed one.
            var files = _spaces.OnDisk;
            await using var connection = await _system.OpenAsync(cancellationToken);
            foreach (var id in files.Except(await SpaceStore.AllAsync(connection)))
            {
                _spaces.Forget(id);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.NotSwept(exception);
        }
    }

    /// <summary>Does what is waiting.</summary>
    public async Task FollowAllAsync(CancellationToken cancellationToken)
    {
        while (_waiting.Reader.TryRead(out var next))
        {
            await FollowAsync(next.Tenant, next.Id, cancellationToken);
        }
    }

    public override void Dispose()
    {
        _subscription.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await SweepAsync(stoppingToken);
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await FollowAllAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not followed is, when the node runs again and somebody searches.
        }
    }

    private async Task FollowAsync(TenantScope tenant, string id, CancellationToken cancellationToken)
    {
        lock (_listed)
        {
            _listed.Remove(id);
        }

        try
        {
            if (await FindAsync(tenant, id, cancellationToken) is not { } row || !await CatchUpAsync(tenant, row, cancellationToken))
            {
                _spaces.Forget(id);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.SpaceNotFollowed(id, exception);
        }
    }

    private async Task<bool> CatchUpAsync(TenantScope tenant, SpaceRow row, CancellationToken cancellationToken)
    {
        using var lease = _spaces.Rent(tenant, row);
        var behind = row.Changes - lease.Space.Mark;
        // To find places in a graph is work of the processor: not on the thread of whoever waits for the channel.
        var isThere = await Task.Run(() => lease.Space.CatchUpAsync(cancellationToken), cancellationToken);
        _logger.SpaceFollowed(id: row.Id, behind);
        return isThere;
    }

    private async Task<SpaceRow?> FindAsync(TenantScope tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        return await SpaceStore.FindAsync(connection, id);
    }
}
