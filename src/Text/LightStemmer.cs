namespace Parley.Text;

/// <summary>Cuts the endings by which the forms of a noun, adjective or common verb differ; what is left need not be a word.</summary>
/// <param name="suffixes">Endings, each tried once, the longest first.</param>
/// <param name="leastStem">Letters that must be left.</param>
internal sealed class LightStemmer(string suffixes, int leastStem)
{
    private readonly string[] _suffixes = [.. suffixes.Split(' ', StringSplitOptions.RemoveEmptyEntries).OrderByDescending(suffix => suffix.Length)];

    public string Stem(string word)
    {
        foreach (var suffix in _suffixes)
        {
            if (word.Length - suffix.Length >= leastStem && word.EndsWith(suffix, StringComparison.Ordinal))
            {
                return word[..^suffix.Length];
            }
        }

        return word;
    }
}
