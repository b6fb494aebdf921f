using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Parley.Models;

/// <summary>
/// Gets one answer out of the deployments of a plan: asks again, asks elsewhere, asks twice where the first is late, and lets the next
/// go on where one broke off. Every attempt is metered; what each came to stands in <see cref="CallContext.Attempts"/>.
/// </summary>
public sealed class PlannedChatClient : IChatClient
{
    private readonly ModelPlan _plan;
    private readonly FailoverOptions _options;
    private readonly HedgeBudget _hedges;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;

    internal PlannedChatClient(ModelPlan plan, FailoverOptions options, HedgeBudget hedges, TimeProvider time, Random random, ILogger logger) =>
        (_plan, _options, _hedges, _time, _random, _logger) = (plan, options, hedges, time, random, logger);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? settings = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, settings, cancellationToken))
        {
            if (update.Contents is [RestartContent])
            {
                updates.Clear();
                continue;
            }

            updates.Add(update);
        }

        return updates.ToChatResponse();
    }

    /// <exception cref="ProviderException">No deployment of the plan answered; the failure of the last.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? settings = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var context = settings.Context() ?? throw new InvalidOperationException(
            $"A call of {_plan.Name} carries no {nameof(CallContext)}; say for whom and for what it is by ChatOptions.With(context).");
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        using var call = new Call(prompt, settings, context, _options, _time, _logger, cancellationToken);
        var prefix = new Lazy<PromptPrefix>(() => PromptPrefix.Of(call.Prompt));
        call.Prefix = _plan.Balance == Balance.Prefix ? prefix : null;
        var itinerary = new Itinerary(_plan, CallNeeds.Of(prompt, settings), prefix, _options, _time, _random);
        var abandoned = new List<Task>();
        _hedges.Earn();
        try
        {
            while (true)
            {
                var leg = await SetOutAsync(call, itinerary, abandoned, cancellationToken);
                if (leg is null)
                {
                    yield return new(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.Length };
                    yield break;
                }

                var isFinal = false;
                await using (leg)
                {
                    if (leg.BeginsAnew)
                    {
                        call.Restart();
                        yield return new(ChatRole.Assistant, [new RestartContent()]);
                    }

                    while (await leg.MoveNextAsync())
                    {
                        var update = leg.Current;
                        isFinal |= Calls(update);
                        if (leg.Joint.IsJoined)
                        {
                            Keep(call, leg, update);
                            yield return update;
                            continue;
                        }

                        foreach (var told in Stitched(call, leg, update))
                        {
                            yield return told;
                        }
                    }

                    if (leg.Failure is null && leg.Joint.End() is { Length: > 0 } rest)
                    {
                        yield return Said(call, leg, rest);
                    }
                }

                context.ShortenedTo = leg.Context.ShortenedTo ?? context.ShortenedTo;
                if (leg.Failure is not { } failure)
                {
                    yield break;
                }

                itinerary.Failed(leg.Deployment, failure);
                if (isFinal || call.IsOverTime)
                {
                    throw failure;
                }

                _logger.ProviderFailedOver(leg.Deployment.Name, context.Turn?.Value, failure.Kind.ToString(), call.HasSaid, failure);
                FailoverTelemetry.FailedOver(leg.Deployment, failure.Kind, call.HasSaid);
            }
        }
        finally
        {
            await Task.WhenAll(abandoned);
            context.Receipt = AttemptSum.Of(context.Attempts);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The deployments outlive their calls.
    }

    /// <returns>An attempt that is under way; null when the answer has no room for another token.</returns>
    private async Task<Leg?> SetOutAsync(Call call, Itinerary itinerary, List<Task> abandoned, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (itinerary.Next() is not { } stop)
            {
                throw itinerary.Failure ?? itinerary.Unreachable();
            }

            if (stop.Pause > TimeSpan.Zero)
            {
                await WaitAsync(call, stop.Pause, cancellationToken);
            }

            var room = await call.RoomAsync(stop.Deployment);
            if (room == 0)
            {
                return null;
            }

            if (stop.Deployment.Health.TryBegin())
            {
                var leg = new Leg(call, stop.Deployment, itinerary.Attempts, room, isHedge: false, call.Stopping);
                return LateAfter(call, leg) is { } late ? await FirstToSpeakAsync(call, itinerary, leg, late, room, abandoned) : leg;
            }
        }
    }

    private async Task WaitAsync(Call call, TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(pause, _time, call.Stopping);
        }
        catch (OperationCanceledException) when (call.IsOverTime && !cancellationToken.IsCancellationRequested)
        {
            throw call.OverTime();
        }
    }

    // What was shown already is gone on with by one alone: two would have to be joined to it.
    private TimeSpan? LateAfter(Call call, Leg leg) =>
        _options.HedgeBudget > 0 && !call.HasSaid && _plan.Tiers.Any(tier => tier.Count > 1) ? leg.Deployment.Health.FirstTokens.Percentile(_options.HedgeAfter) : null;

    /// <summary>Asks a second deployment when the first is late, and goes on with the one that speaks first.</summary>
    private async Task<Leg> FirstToSpeakAsync(Call call, Itinerary itinerary, Leg first, TimeSpan late, int? room, List<Task> abandoned)
    {
        var opening = first.OpenAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(call.Stopping);
        await Task.WhenAny(opening, Task.Delay(late, _time, enough.Token));
        await enough.CancelAsync();
        if (opening.IsCompleted || call.Stopping.IsCancellationRequested || itinerary.Beside(first.Deployment) is not { } other
            || !_hedges.TrySpend() || !other.Health.TryBegin())
        {
            await opening;
            return first;
        }

        itinerary.CountHedge();
        FailoverTelemetry.Hedged(first.Deployment);
        var second = new Leg(call, other, itinerary.Attempts, room, isHedge: true, call.Stopping);
        var secondOpening = second.OpenAsync();
        var (winner, loser) = await Task.WhenAny(opening, secondOpening) == opening ? (first, second) : (second, first);
        if (winner.Failure is { } failure)
        {
            // One that failed first has not answered first.
            itinerary.Failed(winner.Deployment, failure);
            (winner, loser) = (loser, winner);
            await (winner == first ? opening : secondOpening);
        }

        abandoned.Add(loser.AbandonAsync());
        return winner;
    }

    /// <summary>Whether tools are called: what was called already cannot be asked for again elsewhere.</summary>
    private static bool Calls(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            if (content is FunctionCallContent)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<ChatResponseUpdate> Stitched(Call call, Leg leg, ChatResponseUpdate update)
    {
        var joined = leg.Joint.Take(update.Text);
        if (leg.Joint.IsBroken)
        {
            call.Restart();
            yield return new(ChatRole.Assistant, [new RestartContent()]);
            joined = leg.Joint.GiveUp();
        }

        if (joined is { Length: > 0 })
        {
            yield return Said(call, leg, joined);
        }

        if (update.FinishReason is not null || update.Contents.Any(content => content is not TextContent))
        {
            yield return new(ChatRole.Assistant, [.. update.Contents.Where(content => content is not TextContent)])
            {
                FinishReason = update.FinishReason,
                ModelId = update.ModelId,
            };
        }
    }

    private static ChatResponseUpdate Said(Call call, Leg leg, string text)
    {
        leg.Wrote();
        call.Say(text);
        return new(ChatRole.Assistant, text);
    }

    private static void Keep(Call call, Leg leg, ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            if (content is TextContent { Text.Length: > 0 } text)
            {
                call.Say(text.Text);
                leg.Wrote();
            }
        }
    }
}
