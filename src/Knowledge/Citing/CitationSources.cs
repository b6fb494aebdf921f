using Parley.Knowledge.Citing;

namespace Parley.Knowledge;

/// <summary>A passage that an answer may cite, with the text of its document as it is stored now.</summary>
public sealed class CitationSource
{
    internal CitationSource(string label, SearchHit hit, StoredText? document)
    {
        (Label, Hit) = (label, hit);
        // A document may have been replaced since the search: its text counts only where it still says the same.
        Document = document?.Says(hit.Start, hit.End, hit.Text) == true ? document : null;
        Text = new SourceText(this);
    }

    public string Label { get; }

    public SearchHit Hit { get; }

    /// <summary>Null when the passage no longer stands in the stored document: nothing can be verified against it then.</summary>
    internal StoredText? Document { get; }

    internal SourceText Text { get; }
}

/// <summary>Loads what an answer's citations are verified against.</summary>
public sealed class CitationSources
{
    private readonly DocumentTexts _texts;

    internal CitationSources(DocumentTexts texts) => _texts = texts;

    /// <param name="labelled">The passages that the asker was given, each under its label (<c>S1</c>).</param>
    public async Task<IReadOnlyList<CitationSource>> LoadAsync(
        TenantScope tenant, IReadOnlyList<(string Label, SearchHit Hit)> labelled, CancellationToken cancellationToken)
    {
        var texts = await _texts.LoadAsync(tenant, labelled.Select(source => (source.Hit.Namespace, source.Hit.DocumentId)), null, cancellationToken);
        return [.. labelled.Select(source => new CitationSource(source.Label, source.Hit, texts.GetValueOrDefault(source.Hit.DocumentId)))];
    }
}
