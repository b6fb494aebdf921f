using Parley.Safety;

namespace Parley.Orchestration.Tests;

/// <summary>What a person reads who is not answered.</summary>
public sealed class RefusalTextTests
{
    private static readonly string[] Languages =
        ["en", "de", "fr", "es", "it", "pt", "nl", "ro", "tr", "vi", "sv", "da", "nb", "pl", "cs", "fi", "hu", "id", "ru", "uk", "el", "ar", "zh", "ja", "ko"];

    [Theory]
    [InlineData("self-harm")]
    [InlineData("self-harm/intent")]
    [InlineData("self-harm/instructions")]
    public void Who_writes_of_self_harm_is_told_where_help_is_in_any_of_the_languages(string kind)
    {
        var words = Languages.Select(language => RefusalText.OfMessage(Policy.Standard, language, ["violence", kind])).ToList();

        Assert.Equal(Languages.Length, words.Distinct().Count());
        Assert.All(Languages.Zip(words), pair => Assert.NotEqual(RefusalText.OfMessage(Policy.Standard, pair.First, ["violence"]), pair.Second));
        Assert.Contains("crisis line", words[0], StringComparison.Ordinal);
        Assert.Equal(words[0], RefusalText.OfAnswer(Policy.Standard, null, [kind]));
        Assert.Equal(words[0], RefusalText.OfMessage(Policy.Standard, "eo", [kind]));
    }

    [Fact]
    public void The_words_of_a_policy_come_first()
    {
        var policy = Policy.Standard with { Refusals = new Dictionary<string, string> { ["default"] = "No.", ["de"] = "Nein." } };

        Assert.Equal(
            ("Nein.", "No.", "No."),
            (RefusalText.OfMessage(policy, "de", []), RefusalText.OfMessage(policy, "fr", ["self-harm"]), RefusalText.OfAnswer(policy, null, ["hate"])));
    }

    [Fact]
    public void An_answer_that_ends_early_says_so_where_there_are_words_for_it()
    {
        Assert.Equal("I cannot go on with this answer.", RefusalText.OfAnswer(Policy.Standard, "en", ["hate"]));
        Assert.Equal(RefusalText.OfMessage(Policy.Standard, "fi", []), RefusalText.OfAnswer(Policy.Standard, "fi", ["hate"]));
    }
}
