using System.Text.Json.Serialization;

namespace Parley.Sources;

/// <summary>What a source reads, by its kind; what another kind has is null.</summary>
public record SourceSettings
{
    /// <summary>Folder, git: a place on the server that its operator allowed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }

    /// <summary>Website: the page to begin at. Feed: the feed. Git: the repository, by https.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>Git: the branch or tag; null for the one that the repository shows first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Branch { get; init; }

    /// <summary>Git, S3: what the names of all that is read begin with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prefix { get; init; }

    /// <summary>Folder, git, S3, website: patterns of paths to read, with <c>*</c>, <c>**</c> and <c>?</c>; null or empty for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Patterns of paths to leave out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>
    /// Folder, git, S3: whether the access lists that lie in it may let in others than the source's own list. Default false: they narrow it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AclMayWiden { get; init; }

    /// <summary>Folder: whether a change in it starts a run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Watch { get; init; }

    /// <summary>Website: how many links away from the beginning pages are read, 0 to 20. Default 5.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Depth { get; init; }

    /// <summary>Website: most pages, 1 to 50,000, default 1,000. Feed: most entries, default 200.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PageLimit { get; init; }

    /// <summary>Website: whether the site's maps are read. Default true.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Sitemap { get; init; }

    /// <summary>Website: whether hosts below the one of the address belong to the site. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Subdomains { get; init; }

    /// <summary>Website: most requests in a second, 0.01 to 50. Default 1; the site may ask for fewer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RequestsPerSecond { get; init; }

    /// <summary>Feed: whether the page behind an entry is read instead of the entry's own text. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? FullPages { get; init; }

    /// <summary>S3: the address of the service.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Endpoint { get; init; }

    /// <summary>S3: the bucket.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Bucket { get; init; }

    /// <summary>S3: the region that requests are signed for. Default <c>us-east-1</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Region { get; init; }

    /// <summary>Website, feed, git: the name that goes with the password or token.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Username { get; init; }
}

/// <summary>Settings as they are sent: with the secrets, which are never given back.</summary>
public sealed record SettingsForm : SourceSettings
{
    /// <summary>Website, feed: for basic authentication with the site itself.</summary>
    public string? Password { get; init; }

    /// <summary>Git: an access token.</summary>
    public string? Token { get; init; }

    /// <summary>S3: the id of a key.</summary>
    public string? AccessKey { get; init; }

    /// <summary>S3: the key.</summary>
    public string? SecretKey { get; init; }
}

/// <summary>What a source is told to be, sealed as one.</summary>
/// <param name="Secrets">By their names in the form.</param>
internal sealed record SourceCard(string Name, SourceSettings Settings, IReadOnlyDictionary<string, string> Secrets);
