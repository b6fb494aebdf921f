using System.Text.Json;
using Parley.Storage;

namespace Parley.Sources;

/// <summary>One entry of a source.</summary>
public sealed record SourceItem
{
    /// <summary>Its name within the source, 1 to 2,000 characters.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Tells this version from others without fetching it, or null when only its text can.</summary>
    public string? Stamp { get; init; }

    /// <summary>Its own access tags; null for those of the source.</summary>
    public IReadOnlyList<string>? Acl { get; init; }

    /// <summary>Whether equal stamps mean equal access tags, too.</summary>
    public bool IsAclInStamp { get; init; }

    /// <summary>Whether its own access tags come from those who manage the source, and so may let in more than the source's do.</summary>
    public bool MayWiden { get; init; }

    /// <summary>Whether its own access tags cannot be read: then nothing of it is sent.</summary>
    public bool IsAclBroken { get; init; }

    /// <summary>What its sender counts its changes with, for one that was pushed: each of these counts, also the second of one run.</summary>
    public SourceVersion? Version { get; init; }

    /// <summary>Gets it, or says what became of it.</summary>
    public required Func<CancellationToken, Task<Fetched>> FetchAsync { get; init; }

    /// <summary>Whether there is nothing to fetch: only <see cref="Recorded"/> counts.</summary>
    public bool IsNothing { get; init; }

    /// <summary>Done in the transaction that writes down what became of it.</summary>
    public Func<TenantConnection, Task>? Recorded { get; init; }
}

/// <param name="Number">Null where nobody counts.</param>
public sealed record SourceVersion(long? Number);

/// <summary>What became of fetching an entry.</summary>
public abstract record Fetched
{
    private Fetched()
    {
    }

    /// <summary>It was fetched.</summary>
    /// <param name="Acl">Access tags that only the fetching told; null for those that the entry had before.</param>
    /// <param name="Links">Where it leads, for a page.</param>
    public sealed record Content(
        byte[] Bytes, string? MediaType = null, string? FileName = null, string? Title = null, string? Url = null, JsonElement? Metadata = null,
        string? Stamp = null, IReadOnlyList<string>? Acl = null, IReadOnlyList<string>? Links = null) : Fetched;

    /// <summary>It is as it was.</summary>
    public sealed record Unchanged : Fetched;

    /// <summary>The source says that it is deleted.</summary>
    public sealed record Deleted : Fetched;

    /// <summary>It is not there: what it brought before goes when the listing is whole.</summary>
    public sealed record Absent : Fetched;

    /// <summary>It is not for us; what it brought before is deleted.</summary>
    public sealed record Skipped(string Reason) : Fetched;

    /// <summary>It could not be read; what it brought before stays.</summary>
    /// <param name="IsLasting">Whether it fails until the source has another version of it: then the next run need not look at this one again.</param>
    public sealed record Failed(string Reason, bool IsLasting = false) : Fetched
    {
        public static Failed TooLarge(int most) => new($"It is larger than the {most} bytes that one entry may have.", IsLasting: true);
    }
}

/// <summary>What is known of an entry from before.</summary>
/// <param name="Hash">Null when nothing of it was sent.</param>
/// <param name="Run">The run that saw it last.</param>
/// <param name="Links">Where its page led.</param>
public sealed record KnownItem(
    string ExternalId, string DocumentId, string State, string? Stamp, string? Hash, string Acl, long? Version, long Run, IReadOnlyList<string> Links);
