using System.Globalization;

namespace Parley.Conversations.Tests;

/// <summary>Snippets are readable wherever they are cut.</summary>
public sealed class SnippetTests
{
    [Fact]
    public void The_piece_holds_the_most_different_words_and_marks_each()
    {
        var text = string.Join(' ', Enumerable.Repeat("filler words without end", 20)) + " the blue walrus sings. " + string.Join(' ', Enumerable.Repeat("walrus alone", 20));

        var snippet = Snippets.Cut(MessageQuery.Parse("blue walrus singing"), text);

        Assert.Equal(["blue", "walrus", "sings"], Marked(snippet).Take(3));
        Assert.StartsWith("…", snippet.Text, StringComparison.Ordinal);
        Assert.EndsWith("…", snippet.Text, StringComparison.Ordinal);
        Assert.InRange(snippet.Text.Length, 100, 170);
    }

    [Fact]
    public void A_short_text_is_shown_whole_in_one_line()
    {
        var snippet = Snippets.Cut(MessageQuery.Parse("walrus"), "A\r\nwalrus\tin\nlines");

        Assert.Equal("A  walrus in lines", snippet.Text);
        Assert.Equal([new Highlight(3, 9)], snippet.Highlights);
    }

    [Theory]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("🇩🇪")]
    [InlineData("e\u0301\u0323")]
    [InlineData("👍🏽")]
    [InlineData("क्षि")]
    [InlineData("\u202Eabc\u202C")]
    [InlineData("ก็")]
    [InlineData("각")]
    public void No_cut_goes_through_what_readers_see_as_one_character(string character)
    {
        for (var before = 40; before < 40 + character.Length + 8; before++)
        {
            var text = string.Concat(Enumerable.Repeat(character, before)) + "x walrus y" + string.Concat(Enumerable.Repeat(character, 90));
            var snippet = Snippets.Cut(MessageQuery.Parse("walrus"), text);

            var whole = StringInfo.ParseCombiningCharacters(text).Append(text.Length).ToHashSet();
            var piece = snippet.Text.Trim('…').TrimEnd('\u202C');
            var at = text.IndexOf(piece, StringComparison.Ordinal);
            Assert.True(at >= 0 && whole.Contains(at), $"cut at {at} with {before}");
            Assert.True(whole.Contains(at + piece.Length) || text[(at + piece.Length)..].StartsWith('\u202C'), $"cut at {at + piece.Length} with {before}");
            Assert.Equal(["walrus"], Marked(snippet));
        }
    }

    [Fact]
    public void A_highlight_covers_marks_that_belong_to_its_last_character()
    {
        var snippet = Snippets.Cut(MessageQuery.Parse("नमस्ते"), "कहो नमस्ते\u200D\u0301 दुनिया");

        var mark = Assert.Single(snippet.Highlights);
        Assert.Contains(mark.End, StringInfo.ParseCombiningCharacters(snippet.Text));
    }

    [Fact]
    public void A_direction_that_is_begun_in_the_piece_ends_in_it()
    {
        var snippet = Snippets.Cut(MessageQuery.Parse("walrus"), "\u202E\u2067 walrus " + new string('a', 400) + "\u2069\u202C");

        Assert.EndsWith("\u2069\u202C…", snippet.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_with_thousands_of_marks_does_not_make_the_piece_long()
    {
        var monster = "e" + new string('\u0301', 50_000);

        Assert.InRange(Snippets.Cut(MessageQuery.Parse("walrus"), monster + " walrus " + monster).Text.Length, 8, 900);
    }

    [Fact]
    public void Of_a_message_of_a_megabyte_the_beginning_is_indexed()
    {
        var key = new DataKeyOfTests().Key;
        var text = string.Join(' ', Enumerable.Range(0, 150_000).Select(i => $"word{i}"));

        Assert.Equal(MessageTerms.MostTerms, MessageTerms.Unpack(MessageTerms.Of(key, text)).Length);
        Assert.InRange(MessageTerms.Indexed(text).Length, MessageTerms.LongestText - 1, MessageTerms.LongestText);
    }

    [Fact]
    public void The_same_word_has_another_hash_for_another_subject()
    {
        var (mine, theirs) = (MessageTerms.Of(new DataKeyOfTests(1).Key, "walrus"), MessageTerms.Of(new DataKeyOfTests(2).Key, "walrus"));

        Assert.NotEqual(MessageTerms.Unpack(mine)[0].Hash, MessageTerms.Unpack(theirs)[0].Hash);
        Assert.Equal(mine, MessageTerms.Of(new DataKeyOfTests(1).Key, "Walrus"));
    }

    private static IEnumerable<string> Marked(Snippet snippet) => snippet.Highlights.Select(mark => snippet.Text[mark.Start..mark.End]);

    private sealed class DataKeyOfTests(byte seed = 0)
    {
        public DataKey Key { get; } = new(new("tenant_a"), [.. Enumerable.Repeat(seed, 32)]);
    }
}
