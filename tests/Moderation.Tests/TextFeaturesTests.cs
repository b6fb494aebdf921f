using System.Text;

namespace Parley.Moderation.Tests;

public sealed class TextFeaturesTests
{
    [Theory]
    [InlineData("i")]
    [InlineData("tell me about 1234 cats")]
    [InlineData("supercalifragilisticexpialidocious words, größer und länger: привет 日本")]
    public void Words_pairs_and_runs_are_those_of_a_plain_reading(string text)
    {
        var bag = new FeatureBag();
        TextFeatures.Collect(text, 0, text.Length, [], 0, bag);

        var plain = new FeatureBag();
        var before = 0u;
        foreach (var word in Words(text))
        {
            plain.AddWord(FeatureBag.Kind.Word, FeatureBag.Hash(word));
            if (before != 0)
            {
                plain.AddWord(FeatureBag.Kind.Pair, (before * 31) + FeatureBag.Hash(word));
            }

            before = FeatureBag.Hash(word);
            for (var at = 0; at < word.Length; at++)
            {
                for (var length = 3; length <= 5 && at + length <= word.Length; length++)
                {
                    plain.AddWord(FeatureBag.Kind.Run, FeatureBag.Hash(word.AsSpan(at, length)));
                }
            }
        }

        Assert.Equal(plain.Words.ToArray(), bag.Words.ToArray());
    }

    [Fact]
    public void A_sign_of_ascii_is_read_as_the_same_sign_among_others_is()
    {
        for (var c = ' '; c < '\u007F'; c++)
        {
            using var view = PlainView.Of($"x{c}x", out var hidden);

            Assert.Equal(("x" + Confusables.Fold(new Rune(c)) + "x", 0), (view.Chars.ToString(), hidden));
        }
    }

    // Of at most 24 characters, digits as one, between signs for its ends.
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var c in text + " ")
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.IsDigit(c) ? '0' : c);
            }
            else if (word.Length > 0)
            {
                yield return $"<{word.ToString(0, Math.Min(24, word.Length))}>";
                word.Clear();
            }
        }
    }
}
