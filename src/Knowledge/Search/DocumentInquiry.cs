using Parley.Knowledge.Ingestion;
using Parley.Storage;
using Parley.Text;

namespace Parley.Knowledge;

/// <summary>How a search ended, as far as one asks about it later.</summary>
/// <param name="Answerable">Whether its best passages were above the relevance floor.</param>
/// <param name="Prompt">The documents that stood in the prompt; null where none was written.</param>
/// <param name="At">When it was; null for now.</param>
public sealed record SearchOutcome(SearchExplanation Explanation, bool Answerable, IReadOnlyCollection<DocumentId>? Prompt = null, DateTimeOffset? At = null);

/// <summary>Says why a document is behind an answer, or is not.</summary>
public sealed class DocumentInquiry
{
    private readonly TenantDatabase _database;
    private readonly Sealer _sealer;

    internal DocumentInquiry(TenantDatabase database, Sealer sealer) => (_database, _sealer) = (database, sealer);

    /// <param name="aclTags">The access tags of who asks now: a document that they may not read is told of as if it were not there.</param>
    public async Task<ExplainedDocument> ExplainAsync(
        TenantScope tenant, IReadOnlyList<string> aclTags, SearchOutcome search, DocumentId id, CancellationToken cancellationToken)
    {
        Row? row;
        await using (var connection = await _database.OpenAsync(tenant, cancellationToken))
        {
            row = await connection.QuerySingleOrDefaultAsync<Row>(
                """
                SELECT namespace AS "Namespace", state AS "State", acl AS "Acl", live_acl AS "LiveAcl", card AS "Card", content AS "Content",
                  outline AS "Outline", language AS "Language", updated_at AS "UpdatedAt"
                FROM knowledge_documents WHERE tenant_id = @tenant AND id = @id
                """,
                new { id = id.Value });
        }

        if (row is null || !AccessTags.Allows(row.Acl, aclTags) || (row.Content is not null && !AccessTags.Allows(row.LiveAcl, aclTags)))
        {
            return new(id, null, "unknown", "There is no such document that you may see.");
        }

        var key = await _sealer.KeyAsync(tenant.Id, Seals.KeyOwner(row.Namespace), cancellationToken);
        var title = Seals.Card(key, id.Value, row.Card).Title ?? (row.Outline is { } outline ? Seals.Outline(key, id.Value, outline).Title : null);
        var text = row.Content is { } content ? key.Open(Seals.Documents, Seals.Content(id.Value), content) : null;
        var explained = Judge(search, row, new(id, title, "", ""), title, text);
        return search.At is { } at && row.UpdatedAt > at.ToUnixTimeMilliseconds()
            ? explained with { Detail = explained.Detail + " It was changed after that." }
            : explained;
    }

    private static ExplainedDocument Judge(SearchOutcome search, Row row, ExplainedDocument document, string? title, string? text)
    {
        var explanation = search.Explanation;
        if (!explanation.NeedsDocuments)
        {
            return document with { Outcome = "not_looked", Detail = "What was said needs no document, so none was looked for." };
        }

        var language = Language.Find(row.Language);
        var held = text is null ? [] : DocumentIndexer.Terms(text, language).Concat(DocumentIndexer.Terms(title, language)).ToHashSet(StringComparer.Ordinal);
        var words = explanation.Terms.Where(term => term.Origin != "feedback").ToLookup(term => term.Forms.Keys.Any(held.Contains), term => term.Word);
        document = document with { Words = [.. words[true].Distinct()], Missing = [.. words[false].Distinct()] };
        if (explanation.Candidates.Index().FirstOrDefault(one => one.Item.DocumentId == document.DocumentId) is { Item: { } best } candidate)
        {
            return Ranked(search, document with { Rank = candidate.Index + 1, Score = best.Score }, best);
        }

        var (outcome, detail) =
            !explanation.Filters.Namespaces.Contains(row.Namespace) ? ("other_namespace", $"It is in the namespace '{row.Namespace}', which was not searched.")
            : text is null ? ("not_ready", $"It could not be found yet: it is {row.State}.")
            : !AccessTags.Allows(row.LiveAcl, explanation.Filters.Access) && AttachedNamespace.Parse(row.Namespace) is null
                ? ("no_access", "It is for others than the one who asked was when the search was made.")
            : document.Words.Count == 0 ? ("no_words", "It has none of the question's words, and what it means is not among the nearest.")
            : ("not_found", $"It has {document.Words.Count} of the question's {document.Words.Count + document.Missing.Count} words; "
                + $"the {explanation.Candidates.Count} passages that were read closely met the question better.");
        return document with { Outcome = outcome, Detail = detail };
    }

    private static ExplainedDocument Ranked(SearchOutcome search, ExplainedDocument document, ExplainedCandidate best)
    {
        var last = search.Explanation.Candidates.LastOrDefault(one => one.IsSelected);
        if (search.Prompt?.Contains(document.DocumentId) == true)
        {
            return document with { Outcome = "used", Detail = $"It stood in the prompt; its best passage came {Place(document)}." };
        }

        return best switch
        {
            { IsSelected: true } when !search.Answerable => document with
            {
                Outcome = "below_the_floor",
                Detail = $"Its best passage came {Place(document)}, but the passages together are below the relevance floor of {search.Explanation.Floor:0.##}.",
            },
            { IsSelected: true } when search.Prompt is not null => document with
            {
                Outcome = "no_room",
                Detail = $"Its best passage came {Place(document)}, and the prompt had no room left for it.",
            },
            { IsSelected: true } => document with { Outcome = "selected", Detail = $"Its best passage came {Place(document)}." },
            { IsDuplicate: true } => document with
            {
                Outcome = "duplicate",
                Detail = $"Its best passage says what a better one says already, so it was put back to place {document.Rank}.",
            },
            _ => document with
            {
                Outcome = "below_the_cut",
                Detail = $"Its best passage came {Place(document)} of {search.Explanation.Candidates.Count} with {best.Score:0.###}; "
                    + $"{search.Explanation.Top} were taken, the last with {last?.Score ?? 0:0.###}.",
            },
        };
    }

    private static string Place(ExplainedDocument document) => document.Rank switch
    {
        1 => "first",
        2 => "second",
        3 => "third",
        var rank => $"at place {rank}",
    };

    private sealed record Row(
        string Namespace, string State, string Acl, string LiveAcl, byte[] Card, byte[]? Content, byte[]? Outline, string Language, long UpdatedAt);
}
