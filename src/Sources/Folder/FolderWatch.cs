using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Sources.Store;
using Parley.Storage;

namespace Parley.Sources.Folder;

/// <summary>
/// Starts a run soon after something changed in a watched folder. A hint and no more: what the system does not tell, the schedule finds.
/// </summary>
internal sealed class FolderWatch(
    SourceWatchStore watched, Starting starting, AllowedPlaces places, NodeRoles roles, IOptions<SourcesOptions> options,
    TimeProvider time, ILogger<FolderWatch> logger) : BackgroundService
{
    private readonly Dictionary<string, (FileSystemWatcher Watcher, string Path)> _watchers = [];
    private readonly ConcurrentDictionary<string, (TenantScope Tenant, DateTimeOffset At)> _changed = new();

    /// <summary>Watches the folders that are to be watched now, and no others.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var wanted = new HashSet<string>();
        foreach (var head in await watched.HeadsAsync(cancellationToken))
        {
            wanted.Add(head.SourceId);
            try
            {
                if (await watched.PathAsync(head, cancellationToken) is { } path && _watchers.GetValueOrDefault(head.SourceId).Path != path)
                {
                    Leave(head.SourceId);
                    Watch(head, path);
                }
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or StorageUnavailableException))
            {
                logger.NotWatched(head.SourceId, exception);
            }
        }

        foreach (var gone in _watchers.Keys.Where(source => !wanted.Contains(source)).ToList())
        {
            Leave(gone);
        }
    }

    /// <summary>Starts the runs of folders that have been quiet for a while after a change.</summary>
    /// <returns>How many.</returns>
    public async Task<int> StartChangedAsync(CancellationToken cancellationToken)
    {
        var started = 0;
        foreach (var (source, change) in _changed.Where(one => time.GetUtcNow() - one.Value.At >= options.Value.WatchPause).ToList())
        {
            try
            {
                started += await starting.StartAsync(change.Tenant, new SourceId(source), null, asked: false, full: false, cancellationToken) is null ? 0 : 1;
                _changed.TryRemove(KeyValuePair.Create(source, change));
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or StorageUnavailableException))
            {
                logger.NotStarted(source, exception);
            }
        }

        return started;
    }

    public override void Dispose()
    {
        foreach (var (watcher, _) in _watchers.Values)
        {
            watcher.Dispose();
        }

        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Without an allowed folder there is nothing to look for.
        if (!roles.Worker || options.Value.Folders.Count == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.WatchPause, time);
        var lookAt = DateTimeOffset.MinValue;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    if (time.GetUtcNow() >= lookAt)
                    {
                        await LookAsync(stoppingToken);
                        lookAt = time.GetUtcNow() + options.Value.LookEvery;
                    }

                    await StartChangedAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    logger.LookFailed(options.Value.WatchPause, exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void Leave(string source)
    {
        if (_watchers.Remove(source, out var before))
        {
            before.Watcher.Dispose();
        }
    }

    private void Watch(WatchedHead head, string path)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(places.CheckFolder(head.Tenant, path)) { IncludeSubdirectories = true };
            void Changed(object sender, FileSystemEventArgs change) => _changed[head.SourceId] = (head.Tenant, time.GetUtcNow());
            watcher.Changed += Changed;
            watcher.Created += Changed;
            watcher.Deleted += Changed;
            watcher.Renamed += Changed;
            // Too many changes at once are told as an error: then something did change.
            watcher.Error += (_, _) => _changed[head.SourceId] = (head.Tenant, time.GetUtcNow());
            watcher.EnableRaisingEvents = true;
            _watchers[head.SourceId] = (watcher, path);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException or RefusedException)
        {
            watcher?.Dispose();
            logger.NotWatched(head.SourceId, exception);
        }
    }
}
