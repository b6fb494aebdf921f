using Parley.Redaction;
using Parley.Redaction.Tagging;

namespace Parley.PersonalData;

/// <summary>What counting words reaches: each word alone gets the tag that it had most often in what is learned from.</summary>
internal sealed class Baseline(Dictionary<uint, int> tags)
{
    public static Baseline Learn() => new(Corpus.Own(Part.Learn)
        .SelectMany(segment => segment.Tokens.Zip(segment.Tags))
        .GroupBy(pair => pair.First.Hash)
        .ToDictionary(word => word.Key, word => word.GroupBy(pair => (pair.Second + 1) / 2).MaxBy(tag => tag.Count())!.Key));

    public IReadOnlyList<PersonalDatum> Find(string text)
    {
        var (tokens, found) = (new List<Token>(), new List<PersonalDatum>());
        Tokens.Read(text, 0, tokens);
        var last = 0;
        foreach (var token in tokens)
        {
            var tag = tags.GetValueOrDefault(token.Hash);
            if (tag > 0 && tag == last)
            {
                found[^1] = found[^1] with { End = token.End };
            }
            else if (tag > 0)
            {
                found.Add(new(Tagger.Kinds[tag - 1], token.Start, token.End, 1));
            }

            last = tag;
        }

        return found;
    }
}
