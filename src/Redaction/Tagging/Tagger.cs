namespace Parley.Redaction.Tagging;

/// <summary>
/// Tags persons, addresses, organizations and locations, word by word from the left, each word by what stands around it and by the tags before
/// (a maximum entropy Markov model, McCallum et al. 2000, read greedily).
/// </summary>
internal sealed class Tagger(TaggerModel model)
{
    /// <summary>The kinds in the order of their tags: 0 is none of them, then the beginning and the inside of each.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [DatumKinds.Person, DatumKinds.Address, DatumKinds.Organization, DatumKinds.Location];

    // What is missed costs more than what is hidden without need: a word needs less than half to count.
    private const float LeastOfAny = 0.4f;
    private const int LeastCapitals = 2;
    private const int LongestWord = 32;
    private const int LongestCaseless = 10;

    private readonly List<Token> _tokens = [];

    /// <summary>Adds what is found in a segment.</summary>
    public void Read(Segment segment, List<PersonalDatum> found)
    {
        _tokens.Clear();
        Tokens.Read(segment.Text, segment.From, _tokens);
        var tokens = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens);
        var isCaseless = IsCaseless(tokens);
        Span<int> features = stackalloc int[Features.Most];
        Span<float> tags = stackalloc float[TaggerModel.Tags];
        var (before, beforeThat) = (0, 0);
        var (kind, start, end, sum, count) = (-1, 0, 0, 0f, 0);
        for (var at = 0; at <= tokens.Length; at++)
        {
            var tag = 0;
            if (at < tokens.Length)
            {
                model.Score(features[..Features.Read(tokens, at, before, beforeThat, isCaseless, features)], tags);
                tag = IsWord(tokens[at]) ? Choose(tags) : 0;
            }

            // An inside without its beginning begins.
            var goesOn = tag > 0 && tag % 2 == 0 && kind == (tag - 1) / 2;
            if (kind >= 0 && !goesOn)
            {
                found.Add(new(Kinds[kind], start, end, sum / count));
                kind = -1;
            }

            if (tag > 0)
            {
                (kind, start, sum, count) = goesOn ? (kind, start, sum, count) : ((tag - 1) / 2, tokens[at].Start, 0, 0);
                (end, sum, count) = (tokens[at].End, sum + 1 - tags[0], count + 1);
            }

            (beforeThat, before) = (before, tag);
        }
    }

    /// <summary>Whether case says nothing: there are no capitals but the first, or hardly anything else.</summary>
    public static bool IsCaseless(ReadOnlySpan<Token> tokens)
    {
        var (capitals, small) = (0, 0);
        for (var at = 0; at < tokens.Length; at++)
        {
            capitals += (tokens[at].Shape & 31) is Tokens.Upper or Tokens.Initial or Tokens.Capital or Tokens.Mixed && (at > 0 || tokens.Length == 1) ? 1 : 0;
            small += (tokens[at].Shape & 31) == Tokens.Lower ? 1 : 0;
        }

        return capitals == 0 || (small == 0 && capitals > LeastCapitals && AllUpper(tokens));
    }

    // Scripts without blanks give whole sentences as one token.
    private static bool IsWord(Token token) => token.End - token.Start <= ((token.Shape & 31) == Tokens.Caseless ? LongestCaseless : LongestWord);

    private static int Choose(ReadOnlySpan<float> tags)
    {
        if (1 - tags[0] < LeastOfAny)
        {
            return 0;
        }

        var best = 1;
        for (var tag = 2; tag < tags.Length; tag++)
        {
            best = tags[tag] > tags[best] ? tag : best;
        }

        return best;
    }

    private static bool AllUpper(ReadOnlySpan<Token> tokens)
    {
        foreach (var token in tokens)
        {
            if ((token.Shape & 31) is Tokens.Capital or Tokens.Mixed)
            {
                return false;
            }
        }

        return true;
    }
}
