namespace Parley.Sources;

/// <summary>The last run of a source.</summary>
/// <param name="EndedAt">Null while it runs.</param>
/// <param name="Seen">Entries that it looked at.</param>
/// <param name="Added">Documents that were new; <paramref name="Changed"/>: had a new text or new access tags; <paramref name="Removed"/>: were there no more.</param>
/// <param name="Failed">Entries that could not be read; what they brought before stays.</param>
/// <param name="Skipped">Entries that are of no use: of an unknown kind, not meant for indexes.</param>
/// <param name="Error">Why the run failed or did not go on to the end; null when it did.</param>
public sealed record SourceRunReport(
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Seen, long Added, long Changed, long Removed, long Failed, long Skipped, string? Error);

/// <summary>Where documents of a namespace come from.</summary>
/// <param name="Kind"><c>folder website git s3 feed push</c>.</param>
/// <param name="Secrets">The names of the secrets that are kept for it; they are never given back.</param>
/// <param name="Schedule">Minutes between runs, or <c>manual</c>.</param>
/// <param name="Acl">Access tags of what has none of its own.</param>
/// <param name="State"><c>idle running failed paused</c>.</param>
/// <param name="Cursor">How far it is, in words of its kind: a commit, for example. Null when it begins anew.</param>
public sealed record KnowledgeSource(
    SourceId Id, string Namespace, string Kind, string Name, SourceSettings Settings, IReadOnlyList<string> Secrets, object Schedule,
    IReadOnlyList<string> Acl, string State, string? Cursor, SourceRunReport? LastRun, DateTimeOffset? NextRunAt, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>One thing that a source brought.</summary>
/// <param name="DocumentExternalId">The external id of its document in the knowledge base.</param>
/// <param name="Etag">What the source told of its version, or null.</param>
/// <param name="Hash">Of what was sent to the knowledge base last; null when nothing was.</param>
/// <param name="State"><c>pending current failed skipped deleted</c>.</param>
public sealed record SourceItemView(
    string ExternalId, string DocumentExternalId, string? Url, string? Etag, string? Hash, long? Version, IReadOnlyList<string> Acl, DateTimeOffset LastSeen,
    string State, string? Error);

/// <summary>One page of a list; <see cref="NextCursor"/> is null on the last.</summary>
public sealed record SourcePage<T>(IReadOnlyList<T> Data, string? NextCursor);

/// <summary>The kinds of sources.</summary>
public static class SourceKinds
{
    public const string Folder = "folder";
    public const string Website = "website";
    public const string Git = "git";
    public const string S3 = "s3";
    public const string Feed = "feed";
    public const string Push = "push";

    public static IReadOnlyList<string> All { get; } = [Folder, Website, Git, S3, Feed, Push];
}
