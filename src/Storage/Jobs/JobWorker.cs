using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Storage;

/// <summary>Takes jobs as they become due and has their handlers do them; several processes may work on one queue.</summary>
public sealed class JobWorker : BackgroundService
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    private readonly Dictionary<string, IJobHandler> _handlers;
    private readonly string[] _kinds;
    private readonly JobPlaces _places;
    private readonly JobHeads _heads;
    private readonly JobAttempt _attempt;
    private readonly JobSweeper _sweeper;
    private readonly Signals _signals;
    private readonly JobWorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public JobWorker(
        IEnumerable<IJobHandler> handlers,
        SystemDatabase system,
        TenantDatabase database,
        Sealer sealer,
        Signals signals,
        IOptions<JobWorkerOptions> options,
        TimeProvider time,
        Random random,
        ILogger<JobWorker> logger)
    {
        _handlers = handlers.ToDictionary(handler => handler.Kind);
        _kinds = [.. _handlers.Keys];
        _heads = new JobHeads(system);
        _options = options.Value;
        _places = new JobPlaces(_handlers.Values, _options.Concurrency);
        _attempt = new JobAttempt(_heads, database, sealer, _options, time, random, logger);
        _sweeper = new JobSweeper(system, database);
        _signals = signals;
        _time = time;
        _logger = logger;
    }

    /// <summary>Does what is due now, one after the other, until nothing is. For tools and tests; the service does so by itself.</summary>
    /// <returns>The number of attempts made.</returns>
    public async Task<int> RunDueAsync(CancellationToken cancellationToken = default)
    {
        var attempts = 0;
        while (await _heads.ClaimAsync(_name, _kinds, 1, _options.Lease, cancellationToken) is [var job])
        {
            await _attempt.RunAsync(job, _handlers[job.Kind], cancellationToken);
            attempts++;
        }

        return attempts;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_kinds.Length == 0 || _options.Concurrency == 0)
        {
            return;
        }

        using var subscription = _signals.Subscribe(JobQueue.WaitingTopic, _ => _wake.Writer.TryWrite(true));
        var sweepAt = _time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StartDueAsync(stoppingToken);
                if (_time.GetUtcNow() >= sweepAt)
                {
                    await _sweeper.SweepAsync(_options.KeepDone, stoppingToken);
                    sweepAt = _time.GetUtcNow() + BetweenSweeps;
                }

                await WaitAsync(await PauseAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                // The queue must go on being served when the database is away for a while.
                _logger.QueueNotReadable(exception);
                await WaitAsync(_options.Poll, stoppingToken);
            }
        }

        await Task.WhenAll(_places.Running());
    }

    private async Task StartDueAsync(CancellationToken stoppingToken)
    {
        foreach (var (kinds, free) in _places.Free())
        {
            foreach (var job in await _heads.ClaimAsync(_name, kinds, free, _options.Lease, stoppingToken))
            {
                var task = Task.Run(() => RunAsync(job, stoppingToken), CancellationToken.None);
                _places.Take(job.Kind, task);
                _ = task.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    private async Task RunAsync(ClaimedJob job, CancellationToken stoppingToken)
    {
        try
        {
            await _attempt.RunAsync(job, _handlers[job.Kind], stoppingToken);
        }
        catch (Exception exception)
        {
            // Its end could not be written: the lease lapses, and the job is tried again.
            _logger.JobEndNotWritten(job.Kind, job.Id, exception);
        }
    }

    private void Ended(Task task)
    {
        _places.Leave(task);
        _wake.Writer.TryWrite(true);
    }

    private async Task<TimeSpan> PauseAsync(CancellationToken cancellationToken)
    {
        string[] kinds = [.. _places.Free().SelectMany(place => place.Kinds)];
        return kinds.Length > 0 && await _heads.UntilNextAsync(kinds, cancellationToken) is { } wait && wait < _options.Poll ? wait : _options.Poll;
    }

    private async Task WaitAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var wake = _wake.Reader.WaitToReadAsync(woken.Token).AsTask();
        await Task.WhenAny(wake, Task.Delay(pause, _time, woken.Token));
        await woken.CancelAsync();
        _wake.Reader.TryRead(out _);
    }
}
