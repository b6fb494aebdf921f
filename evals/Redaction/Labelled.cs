using Parley.Redaction;
using Parley.Redaction.Tagging;

namespace Parley.PersonalData;

/// <summary>The tokens of one segment with their tags.</summary>
internal sealed record Labelled(Token[] Tokens, int[] Tags, bool IsCaseless)
{
    /// <summary>Cuts a text as it is cut when it is read, and tags its tokens.</summary>
    public static IEnumerable<Labelled> Of(Seed seed)
    {
        var segmenter = new Segmenter(amongCalmWords: false);
        for (var from = 0; from < seed.Text.Length;)
        {
            var to = from + segmenter.Length(seed.Text.AsSpan(from), final: true);
            var tokens = new List<Token>();
            Redaction.Tagging.Tokens.Read(seed.Text.AsSpan(0, to), from, tokens);
            yield return new([.. tokens], [.. tokens.Select(token => TagOf(token, seed.Data))], Tagger.IsCaseless(tokens.ToArray()));
            from = to;
        }
    }

    private static int TagOf(Token token, IReadOnlyList<PersonalDatum> data)
    {
        foreach (var datum in data)
        {
            if (token.Start >= datum.Start && token.Start < datum.End)
            {
                return 1 + (2 * Tagger.Kinds.Index().First(kind => kind.Item == datum.Kind).Index) + (token.Start == datum.Start ? 0 : 1);
            }
        }

        return 0;
    }
}
