using Parley.Kernel;
using Parley.Knowledge.Search;

namespace Parley.Knowledge.Tests;

/// <summary>Small chunks are found, large passages are read.</summary>
public sealed class StitchingTests
{
    private const string Text = "One one one. Two two two. Three three.\n\nFour four four. Five five.";

    private static readonly DocumentId Document = new("doc_a");
    private static readonly Dictionary<DocumentId, StoredText> Texts = new() { [Document] = new(Text, () => [new(1, 0, 40), new(2, 40, Text.Length)]) };

    [Fact]
    public void A_chunk_grows_to_its_parent_and_the_second_of_the_same_parent_adds_nothing()
    {
        var read = Stitching.Read([Hit("Two two two.", "One", "Three three."), Hit("One one one.", "One", "Three three.")], Texts, 1_000, Length);

        Assert.Equal("One one one. Two two two. Three three.", Assert.Single(read).Text);
        Assert.Equal(Text[read[0].Start..read[0].End], read[0].Text);
    }

    [Fact]
    public void Neighbours_are_stitched_with_what_stands_between_them()
    {
        var read = Stitching.Read([Hit("Four four four.", "Four", "Five five."), Hit("Three three.", "One", "Three three.")], Texts, 1_000, Length);

        Assert.Equal(Text, Assert.Single(read).Text);
    }

    [Fact]
    public void What_there_is_no_room_for_stays_as_small_as_it_was_found_or_is_left_out()
    {
        var read = Stitching.Read(
            [Hit("Two two two.", "One", "Three three."), Hit("Four four four.", "Four", "Five five."), Hit("Five five.", "Five", "Five five.")], Texts, 28, Length);

        Assert.Equal(["Two two two.", "Four four four."], read.Select(hit => hit.Text));
    }

    [Fact]
    public void A_passage_of_a_document_that_was_replaced_stays_as_it_was_found()
    {
        var stale = Hit("Two two two.", "One", "Three three.") with { Text = "Two, as it was.", End = 40 };

        Assert.Equal(stale, Assert.Single(Stitching.Read([stale], Texts, 1_000, Length)));
    }

    [Fact]
    public void A_passage_stands_on_the_page_where_it_begins_after_it_has_grown()
    {
        var found = Hit("Five five.", "One", "Five five.") with { Page = 2 };

        Assert.Equal(1, Assert.Single(Stitching.Read([found], Texts, 1_000, Length)).Page);
    }

    private static long Length(SearchHit hit) => hit.Text.Length;

    private static SearchHit Hit(string text, string parentFrom, string parentTo)
    {
        var start = Text.IndexOf(text, StringComparison.Ordinal);
        return new(new("chunk_" + start), Document, "a", "docs", null, null, null, start, start + text.Length, text, 1)
        {
            ParentStart = Text.IndexOf(parentFrom, StringComparison.Ordinal),
            ParentEnd = Text.IndexOf(parentTo, StringComparison.Ordinal) + parentTo.Length,
        };
    }
}
