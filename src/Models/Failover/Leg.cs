using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>One attempt at an answer, at one deployment: from its call to its end, with what became of it.</summary>
internal sealed class Leg : IAsyncDisposable
{
    private readonly Call _call;
    private readonly BreakerPass _pass;
    private readonly Place _place;
    private readonly CallContext _context;
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly long _started;
    private readonly long _owed;
    private readonly bool _isHedge;
    private Task<bool>? _first;
    private TimeSpan? _firstToken;
    private int _awaiting;
    private bool _wrote;
    private bool _ended;
    private string _outcome = "cancelled";
    private Exception? _refused;

    /// <param name="call">What is answered.</param>
    /// <param name="pass">By which its breaker let it through; handed back with its end.</param>
    /// <param name="place">Held; given back with the attempt.</param>
    /// <param name="room">The most tokens that may come; null leaves it to the model.</param>
    public Leg(Call call, Deployment deployment, BreakerPass pass, Place place, int attempt, int? room, bool isHedge, CancellationToken cancellationToken)
    {
        (_call, Deployment, _pass, _place, _isHedge, _started) = (call, deployment, pass, place, isHedge, call.Time.GetTimestamp());
        LoadTelemetry.Run(deployment, 1);
        _context = call.Context with { Attempt = attempt, IsWhole = isHedge };
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _owed = call.Prefix is { } prefix ? deployment.Health.Prefixes.Send(prefix.Value) : 0;
        var continues = deployment.Continues(call.Options.Asks());
        BeginsAnew = call.BeginsAnewAt(deployment);
        Joint = new(continues || BeginsAnew ? "" : call.Said);
        var prompt = BeginsAnew ? call.Prompt
            : continues ? Continuation.ByContinuing(call.Prompt, call.Said)
            : Continuation.ByInstruction(call.Prompt, call.Said);
        var options = (call.Options?.Clone() ?? new()).With(_context);
        options.MaxOutputTokens = room;
        _updates = deployment.Client.GetStreamingResponseAsync(PromptFields.Within(prompt, deployment.Fields), options, _stop.Token).GetAsyncEnumerator(_stop.Token);
        _awaiting = deployment.Health.Await();
    }

    public Deployment Deployment { get; }

    /// <inheritdoc cref="Call.BeginsAnewAt"/>
    public bool BeginsAnew { get; }

    /// <summary>Where its text meets what was said before it.</summary>
    public Stitch Joint { get; }

    public ChatResponseUpdate Current => _updates.Current;

    /// <summary>Why it broke; null while it did not.</summary>
    public ProviderException? Failure { get; private set; }

    public CallContext Context => _context;

    /// <summary>Waits for the first update, which <see cref="MoveNextAsync"/> then gives; never throws.</summary>
    public Task OpenAsync() => Wait(_first ??= ReadFirstAsync());

    /// <summary>Waits for the next update; who does says what came of it by <see cref="Came"/> or <see cref="Broke"/>.</summary>
    public ValueTask<bool> MoveNextAsync()
    {
        if (_first is { } first)
        {
            _first = null;
            return new(first);
        }

        return _updates.MoveNextAsync();
    }

    /// <param name="more">Whether it was an update, and not the end.</param>
    public void Came(bool more)
    {
        if (more && _firstToken is null)
        {
            _firstToken = _call.Time.GetElapsedTime(_started);
            Heard();
        }

        _outcome = more || Failure is not null ? _outcome : "completed";
    }

    /// <returns>Whether the attempt ends with it, as <see cref="Failure"/> says; false for what ends the whole call.</returns>
    public bool Broke(Exception exception)
    {
        // The first update's is asked about twice, and is the same both times whatever happened in between.
        if (exception == _refused)
        {
            return false;
        }

        if (exception is OperationCanceledException && _call.IsOverTime)
        {
            Failure = _call.OverTime();
            return true;
        }

        if (exception is ProviderException failure)
        {
            Failure = failure;
            return true;
        }

        // Such as a budget that holds no more: nothing was asked, and nobody else would be let in either.
        _outcome = exception is OperationCanceledException ? _outcome : exception is RefusedException ? "refused" : "failed";
        _refused = exception;
        return false;
    }

    /// <summary>Whether its first update is there, or it ended well without one; asked once <see cref="OpenAsync"/> has ended.</summary>
    public bool HasAnswered => Failure is null && _first is null or { IsCompletedSuccessfully: true };

    /// <summary>Text of it became part of the answer.</summary>
    public void Wrote() => _wrote = true;

    /// <summary>Lets go of it: another answered first.</summary>
    public async Task AbandonAsync()
    {
        // One that was silent until now would have been later still: the others are measured by that, too.
        _firstToken ??= Failure is null ? _call.Time.GetElapsedTime(_started) : null;
        await _stop.CancelAsync();
        await ((Task)EndAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task<bool> ReadFirstAsync()
    {
        try
        {
            var more = await _updates.MoveNextAsync();
            Came(more);
            return more;
        }
        catch (Exception exception) when (Broke(exception))
        {
            return false;
        }
    }

    private async Task EndAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        ExceptionDispatchInfo? thrown = null;
        try
        {
            if (_first is { } first)
            {
                await Wait(first);
            }

            await _updates.DisposeAsync();
        }
        catch (Exception exception)
        {
            thrown = ExceptionDispatchInfo.Capture(exception);
        }

        _place.Leave(_context.Receipt is { } receipt ? receipt.InputTokens + receipt.OutputTokens : 0);
        Report();
        _stop.Dispose();
        thrown?.Throw();
    }

    /// <summary>The prompt is read, or will not be.</summary>
    private void Heard()
    {
        if (_awaiting > 0)
        {
            Deployment.Health.Prefixes.Read(_owed);
            Deployment.Health.Heard(_awaiting, _firstToken);
            _awaiting = 0;
        }
    }

    private void Report()
    {
        Heard();
        LoadTelemetry.Run(Deployment, -1);
        if (_context.Receipt is { } receipt)
        {
            LoadTelemetry.Used(Deployment, receipt);
        }

        var outcome = Failure?.Word ?? _outcome;
        _call.Rollout?.Note(
            Deployment.Name, outcome == "completed" ? false : Failure is { Kind: var kind } && Remedies.SpeaksOfTheDeployment(kind) ? true : null, _firstToken);

        // The call's own limit is no fault of who is asked when it is reached.
        if (outcome is "cancelled" or "refused" or "failed" || _call.IsOverTime)
        {
            Deployment.Health.Leave(_pass);
        }
        else if (Deployment.Health.End(_pass, Failure))
        {
            _call.Opened(Deployment, Failure!);
        }

        if (outcome == "refused")
        {
            return;
        }

        _call.Context.Note(new(Deployment, outcome, _firstToken, _call.Time.GetElapsedTime(_started), _context.Receipt ?? new() { Outcome = outcome }, _wrote)
        {
            IsHedge = _isHedge,
        });
    }

    private static async Task Wait(Task<bool> task) =>
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
}
