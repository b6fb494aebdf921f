using System.Text.RegularExpressions;
using Parley.Schemas.Patterns;

namespace Parley.Schemas.Tests;

public sealed class PatternTests
{
    [Theory]
    [InlineData("^.$", "😀", true)]
    [InlineData("^[😀-😎]$", "😃", true)]
    [InlineData("^[^x]$", "😀", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("^\\w$", "é", false)]
    [InlineData("\\bt", "ét", true)]
    [InlineData("^\\s$", "\uFEFF", true)]
    [InlineData("^\\S$", "\u2003", false)]
    [InlineData("^\\p{Lu}\\p{Ll}+$", "Äpfel", true)]
    [InlineData("^\\P{L}$", "5", true)]
    [InlineData("^[\\p{L}\\d_-]+$", "ä5-_", true)]
    [InlineData("^(?=.*[A-Z])(?=.*\\d)(?!.*\\s).{8,}$", "Passw0rdX", true)]
    [InlineData("^(?=.*[A-Z])(?=.*\\d)(?!.*\\s).{8,}$", "Passw0rd X", false)]
    [InlineData("(?<=\\$)\\d+(?!\\d|\\.)", "costs $42", true)]
    [InlineData("(?<!\\$)\\b\\d+", "costs $42", false)]
    [InlineData("^(?!(?=a)ab)a", "ab", false)]
    [InlineData("^(?<year>\\d{4})-\\d{2}$", "2024-05", true)]
    [InlineData("^a{2,}?$", "aaa", true)]
    [InlineData("^\\u{1F600}$", "😀", true)]
    [InlineData("^\\uD83D\\uDE00$", "😀", true)]
    [InlineData("^\\x41\\cJ$", "A\n", true)]
    [InlineData("", "", true)]
    [InlineData("^{$", "{", true)]
    [InlineData("^[]$", "]", false)]
    [InlineData("^[^]$", "]", true)]
    public void Patterns_mean_what_ECMA_262_says(string pattern, string text, bool matches)
    {
        Assert.Equal(matches, new Pattern(pattern).Matches(text, new(1_000_000)));
    }

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("a{2,1}")]
    [InlineData("[z-a]")]
    [InlineData("[\\d-z]")]
    [InlineData("\\Z")]
    [InlineData("\\k<a>")]
    [InlineData("(?i)a")]
    [InlineData("\\p{Nothing}")]
    [InlineData("\\u{110000}")]
    [InlineData("a\\")]
    [InlineData("(?<name")]
    public void What_is_no_pattern_is_refused(string pattern)
    {
        Assert.Throws<PatternException>(() => new Pattern(pattern));
    }

    [Fact]
    public void Random_patterns_match_as_the_engine_of_the_platform_does()
    {
        var random = new Random(3);
        var matched = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var source = Source(random, 3);
            var text = new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => "ab1_ "[random.Next(5)])]);
            var expected = Regex.IsMatch(text, source, RegexOptions.None, TimeSpan.FromSeconds(30));
            matched += expected ? 1 : 0;

            Assert.True(expected == new Pattern(source).Matches(text, new(10_000_000)), $"{source} on \"{text}\"");
        }

        Assert.InRange(matched, 500, 4_500);
    }

    private static string Source(Random random, int depth) => depth == 0
        ? "a|b|1|_|.|\\d|\\w|\\s|\\D|[ab]|[^a]|[a-b1]|^|$|\\b|\\B".Split('|')[random.Next(16)]
        : random.Next(9) switch
        {
            0 => $"(?:{Source(random, depth - 1)})*",
            1 => $"(?:{Source(random, depth - 1)})?",
            2 => $"(?:{Source(random, depth - 1)}){{{random.Next(2)},2}}",
            3 => $"(?:{Source(random, depth - 1)}|{Source(random, depth - 1)})",
            4 => $"(?={Source(random, depth - 1)})",
            5 => $"(?!{Source(random, depth - 1)})",
            6 => $"(?<={Source(random, depth - 1)})",
            _ => Source(random, depth - 1) + Source(random, depth - 1),
        };
}
