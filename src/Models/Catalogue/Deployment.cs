using System.Text.Json.Serialization;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>What a deployment can do.</summary>
[Flags]
public enum ModelAbilities
{
    None = 0,
    Chat = 1,
    Tools = 2,
    Vision = 4,
    Json = 8,

    /// <summary>It goes on from a given beginning of its answer: a trailing assistant message is continued, not answered.</summary>
    Continue = 16,

    /// <summary>It embeds texts.</summary>
    Embed = 32,

    /// <summary>It ranks texts by a question.</summary>
    Rerank = 64,
}

/// <summary>One endpoint of one model, ready to be called.</summary>
public sealed record Deployment
{
    internal Deployment(AgreedTerms terms, TimeProvider time) => (Terms, Time) = (terms, time);

    /// <summary>Null where only the environment or the program names it and the tenant said nothing about it.</summary>
    public string? Id { get; init; }

    /// <summary>The name it goes by in requests, provenance and usage.</summary>
    public required string Name { get; init; }

    /// <summary><c>openai</c>, <c>anthropic</c> or <c>extractive</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's name at the provider.</summary>
    public required string Model { get; init; }

    /// <summary>Tokens that prompt and answer may have together.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>The longest answer that the model gives.</summary>
    public required int MaxOutputTokens { get; init; }

    public required ModelAbilities Abilities { get; init; }

    /// <summary>What one million tokens cost now; zero until somebody sets a price.</summary>
    public Price Price => Terms.Now.Prices.At(Time.GetUtcNow())?.Price ?? Price.Zero;

    /// <summary>The most that a call which begins now can cost, as the ledger reckons it when it sets it aside.</summary>
    /// <param name="input">A bound of the tokens that it reads.</param>
    /// <param name="output">The longest answer; null for the model's own limit.</param>
    internal Money WorstCost(long input, int? output) =>
        new Tariff(Provider, Name, Model, MaxOutputTokens, Price, Connection?.CacheWriteFactor ?? 1).WorstOf(input, output ?? MaxOutputTokens);

    /// <summary>Its part of the traffic where a route does not say; above zero.</summary>
    public double Weight => Terms.Now.Weight;

    /// <summary>Where it computes, such as <c>eu-central</c>; null when nobody said.</summary>
    public string? Region => Terms.Now.Region;

    public DeploymentLimits Limits => Terms.Now.Limits;

    /// <summary>Since when it is known here.</summary>
    public required DateTimeOffset Since { get; init; }

    [JsonIgnore]
    public required TokenCounter Tokens { get; init; }

    /// <summary>Calls it once, on the ledger. Others come to it by <see cref="ModelGateway"/> alone.</summary>
    internal MeteredChatClient Client { get; init; } = null!;

    /// <summary>The knobs that this model was seen to refuse, by their JSON names.</summary>
    [JsonIgnore]
    public IReadOnlyCollection<string> RefusedKnobs => Refusals.Knobs;

    /// <summary>What its knobs can be set to.</summary>
    [JsonIgnore]
    public KnobLimits KnobLimits { get; init; } = new();

    /// <summary>What can be asked of it beyond the knobs, less what it was seen to refuse.</summary>
    [JsonIgnore]
    public ModelFields Fields => (Connection?.Fields ?? ModelFields.None) & ~Refusals.FieldsAt(Time.GetUtcNow());

    /// <summary>Whether it goes on from a given beginning of its answer; one that is to think first does not.</summary>
    public bool Continues(ModelAsks? asks) => Abilities.HasFlag(ModelAbilities.Continue) && asks?.Thinking is null;

    /// <summary>The words that it knows for how much thought goes into an answer.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Efforts => Connection?.Efforts ?? [];

    /// <summary>How it fares, as this node sees it.</summary>
    [JsonIgnore]
    public required DeploymentHealth Health { get; init; }

    /// <summary>Who waits for it, where its limits do not let all through at once.</summary>
    [JsonIgnore]
    public required FairQueue Queue { get; init; }

    internal RefusedParameters Refusals { get; init; } = new();

    /// <summary>What is agreed for it now; the deployment stays the same when that changes.</summary>
    internal AgreedTerms Terms { get; init; }

    /// <summary>The raw client inside, so that it can be metered by other terms.</summary>
    internal ProviderConnection? Connection { get; init; }

    private TimeProvider Time { get; }

    /// <summary>False for the extractive model, which only quotes.</summary>
    public bool IsLanguageModel => Provider != ExtractiveModel.Provider;

    public bool Equals(Deployment? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
