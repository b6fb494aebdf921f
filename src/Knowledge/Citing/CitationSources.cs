using Parley.Knowledge.Citing;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>A passage that an answer may cite, with the text of its document as it is stored now.</summary>
public sealed class CitationSource
{
    internal CitationSource(string label, SearchHit hit, string? documentText)
    {
        (Label, Hit) = (label, hit);
        // A document may have been replaced since the search: its text counts only where it still says the same.
        DocumentText = documentText is not null && hit.Start >= 0 && hit.Start <= hit.End && hit.End <= documentText.Length
            && documentText.AsSpan(hit.Start, hit.End - hit.Start).SequenceEqual(hit.Text)
            ? documentText
            : null;
        Text = new SourceText(this);
    }

    public string Label { get; }

    public SearchHit Hit { get; }

    /// <summary>Null when the passage no longer stands in the stored document: nothing can be verified against it then.</summary>
    internal string? DocumentText { get; }

    internal SourceText Text { get; }
}

/// <summary>Loads what an answer's citations are verified against.</summary>
public sealed class CitationSources(TenantDatabase database, Sealer sealer)
{
    /// <param name="labelled">The passages that the asker was given, each under its label (<c>S1</c>).</param>
    public async Task<IReadOnlyList<CitationSource>> LoadAsync(
        TenantScope tenant, IReadOnlyList<(string Label, SearchHit Hit)> labelled, CancellationToken cancellationToken)
    {
        if (labelled.Count == 0)
        {
            return [];
        }

        var texts = new Dictionary<DocumentId, string>();
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        foreach (var group in labelled.GroupBy(source => source.Hit.Namespace))
        {
            var key = await sealer.KeyAsync(tenant.Id, Seals.KeyOwner(group.Key), cancellationToken);
            var rows = await connection.QueryAsync<Row>(
                """
                SELECT id AS Id, content AS Content FROM knowledge_documents
                WHERE tenant_id = @tenant AND namespace = @Key AND id IN @ids AND content IS NOT NULL
                """,
                new { group.Key, ids = group.Select(source => source.Hit.DocumentId.Value).Distinct().ToArray() });
            foreach (var row in rows)
            {
                texts[new DocumentId(row.Id)] = key.Open(Seals.Documents, Seals.Content(row.Id), row.Content);
            }
        }

        return [.. labelled.Select(source => new CitationSource(source.Label, source.Hit, texts.GetValueOrDefault(source.Hit.DocumentId)))];
    }

    private sealed record Row(string Id, byte[] Content);
}
