using System.Text;

namespace Parley.Bench.Knowledge;

/// <summary>Texts whose words are spread as in a language: the word of rank r is said in proportion to 1 / (r + 2.7), as Mandelbrot has it. The same in every run.</summary>
internal sealed class SampleTexts
{
    private const int Vocabulary = 300_000;
    private const int OfNoContent = 120;
    private const int PerQuery = 5;

    private readonly double[] _sums = new double[Vocabulary];

    public SampleTexts()
    {
        var sum = 0.0;
        for (var rank = 0; rank < Vocabulary; rank++)
        {
            _sums[rank] = sum += 1 / (rank + 2.7);
        }
    }

    /// <summary>A document of some passages, each under its own heading.</summary>
    public string Document(int number, int passages)
    {
        var text = new StringBuilder();
        for (var i = 0; i < passages; i++)
        {
            text.Append("# ").Append(Word(Draw(new Random((number * 1_000) + i)))).Append("\n\n").Append(Passage(number, i)).Append("\n\n");
        }

        return text.ToString();
    }

    public string Passage(int document, int passage)
    {
        var random = new Random((document * 1_000) + passage);
        var text = new StringBuilder();
        for (var left = 60 + random.Next(50); left > 0; left--)
        {
            text.Append(Word(Draw(random))).Append(left % 14 == 1 ? ". " : " ");
        }

        return text.ToString();
    }

    /// <summary>Words of content that stand together in one passage.</summary>
    public string Query(int document, int passage)
    {
        var random = new Random((document * 1_000) + passage);
        var words = new List<int>();
        for (var left = 60 + random.Next(50); left > 0; left--)
        {
            words.Add(Draw(random));
        }

        return string.Join(' ', words.Where(rank => rank >= OfNoContent).Distinct().Take(PerQuery).Select(Word));
    }

    private int Draw(Random random)
    {
        var at = Array.BinarySearch(_sums, random.NextDouble() * _sums[^1]);
        return at < 0 ? ~at : at;
    }

    // A syllable a digit: words of two to four syllables, that no stemmer touches.
    private static string Word(int rank)
    {
        const string Consonants = "bdfgklmnprtvz";
        const string Vowels = "aou";
        var word = new StringBuilder();
        for (var rest = rank + 40; rest > 0; rest /= 39)
        {
            word.Append(Consonants[rest % 39 / 3]).Append(Vowels[rest % 3]);
        }

        return word.Append('x').ToString();
    }
}
