using Microsoft.Extensions.Logging;
using Npgsql;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>Hears the commits of other nodes, on a connection of its own that is made again whenever it is lost.</summary>
internal sealed class PostgreSqlListener(string connectionString, string node, Signals signals, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _listening;

    /// <summary>The server's number for the connection, as long as there is one.</summary>
    public int? ProcessId { get; private set; }

    /// <summary>Begins, and returns when the first connection listens.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listening ??= Task.Run(ListenAsync, CancellationToken.None);
        return _heard.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await (_listening ?? Task.CompletedTask);
        _stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        var pause = FirstPause;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(() => pause = FirstPause);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.ListenerLost(exception);
                await PauseAsync(pause * (0.5 + Random.Shared.NextDouble()));
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ListenOnceAsync(Action onConnected)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(_stopping.Token);
        connection.Notification += (_, args) => Raise(args.Payload);
        await using (var command = new NpgsqlCommand($"LISTEN {Notice.Channel}", connection))
        {
            await command.ExecuteNonQueryAsync(_stopping.Token);
        }

        ProcessId = connection.ProcessID;
        onConnected();
        _heard.TrySetResult();

        // What was said while nobody listened is not said again.
        signals.RaiseAll();
        while (true)
        {
            await connection.WaitAsync(_stopping.Token);
        }
    }

    private void Raise(string payload)
    {
        foreach (var (topic, key) in Notice.Read(payload, node))
        {
            try
            {
                signals.Raise(topic, key);
            }
            catch (Exception exception)
            {
                // A subscriber's fault must not deafen everybody else.
                logger.SubscriberFailed(topic, exception);
            }
        }
    }

    // The pause is between this process and the server, so it is the machine's time and not the product's.
    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, TimeProvider.System, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping ends the loop.
        }
    }
}
