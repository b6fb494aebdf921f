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
    private readonly TenantWeights _weights;
    private readonly HealthProbe? _probes;
    private readonly RolloutWatch? _rollouts;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;

    internal PlannedChatClient(
        ModelPlan plan, FailoverOptions options, HedgeBudget hedges, TenantWeights weights, HealthProbe? probes, RolloutWatch? rollouts, TimeProvider time, Random random,
        ILogger logger) =>
        (_plan, _options, _hedges, _weights, _probes, _rollouts, _time, _random, _logger) = (plan, options, hedges, weights, probes, rollouts, time, random, logger);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.Contents is [RestartContent])
            {
                updates.Clear();
            }
            else if (update.Contents is not [QueuedContent])
            {
                // Of several deployments, and one message all the same.
                (update.MessageId, update.ResponseId) = (null, null);
                updates.Add(update);
            }
        }

        return updates.ToChatResponse();
    }

    /// <exception cref="ProviderException">No deployment of the plan answered; the failure of the last.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var context = options.Context() ?? throw new InvalidOperationException(
            $"A call of {_plan.Name} carries no {nameof(CallContext)}; say for whom and for what it is by ChatOptions.With(context).");
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        using var call = new Call(prompt, options, context, _options, _probes, _time, _logger, cancellationToken);
        var prefix = new Lazy<PromptPrefix>(() => PromptPrefix.Of(call.Prompt));
        call.Weight = await _weights.OfAsync(context.Tenant, cancellationToken);
        call.Rollout = _rollouts?.Of(context.Tenant, _plan);
        call.Prefix = _plan.Balance == Balance.Prefix ? prefix : null;
        var itinerary = new Itinerary(_plan, CallNeeds.Of(prompt, options), new CallFit(_plan, prompt, options, () => call.HasSaid ? call.Said : ""), prefix, _options, _time, _random);
        var approach = new Approach(call, itinerary, cancellationToken);
        var abandoned = new List<Task>();
        var thinking = new ToldThinking(options.Asks()?.Thinking is not null);
        _hedges.Earn();
        try
        {
            while (true)
            {
                var stop = await approach.NextAsync();
                var room = await approach.RoomAsync(stop.Deployment);
                if (room == 0)
                {
                    yield return new(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.Length };
                    yield break;
                }

                Leg? leg = null;
                var place = Place.At(stop.Deployment, call);
                try
                {
                    if (!place.IsHeld)
                    {
                        await foreach (var standing in place.WaitAsync(call.Stopping))
                        {
                            yield return new(ChatRole.Assistant, [standing]);
                        }
                    }

                    leg = approach.Begin(stop.Deployment, place) is { } pass
                        ? await new Departure(call, itinerary, _plan, _options, _hedges, abandoned).SetOutAsync(stop.Deployment, pass, place, room)
                        : null;
                }
                finally
                {
                    if (leg is null)
                    {
                        place.Dispose();
                    }
                }

                if (leg is null)
                {
                    continue;
                }

                var isFinal = false;
                await using (leg)
                {
                    if (thinking.Begin(call, leg))
                    {
                        yield return Retelling.Restarted(call);
                    }

                    while (true)
                    {
                        try
                        {
                            var more = await leg.MoveNextAsync();
                            leg.Came(more);
                            if (!more)
                            {
                                break;
                            }
                        }
                        catch (Exception exception) when (leg.Broke(exception))
                        {
                            break;
                        }

                        var update = leg.Current;
                        isFinal |= Retelling.Calls(update);
                        if (thinking.Holds(update))
                        {
                            continue;
                        }

                        if (leg.Joint.IsJoined)
                        {
                            Retelling.Keep(call, leg, update);
                            yield return update;
                            continue;
                        }

                        foreach (var told in Retelling.Stitched(call, leg, thinking, update))
                        {
                            yield return told;
                        }
                    }

                    if (leg.Failure is null && leg.Joint.End() is { Length: > 0 } left)
                    {
                        yield return Retelling.Said(call, leg, left);
                    }

                    // What another thinks is no part of it.
                    if (leg.Failure is not null && thinking.IsOpen)
                    {
                        yield return new(ChatRole.Assistant, [new ThoughtEndContent(null)]);
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
}
