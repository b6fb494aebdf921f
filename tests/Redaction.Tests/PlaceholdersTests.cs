namespace Parley.Redaction.Tests;

/// <summary>Placeholders, and what only looks like one.</summary>
public sealed class PlaceholdersTests
{
    [Fact]
    public void Any_text_comes_back_from_its_escaped_form_and_holds_no_placeholder_there()
    {
        string[] parts = ["[", "]", "\\", "EMAIL_1", "[EMAIL_1]", "[\\EMAIL_1]", "[CARD_22]", "_", "1", "0", "a ", "\ud83d", "[[NATIONAL_ID_3]]", "[email_1]"];
        var random = new Random(3);
        for (var round = 0; round < 5_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            var escaped = Placeholders.Escape(text);

            Assert.Equal(text, Placeholders.Unescape(escaped));
            Assert.Empty(Placeholders.In(escaped));
        }
    }

    [Fact]
    public void Every_kind_has_a_placeholder_that_is_read_again()
    {
        foreach (var kind in DatumKinds.All)
        {
            Assert.True(Placeholders.TryParse(Placeholders.Of(kind, 12), out var read, out var number));
            Assert.Equal((kind, 12), (read, number));
        }
    }

    [Theory]
    [InlineData("[EMAIL_0]")]
    [InlineData("[EMAIL_01]")]
    [InlineData("[email_1]")]
    [InlineData("[\\EMAIL_1]")]
    [InlineData("[EMAIL_1] ")]
    [InlineData("[EMAIL_1]\n")]
    [InlineData("[EMAIL_1234567890]")]
    [InlineData("[OTHER_1]")]
    [InlineData("EMAIL_1")]
    [InlineData("")]
    public void Others_are_none(string text) => Assert.False(Placeholders.TryParse(text, out _, out _));

    [Fact]
    public void A_number_or_kind_that_no_placeholder_has_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Placeholders.Of(DatumKinds.Card, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Placeholders.Of("shoe", 1));
    }

    [Fact]
    public void Known_ones_are_restored_and_others_stay() =>
        Assert.Equal("To a@example.com, not [EMAIL_2] or [\\EMAIL_1].",
            Placeholders.Replace("To [EMAIL_1], not [EMAIL_2] or [\\EMAIL_1].", placeholder => placeholder == "[EMAIL_1]" ? "a@example.com" : null));
}
