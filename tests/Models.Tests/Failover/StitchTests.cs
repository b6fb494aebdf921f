namespace Parley.Models.Tests;

public sealed class StitchTests
{
    private const string Whole = "The answer to this has three parts.\n\n1. First, measure it.\n2. Then `cut` it, 😀 twice.\n";

    [Theory]
    [InlineData("It was a dark and", " stormy night.", "It was a dark and stormy night.")]
    [InlineData("It was a dark and", "dark and stormy night.", "It was a dark and stormy night.")]
    [InlineData("It was a dark and ", "dark and stormy night.", "It was a dark and stormy night.")]
    [InlineData("It was a dark and sto", "dark and stormy night.", "It was a dark and stormy night.")]
    [InlineData("It was a dark and sto", "stormy night.", "It was a dark and stormy night.")]
    [InlineData("It was a dark and", "It was a dark and stormy night.", "It was a dark and stormy night.")]
    [InlineData("It was a dark and", "stormy night.", "It was a dark and stormy night.")]
    [InlineData("One, two", ", three", "One, two, three")]
    [InlineData("line one\n", "line one\nline two", "line one\nline two")]
    [InlineData("Ha ha", " ha ha!", "Ha ha ha ha!")]
    [InlineData("天気は", "天気はいい。", "天気はいい。")]
    [InlineData("done.", "", "done.")]
    public void Two_texts_are_joined_without_a_word_twice(string said, string more, string whole)
    {
        foreach (var step in new[] { 1, 3, 100 })
        {
            Assert.Equal(whole, said + Feed(new(said), more, step).Text);
        }
    }

    [Fact]
    public void Wherever_an_answer_breaks_off_its_rest_is_joined_to_it()
    {
        for (var at = 1; at < Whole.Length; at++)
        {
            var said = Whole[..at];
            foreach (var more in new[] { Continuation.Anchor(said) + said[said.TrimEnd().Length..] + Whole[at..], Whole })
            {
                Assert.Equal(Whole, said + Feed(new(said), more, 4).Text);
            }
        }
    }

    [Fact]
    public void An_answer_that_begins_anew_in_other_words_cannot_be_joined()
    {
        var (text, isBroken) = Feed(new("The answer to this has three parts. First, measure."), "The answer to this has three steps, and here they are.", 5);

        Assert.True(isBroken);
        Assert.Equal("The answer to this has three steps, and here they are.", text);
    }

    private static (string Text, bool IsBroken) Feed(Stitch stitch, string more, int step)
    {
        var text = "";
        var isBroken = false;
        for (var at = 0; at < more.Length; at += step)
        {
            text += stitch.Take(more.Substring(at, Math.Min(step, more.Length - at)));
            if (stitch.IsBroken)
            {
                isBroken = true;
                text += stitch.GiveUp();
            }
        }

        return (text + stitch.End(), isBroken);
    }
}
