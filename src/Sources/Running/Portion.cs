using System.Security.Cryptography;
using System.Text;
using Parley.Knowledge;
using Parley.Sources.Store;
using Parley.Storage;

namespace Parley.Sources.Running;

/// <summary>What is sent and written down together.</summary>
internal sealed class Portion
{
    public List<Offer> Puts { get; } = [];

    public List<string> Removes { get; } = [];

    public List<ItemRecord> Records { get; } = [];

    public List<string> Touched { get; } = [];

    public List<string> Forgotten { get; } = [];

    public List<Func<TenantConnection, Task>> Recorded { get; } = [];

    /// <summary>Documents whose older text stays, and is for fewer now.</summary>
    public List<(string Document, string Acl)> Narrowed { get; } = [];

    /// <summary>Whether the documents are on their way to the knowledge base.</summary>
    public bool IsSending { get; set; }

    public long Bytes { get; private set; }

    public bool IsEmpty => Puts.Count + Removes.Count + Records.Count + Touched.Count + Forgotten.Count + Recorded.Count == 0;

    /// <summary>What is there of an entry stays, for those alone whom its own list still lets in.</summary>
    /// <param name="own">The entry's list now; null where it is not known.</param>
    /// <returns>The list that its text has then; null when there is none.</returns>
    public string? Narrow(KnownItem? known, string document, string? own)
    {
        if (known is not { Hash: not null } || own is null || Names.Both(known.Acl, own) is not { } both || both == known.Acl)
        {
            return known?.Acl;
        }

        Narrowed.Add((document, both));
        return both;
    }

    public void Add(Offer offer)
    {
        Puts.Add(offer);
        Bytes += offer.Content.Bytes.Length;
    }
}

/// <summary>An entry whose text goes to the knowledge base.</summary>
internal sealed record Offer(
    string ExternalId, string DocumentId, string Acl, string? Stamp, long? Version, Fetched.Content Content, KnownItem? Known)
{
    private const int LongestTitle = 500;
    private const int LongestUrl = 2_000;

    /// <summary>Of all that makes the document.</summary>
    public string Hash { get; } = HashOf(Content);

    public ItemRecord Record() => new(ExternalId, DocumentId, "current", Stamp, Hash, Acl, Version, Content.Url, Links: Content.Links);

    public IncomingDocument Document() => new(
        DocumentId, Content.Bytes, Content.MediaType, Content.FileName, Title(Content.Title), Content.Url is { Length: <= LongestUrl } url ? url : null,
        Names.Split(Acl), Content.Metadata);

    private static string? Title(string? title)
    {
        var clean = title is null ? "" : string.Concat(title.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return clean.Length == 0 ? null : clean.Length > LongestTitle ? clean[..LongestTitle] : clean;
    }

    private static string HashOf(Fetched.Content content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{content.Title}\0{content.Url}\0{content.MediaType}\0{content.FileName}\0{content.Metadata?.GetRawText()}\0"));
        hash.AppendData(content.Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
