using Parley.Text;

namespace Parley.Ranking;

/// <summary>A text taken apart once: its terms in their order, each with the number of its word and of its sentence.</summary>
public sealed class PassageTerms
{
    private readonly record struct Place(string Term, int Position, int Sentence);

    private readonly List<Place> _places = [];

    private int _grams;

    private PassageTerms()
    {
    }

    public static PassageTerms None { get; } = new();

    /// <summary>Words in all, those without content too.</summary>
    public int Length { get; private set; }

    public int SentenceCount { get; private set; }

    /// <summary>Most of it is in a script without blanks, whose terms are pairs or triples of characters.</summary>
    internal bool IsInGrams => _grams * 2 > _places.Count;

    internal IEnumerable<string> Terms => _places.Select(place => place.Term);

    internal int Count => _places.Count;

    public static PassageTerms Read(string text, Language language)
    {
        var read = new PassageTerms();
        foreach (var sentence in Sentences.In(text, 0, text.Length))
        {
            var said = sentence.Of(text);
            foreach (var word in Words.In(said))
            {
                foreach (var term in TextAnalyzer.TermsOf(said, word, language))
                {
                    read._places.Add(new(term, read.Length, read.SentenceCount));
                    var isGram = word.Script is Script.Cjk or Script.SouthEast;
                    (read.Length, read._grams) = isGram ? (read.Length + 1, read._grams + 1) : (read.Length, read._grams);
                }

                read.Length++;
            }

            read.SentenceCount++;
        }

        return read;
    }

    internal (string Term, int Position, int Sentence) this[int i] => (_places[i].Term, _places[i].Position, _places[i].Sentence);
}
