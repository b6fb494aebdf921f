using Parley.Models;
using Parley.Storage;

namespace Parley.Host.Edge;

/// <summary>Asks the parts whether they can work. Answers are kept for a moment, so that asking often costs nothing.</summary>
internal sealed class ReadinessChecks(SystemDatabase database, ModelReadiness models, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const string Fine = "ok";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;
    private Task<IReadOnlyDictionary<string, string>>? _asked;

    public async Task<HealthRoutes.Readiness> RunAsync(CancellationToken cancellationToken)
    {
        var checks = await Asked().WaitAsync(cancellationToken);
        var status = lifetime.ApplicationStopping.IsCancellationRequested ? "draining"
            : checks["database"] == Fine ? "ready"
            : "unavailable";
        return new(status, checks);
    }

    private Task<IReadOnlyDictionary<string, string>> Asked()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_asked is null || now - _askedAt > Fresh)
            {
                (_askedAt, _asked) = (now, AskAsync());
            }

            return _asked;
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> AskAsync() =>
        new Dictionary<string, string>
        {
            ["database"] = await SayAsync(database.CheckAsync(), "The database"),

            // Without a language model the extractive one answers: that is worth telling, and no reason to send requests elsewhere.
            ["models"] = models.Status,
        };

    // The reason may name hosts and roles, so it is not for everybody who asks.
    private async Task<string> SayAsync(Task check, string what)
    {
        try
        {
            await check.WaitAsync(Patience, time);
            return Fine;
        }
        catch (TimeoutException)
        {
            return $"{what} does not answer in time.";
        }
        catch (Exception)
        {
            return $"{what} cannot be used.";
        }
    }
}
