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
        var itinerary = new Itinerary(_plan, CallNeeds.Of(prompt, options), prefix, _options, _time, _random);
        var abandoned = new List<Task>();
        _hedges.Earn();
        try
        {
            while (true)
            {
                var stop = await NextAsync(call, itinerary, cancellationToken);
                var room = await RoomAsync(call, stop.Deployment, cancellationToken);
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

                    leg = Begins(call, itinerary, stop.Deployment, place, cancellationToken)
                        ? await new Departure(call, itinerary, _plan, _options, _hedges, abandoned).SetOutAsync(stop.Deployment, place, room)
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
                    if (leg.BeginsAnew)
                    {
                        call.Restart();
                        yield return new(ChatRole.Assistant, [new RestartContent()]);
                    }

                    var thinks = false;
                    while (await leg.MoveNextAsync())
                    {
                        var update = leg.Current;
                        isFinal |= Calls(update);
                        thinks = Thinks(update) ?? thinks;
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

                    if (leg.Failure is null && leg.Joint.End() is { Length: > 0 } left)
                    {
                        yield return Said(call, leg, left);
                    }

                    // What another thinks is no part of it.
                    if (leg.Failure is not null && thinks)
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

    private async Task<Stop> NextAsync(Call call, Itinerary itinerary, CancellationToken cancellationToken)
    {
        var stop = itinerary.Next() ?? throw itinerary.Failure ?? itinerary.Unreachable();
        if (stop.Pause > TimeSpan.Zero)
        {
            try
            {
                await Task.Delay(stop.Pause, _time, call.Stopping);
            }
            catch (OperationCanceledException) when (call.IsOverTime && !cancellationToken.IsCancellationRequested)
            {
                throw call.OverTime();
            }
        }

        return stop;
    }

    private static async ValueTask<int?> RoomAsync(Call call, Deployment deployment, CancellationToken cancellationToken)
    {
        try
        {
            return await call.RoomAsync(deployment);
        }
        catch (OperationCanceledException) when (call.IsOverTime && !cancellationToken.IsCancellationRequested)
        {
            throw call.OverTime();
        }
    }

    /// <summary>Whether the attempt may begin: it has its place, and the deployment is still asked.</summary>
    private static bool Begins(Call call, Itinerary itinerary, Deployment deployment, Place place, CancellationToken cancellationToken)
    {
        if (place.IsHeld && !call.Stopping.IsCancellationRequested && deployment.Health.TryBegin())
        {
            return true;
        }

        var refusal = place.Refusal;
        cancellationToken.ThrowIfCancellationRequested();
        if (call.IsOverTime)
        {
            throw call.OverTime();
        }

        if (refusal is not null)
        {
            itinerary.Failed(deployment, refusal);
        }

        return false;
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

    /// <returns>Whether a piece of thinking is open after it; null when it says nothing of that.</returns>
    private static bool? Thinks(ChatResponseUpdate update) =>
        update.Contents is [.., ThoughtEndContent] ? false : update.Contents is [.., TextReasoningContent] ? true : null;

    private static IEnumerable<ChatResponseUpdate> Stitched(Call call, Leg leg, ChatResponseUpdate update)
    {
        // Thinking stands beside the text, and ends nothing of it.
        if (Thinks(update) is not null)
        {
            yield return update;
            yield break;
        }

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
            if (leg.Joint.End() is { Length: > 0 } rest)
            {
                yield return Said(call, leg, rest);
            }

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
