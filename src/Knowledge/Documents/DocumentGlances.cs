using Parley.Knowledge.Routes;

namespace Parley.Knowledge;

/// <summary>How far a document is.</summary>
/// <param name="State"><c>queued running ready failed</c>.</param>
/// <param name="Step">What is being done with it, or null.</param>
/// <param name="Progress">0 to 100.</param>
public sealed record DocumentGlance(DocumentId Id, string Namespace, string? Title, string State, string? Step, long Progress);

/// <summary>Several documents at once, as far as a caller may see them.</summary>
public sealed class DocumentGlances
{
    private readonly DocumentStore _documents;

    internal DocumentGlances(DocumentStore documents) => _documents = documents;

    /// <returns>Those that are there and that the caller may see.</returns>
    public async Task<IReadOnlyDictionary<DocumentId, DocumentGlance>> FindAsync(
        Caller caller, IReadOnlyList<DocumentId> ids, CancellationToken cancellationToken) =>
        (await _documents.FindAsync(caller.Tenant, ids, Sight.Of(caller), cancellationToken))
        .ToDictionary(
            document => document.Id,
            document => new DocumentGlance(document.Id, document.Namespace, document.Title, document.State, document.Step, document.Progress));

    /// <summary>Whether the caller may know that a document is gone which those with these access tags could see.</summary>
    public static bool MayKnow(Caller caller, string acl) => Sight.Of(caller) is not { } tags || AccessTags.Allows(acl, tags);
}
