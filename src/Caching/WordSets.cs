using System.Collections.Frozen;
using Parley.Text;

namespace Parley.Caching;

/// <summary>Lines of words that belong together: those that may stand for each other, and those that exclude each other.</summary>
internal sealed class WordSets
{
    private readonly FrozenDictionary<string, (int Line, int Word)[]> _places;

    private WordSets(Dictionary<string, List<(int, int)>> places) =>
        _places = places.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>By stem; the words of one line may stand for each other.</summary>
    public static WordSets Synonyms { get; } = Load("synonyms.txt", word => StemsOf(word).Distinct());

    /// <summary>By folded word; the words of one line exclude each other, and forms of one word have one number.</summary>
    public static WordSets Exclusive { get; } = Load("exclusive.txt", word => [Words.Fold(word, Script.Latin)]);

    /// <returns>The lines that a word stands in, and which word of the line it is.</returns>
    public IReadOnlyList<(int Line, int Word)> Of(string word) => _places.TryGetValue(word, out var places) ? places : [];

    public bool ShareLine(string one, string other) =>
        _places.TryGetValue(one, out var mine) && _places.TryGetValue(other, out var others)
        && mine.Any(place => others.Any(theirs => theirs.Line == place.Line));

    private static IEnumerable<string> StemsOf(string word) =>
        ((string[])["en", "de", "fr", "es"]).SelectMany(code => TextAnalyzer.Terms(word, Language.Find(code)));

    private static WordSets Load(string name, Func<string, IEnumerable<string>> forms)
    {
        using var stream = typeof(WordSets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks {name}.");
        using var reader = new StreamReader(stream);
        var places = new Dictionary<string, List<(int, int)>>(StringComparer.Ordinal);
        for (var line = 0; reader.ReadLine() is { } text; line++)
        {
            if (text.StartsWith('#'))
            {
                continue;
            }

            foreach (var (number, word) in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Index())
            {
                foreach (var form in word.Split('/').SelectMany(forms))
                {
                    (places.TryGetValue(form, out var known) ? known : places[form] = []).Add((line, number));
                }
            }
        }

        return new(places);
    }
}
