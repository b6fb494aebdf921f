using System.Globalization;
using Parley.Conversations;

namespace Parley.Orchestration.Tests;

/// <summary>What becomes of a text that is to be a title.</summary>
public sealed class TitleTextTests
{
    [Theory]
    [InlineData("  How do\r\n I   back\tup? ", "How do I back up?")]
    [InlineData("a\u0000b\u0007c", "a b c")]
    [InlineData("evil \u202Egnp.exe", "evil gnp.exe")]
    [InlineData("", "")]
    [InlineData(" \n ", "")]
    public void It_is_one_line_without_what_nobody_sees(string text, string title) => Assert.Equal(title, TitleText.From(text));

    [Fact]
    public void A_long_text_is_cut_and_says_so()
    {
        var title = TitleText.From(new string('x', 500));

        Assert.Equal(new string('x', TitleText.Longest - 1) + "…", title);
    }

    [Theory]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("🇩🇪")]
    [InlineData("e\u0301\u0302")]
    [InlineData("नि")]
    [InlineData("👍🏽")]
    public void It_is_cut_only_between_what_a_reader_sees_as_characters(string character)
    {
        for (var before = 0; before < TitleText.Longest; before++)
        {
            var title = TitleText.From(new string('x', before) + string.Concat(Enumerable.Repeat(character, 60)));

            Assert.True(title.Length <= TitleText.Longest);
            var elements = StringInfo.GetTextElementEnumerator(title);
            while (elements.MoveNext())
            {
                Assert.Contains(elements.GetTextElement(), (string[])["x", character, "…"]);
            }
        }
    }

    [Fact]
    public void A_single_character_that_is_too_long_for_a_title_leaves_only_the_mark_of_the_cut() =>
        Assert.Equal("…", TitleText.From("e" + new string('\u0301', 100_000)));

    [Fact]
    public void Half_a_surrogate_pair_does_not_get_in() => Assert.Equal("ab", TitleText.From("a\ud83db"));
}
