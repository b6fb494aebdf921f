using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Parley.Models;

/// <summary>
/// Looks after deployments that are left alone: asks each whether it is there before a user's call has to find out. One that does not
/// answer is left alone longer; one that does may be tried by the next call, which alone can say that it is well.
/// </summary>
internal sealed class HealthProbe(TimeProvider time, ILogger<HealthProbe> logger) : IDisposable
{
    // About an hour. What is asked for again after that is watched again when it fails.
    private const int MostLooks = 25;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Deployment, bool> _watched = new();

    /// <summary>A deployment's breaker opened.</summary>
    public void Watch(Deployment deployment)
    {
        if (deployment.Connection?.Probe is { } probe && _watched.TryAdd(deployment, true))
        {
            _ = Task.Run(() => WatchAsync(deployment, probe));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task WatchAsync(Deployment deployment, ProbeCall probe)
    {
        try
        {
            var stopping = _stop.Token;
            for (var looks = 0; deployment.Health.Breaker.Until is { } until && looks < MostLooks;)
            {
                var left = until - time.GetUtcNow();
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, time, stopping);
                    continue;
                }

                if (deployment.Health.Breaker.TryEnter() is not { } pass)
                {
                    // A call tries it already.
                    return;
                }

                bool answers;
                try
                {
                    answers = await AnswersAsync(probe, stopping);
                }
                catch
                {
                    deployment.Health.Breaker.Left(pass);
                    throw;
                }

                if (answers)
                {
                    deployment.Health.Breaker.Left(pass);
                    logger.AnswersAgain(deployment.Name);
                    return;
                }

                deployment.Health.Breaker.Failed(pass);
                looks++;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The server stops.
        }
        finally
        {
            _watched.TryRemove(deployment, out _);
        }
    }

    private async Task<bool> AnswersAsync(ProbeCall probe, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await probe(both.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
