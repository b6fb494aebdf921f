namespace Parley.ServerKit;

/// <summary>How a server under test is started.</summary>
public sealed record ServerOptions
{
    /// <summary>The data folder; null makes a new one that is deleted afterwards.</summary>
    public string? DataFolder { get; init; }

    /// <summary>An Npgsql string; null means SQLite.</summary>
    public string? Database { get; init; }

    /// <summary>Base URL of an OpenAI-compatible provider; null leaves the built-in extractive model alone.</summary>
    public Uri? Provider { get; init; }

    /// <summary>Whether a first start plants the product's documentation, as it does for people; that costs more than the start itself.</summary>
    public bool PlantsDocumentation { get; init; }

    /// <summary>Where it listens; port 0 takes a free one.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:0");

    /// <summary>Settings over those that the kit gives.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
