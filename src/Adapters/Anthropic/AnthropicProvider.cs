using System.Net;
using System.Text.Json;
using Anthropic.Exceptions;
using Anthropic.Models.Models;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>Finds out which model a server that speaks Anthropic's API has, and what it can do.</summary>
internal sealed class AnthropicProvider(AnthropicTransport transport, TimeProvider time) : IModelProvider
{
    public const string Name = "anthropic";
    private const int MostListed = 1_000;

    /// <summary>To put input into the cache for five minutes costs a quarter more than to read it.</summary>
    private const decimal CacheWriteFactor = 1.25m;

    public string Provider => Name;

    public async Task<ProviderConnection?> ConnectAsync(ProviderEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(endpoint.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var (model, listed) = await FindAsync(endpoint, both.Token);
            return model is null ? null : Connect(endpoint, model) with { Listed = listed };
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidDataException
            or AnthropicException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    public ProviderConnection Open(ProviderEndpoint endpoint, KnownModel model)
    {
        var facts = new ModelFacts(model.Name);
        return Connect(endpoint, facts.Remembering(model.Server), model);
    }

    private ProviderConnection Connect(ProviderEndpoint endpoint, ModelFacts model, KnownModel? known = null)
    {
        var options = transport.Options;
        var context = known?.ContextTokens ?? options.ContextTokens ?? model.ContextTokens;
        var facts = model with
        {
            ContextTokens = context,
            MaxOutputTokens = Math.Min(context, known?.MaxOutputTokens ?? options.MaxOutputTokens ?? model.MaxOutputTokens),
            Continues = known?.Abilities?.HasFlag(ModelAbilities.Continue) ?? options.Continue ?? model.Continues,
        };
        var refused = new RefusedParameters();

        // The wire has no such knob.
        refused.Add("frequency_penalty");
        return new(
            facts.Id,
            facts.ContextTokens,
            facts.MaxOutputTokens,
            known?.Abilities ?? ModelAbilities.Chat | ModelAbilities.Tools | ModelAbilities.Json
                | (options.Vision ?? facts.Sees ? ModelAbilities.Vision : 0) | (facts.Continues ? ModelAbilities.Continue : 0),
            new AnthropicChatClient(transport, endpoint, facts, refused, time))
        {
            Refused = refused,
            Probe = async stopping => await ConnectAsync(endpoint, stopping) is not null,
            Server = facts.Remembered,
            Fields = AskedFields.Of(facts),
            Efforts = AskedFields.Efforts,
            KnobLimits = new(MostTemperature: 1.0, TemperatureOrTopP: true),
            CacheWriteFactor = CacheWriteFactor,
        };
    }

    /// <returns>The model that is named, else the first that is listed, or null when there is none; and the list, where there is one.</returns>
    private async Task<(ModelFacts? Model, IReadOnlyList<string>? Listed)> FindAsync(ProviderEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var page = await transport.ClientOf(endpoint).Models.List(new ModelListParams { Limit = MostListed }, cancellationToken);
            var found = endpoint.Model is null
                ? page.Items.FirstOrDefault(IsServed)
                : page.Items.FirstOrDefault(model => model.ID == endpoint.Model);
            return (
                found is not null ? ModelFacts.Of(found.ID, found.RawData) : endpoint.Model is not null ? new ModelFacts(endpoint.Model) : null,
                [.. page.Items.Select(model => model.ID)]);
        }
        catch (Exception exception) when (RefusalIn(exception) is { } refusal)
        {
            // A server that has no list, or a key that may not see it, can still answer for a model that is named.
            var mayAnswer = refusal.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Forbidden
                or HttpStatusCode.NotImplemented;
            return endpoint.Model is { } named && mayAnswer ? (new ModelFacts(named), null) : throw Faults.FromStatus(refusal);
        }
    }

    private static bool IsServed(ModelInfo model) =>
        !model.RawData.TryGetValue("lifecycle", out var stage) || stage.ValueKind != JsonValueKind.String || stage.GetString() != "retired";

    private static RefusedCall? RefusalIn(Exception? exception) =>
        exception is null ? null : exception as RefusedCall ?? RefusalIn(exception.InnerException);
}
