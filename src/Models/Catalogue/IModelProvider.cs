using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>Where a model may be found.</summary>
/// <param name="BaseUrl">Such as <c>https://api.openai.com/v1</c>.</param>
/// <param name="Model">Null for the first chat model that the provider lists.</param>
public sealed record ProviderEndpoint(Uri BaseUrl, string? ApiKey = null, string? Model = null)
{
    /// <summary>Whether a tenant named it: where each connection to it leads is then looked at. What the environment names is not.</summary>
    public bool IsOfTenant { get; init; }

    /// <summary>How long a first answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Says where, and never a key, wherever in the address it stands.</summary>
    public override string ToString() =>
        BaseUrl.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + (Model is null ? "" : $" ({Model})");
}

/// <summary>A provider that answered. Its client is raw: the catalogue puts the meter around it and hands out nothing else.</summary>
/// <param name="Client">Calls the model; disposed with the deployment.</param>
public sealed record ProviderConnection(string Model, int ContextTokens, int MaxOutputTokens, ModelAbilities Abilities, IChatClient Client)
{
    /// <summary>The server's own tokenizer; null where it has none.</summary>
    public TokenizerCall? Tokenizer { get; init; }

    /// <summary>Where the client notes what the model refuses.</summary>
    public RefusedParameters Refused { get; init; } = new();

    /// <summary>What the model's knobs can be set to, where that is less than others take.</summary>
    public KnobLimits KnobLimits { get; init; } = new();

    /// <summary>Asks whether it is there still, without asking for an answer; null where nobody can tell.</summary>
    public ProbeCall? Probe { get; init; }

    /// <summary>The models that the server lists; null where it has no list.</summary>
    public IReadOnlyList<string>? Listed { get; init; }

    /// <summary>What of the server is to be remembered, so that it can be called later without being asked again; null for nothing.</summary>
    public string? Server { get; init; }

    /// <summary>What its wire has fields for, as far as this model takes them.</summary>
    public ModelFields Fields { get; init; }

    /// <summary>The words that it knows for how much thought goes into an answer.</summary>
    public IReadOnlyList<string> Efforts { get; init; } = [];

    /// <summary>How many times the price of input it costs to put input into the provider's cache.</summary>
    public decimal CacheWriteFactor { get; init; } = 1;
}

/// <summary>What is known of a model before it is called. What is null is as its provider takes models to be.</summary>
/// <param name="Server">What <see cref="ProviderConnection.Server"/> said when it was asked.</param>
public sealed record KnownModel(string Name, int? ContextTokens = null, int? MaxOutputTokens = null, ModelAbilities? Abilities = null, string? Server = null);

/// <summary>Bounds of a model's own to what may be asked of it.</summary>
/// <param name="MostTemperature">Null when it takes what every model takes.</param>
/// <param name="TemperatureOrTopP">Whether it refuses to be given both.</param>
public sealed record KnobLimits(double? MostTemperature = null, bool TemperatureOrTopP = false);

/// <summary>Asks a provider whether it is there; may throw <see cref="ProviderException"/> where it refuses.</summary>
public delegate Task<bool> ProbeCall(CancellationToken cancellationToken);

/// <summary>Counts a text's tokens at the server.</summary>
public delegate Task<int> TokenizerCall(string text, CancellationToken cancellationToken);

/// <summary>One kind of provider; an adapter per wire format implements it.</summary>
public interface IModelProvider
{
    /// <summary>The name of the kind, such as <c>openai</c>.</summary>
    string Provider { get; }

    /// <summary>Looks whether a model answers there.</summary>
    /// <returns>Null when nobody listens or it is no provider of this kind.</returns>
    /// <exception cref="ProviderException">Somebody listens but refuses, such as for a wrong key.</exception>
    Task<ProviderConnection?> ConnectAsync(ProviderEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>The connection to a model that is known, without asking anybody whether it is there.</summary>
    ProviderConnection Open(ProviderEndpoint endpoint, KnownModel model);
}
