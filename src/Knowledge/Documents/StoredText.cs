using System.Security.Cryptography;
using System.Text;

namespace Parley.Knowledge;

/// <summary>The text of a document's searchable version.</summary>
/// <param name="pages">Reads where its pages stand, when somebody asks; null for a text without pages.</param>
internal sealed class StoredText(string text, Func<IReadOnlyList<DocumentPage>>? pages = null)
{
    private IReadOnlyList<DocumentPage>? _pages;
    private string? _sha256;

    public string Text => text;

    /// <summary>Of the text in UTF-8, as whoever reads the document is told it.</summary>
    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether these words stand there.</summary>
    public bool Says(int start, int end, ReadOnlySpan<char> words) =>
        start >= 0 && start <= end && end <= text.Length && text.AsSpan(start, end - start).SequenceEqual(words);

    /// <returns>The page on which a place stands, from 1; null where the format has none.</returns>
    public int? PageAt(int place) => (_pages ??= pages?.Invoke() ?? []).LastOrDefault(page => page.Start <= place)?.Page;
}
