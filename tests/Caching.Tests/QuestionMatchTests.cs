namespace Parley.Caching.Tests;

public sealed class QuestionMatchTests
{
    [Fact]
    public void The_entry_that_means_the_same_is_found_among_others() =>
        Assert.Equal("b", Find("How can I export a report as PDF?", "How do I print a report?", "How do I export a report as PDF?", "How do I export a table?"));

    [Fact]
    public void Nothing_is_found_where_no_entry_asks_the_same() =>
        Assert.Null(Find("How do I export a report as PDF?", "How do I delete a report?", "Which browsers are supported?"));

    [Fact]
    public void Nothing_is_found_among_no_entries() => Assert.Null(Find("How do I export a report as PDF?"));

    [Fact]
    public void Two_different_questions_that_are_equally_near_are_both_left_alone() =>
        Assert.Null(Find("How do I export a large yearly report file?", "How do I export a large report file?", "How do I export a yearly report file?"));

    [Fact]
    public void Two_wordings_of_one_question_do_not_stand_in_each_others_way() =>
        Assert.NotNull(Find("What is the way to export a report as PDF?", "How do I export a report as PDF?", "How can I export a report as PDF?"));

    [Fact]
    public void A_stricter_bar_finds_less() =>
        Assert.Null(QuestionMatch.Find(new("How can somebody save reports to PDF files?"), [Keep("a", "How do I export a report as PDF?")], 0.99));

    private static string? Find(string asked, params string[] kept) =>
        QuestionMatch.Find(new(asked), kept.Select((text, i) => Keep(((char)('a' + i)).ToString(), text)))?.Kept.Key;

    private static KeptQuestion Keep(string key, string text) => new(key, text, new Question(text).Vector);
}
