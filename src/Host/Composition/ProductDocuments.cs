using System.Text;

namespace Parley.Host.Composition;

/// <summary>The product's own documentation, which travels inside the program.</summary>
internal static class ProductDocuments
{
    private const string Prefix = "docs/";

    /// <summary>Each page with the name of its file, its first heading and its text.</summary>
    public static IReadOnlyList<(string File, string Title, string Markdown)> All { get; } =
    [
        .. from name in typeof(ProductDocuments).Assembly.GetManifestResourceNames()
           where name.StartsWith(Prefix, StringComparison.Ordinal)
           orderby name
           let text = Read(name)
           select (name[Prefix.Length..], TitleOf(text), text),
    ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ProductDocuments).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string TitleOf(string markdown) => markdown[..markdown.IndexOf('\n', StringComparison.Ordinal)].TrimStart('#', ' ').TrimEnd();
}
