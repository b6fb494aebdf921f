namespace Parley.Schemas.Compiling;

/// <summary>Which keywords are spoken: those of a draft, and in 2020-12 only of some of its vocabularies.</summary>
/// <param name="Vocabularies">Last parts of their URIs, such as <c>applicator</c>; null for all.</param>
internal sealed record Dialect(SchemaDraft Draft, IReadOnlySet<string>? Vocabularies)
{
    public const string Uri202012 = "https://json-schema.org/draft/2020-12/schema";
    public const string Uri7 = "http://json-schema.org/draft-07/schema";
    public const string VocabularyPrefix = "https://json-schema.org/draft/2020-12/vocab/";

    /// <summary>The vocabularies that are understood. Formats are annotations, so <c>format-assertion</c> is not among them.</summary>
    public static readonly IReadOnlySet<string> Understood = new HashSet<string> { "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content" };

    public bool Is7 => Draft == SchemaDraft.Draft7;

    public bool Speaks(string vocabulary) => vocabulary == "core" || Vocabularies is null || Vocabularies.Contains(vocabulary);

    /// <returns>The dialect of a draft's own URI; null for others.</returns>
    public static Dialect? Of(string uri) => uri.TrimEnd('#') switch
    {
        Uri202012 => Of(SchemaDraft.Draft202012),
        Uri7 or "https://json-schema.org/draft-07/schema" => Of(SchemaDraft.Draft7),
        _ => null,
    };

    public static Dialect Of(SchemaDraft draft) => new(draft, null);
}
