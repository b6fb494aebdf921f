using Parley.Conversations;

namespace Parley.Orchestration.Tests;

/// <summary>Which titles are found in a conversation's own words, and what is made of those that models give.</summary>
public sealed class TitleTests
{
    [Theory]
    [InlineData("How do I back up Parley?", "Run parley backup.", "Back up Parley")]
    [InlineData("Hello there! I have a question. Could you please explain how the invoice numbers are made?", "Invoice numbers rise.", "Please explain how the invoice numbers are made")]
    [InlineData("Wie kann ich die Rechnung für den Hafen ändern?", "Die Rechnung ändert der Hafenmeister.", "Rechnung für den Hafen ändern")]
    [InlineData("如何备份数据库?", "运行备份。", "如何备份数据库")]
    [InlineData("", "", "")]
    [InlineData("?!?", "…", "")]
    public void The_words_with_most_to_say_are_a_title(string question, string answer, string title) =>
        Assert.Equal(title, ExtractiveTitle.Of(question, answer));

    [Fact]
    public void A_question_that_is_very_long_has_a_short_title()
    {
        var title = ExtractiveTitle.Of(string.Concat(Enumerable.Repeat("The harbour gate opens at dusk 👩‍👩‍👧‍👦 ", 20_000)), "Yes.");

        Assert.InRange(title.Length, 1, TitleText.Longest);
        Assert.Contains("arbour gate", title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Backing up Parley\"", "Backing up Parley")]
    [InlineData("# **Backing up Parley**.", "Backing up Parley")]
    [InlineData("Title: Backing up Parley\nIt is about backups.", "Backing up Parley")]
    [InlineData("<think>The user wants\na title.</think>\n\nBacking up Parley", "Backing up Parley")]
    [InlineData("<think>The user wants and never ends", "")]
    [InlineData("„Sicherung der Daten“", "Sicherung der Daten")]
    [InlineData("[Backup](https://attacker.example/x) ![](https://attacker.example/pixel)", "Backup")]
    [InlineData("evil \u202Etxt.exe\u0000", "evil txt.exe")]
    [InlineData(" \n \"\" \n***\n", "")]
    public void What_models_put_around_a_title_is_taken_off(string reply, string title) => Assert.Equal(title, GivenTitle.Of(reply));
}
