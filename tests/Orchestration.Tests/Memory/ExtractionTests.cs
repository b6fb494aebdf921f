using Parley.Conversations;
using Parley.Text;

namespace Parley.Orchestration.Tests;

/// <summary>What is taken for a decision, an open question or a fact, and what an extracted summary holds.</summary>
public sealed class ExtractionTests
{
    [Theory]
    [InlineData("We decided to use PostgreSQL for the billing service.")]
    [InlineData("Let's go with the blue logo.")]
    [InlineData("They finally agreed on a price of 4,200 euros.")]
    [InlineData("Decision: the launch moves to March.")]
    [InlineData("Wir haben uns gestern für den zweiten Entwurf entschieden.")]
    [InlineData("Wir nehmen das Hotel am See.")]
    [InlineData("Der Vorstand hat das Budget von 20.000 Euro genehmigt.")]
    public void A_decision_is_told_by_its_wording(string sentence) => Assert.Equal((true, false), (Markers.IsDecision(sentence), Markers.IsOpenQuestion(sentence)));

    [Theory]
    [InlineData("It is still open who pays for the catering.")]
    [InlineData("We still need to find a venue.")]
    [InlineData("The date is to be confirmed.")]
    [InlineData("We have not decided on a name yet.")]
    [InlineData("Noch offen: wer holt die Gäste ab?")]
    [InlineData("Das Datum ist noch nicht bestätigt.")]
    [InlineData("Wir müssen noch klären, wer die Rechnung zahlt.")]
    [InlineData("Erinnere mich an den Termin beim Notar.")]
    public void An_open_question_is_told_by_its_wording(string sentence) => Assert.Equal((false, true), (Markers.IsDecision(sentence), Markers.IsOpenQuestion(sentence)));

    [Theory]
    [InlineData("What did you decide?")]
    [InlineData("The weather is lovely today.")]
    [InlineData("Das Wetter ist heute schön.")]
    [InlineData("Should we decide tomorrow?")]
    [InlineData("决定是什么？")]
    public void Others_are_taken_for_neither(string sentence) => Assert.Equal((false, false), (Markers.IsDecision(sentence), Markers.IsOpenQuestion(sentence)));

    [Fact]
    public void Facts_are_kept_filler_is_not_and_the_length_is_held()
    {
        var sentences = Sentence.Of(Said("user", "Hi there! My dentist is Dr. Farid Haddad, his number is 030 5557 219. I hope you are well. It rained a bit."))
            .Concat(Sentence.Of(Said("assistant", "Sure, happy to help! Let me know. ```\nint x = 4711;\n```"))).ToList();

        var summary = ExtractiveSummary.Write("- user, 2026-01-02: The cat is called Miezi 7.", sentences, [], 60);

        Assert.Contains("Farid Haddad", summary, StringComparison.Ordinal);
        Assert.Contains("5557 219", summary, StringComparison.Ordinal);
        Assert.StartsWith("- user, 2026-01-02: The cat", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("rained", summary, StringComparison.Ordinal);
        Assert.InRange(TokenEstimate.Of(summary), 10, 60);
    }

    [Fact]
    public void The_same_is_not_said_twice_but_another_number_is_another_fact()
    {
        var sentences = Sentence.Of(Said("user", "The budget is 5,000 euros in total. The budget is 5,000 euros in total. The budget is 6,500 euros in total.")).ToList();

        var lines = ExtractiveSummary.Write("", sentences, [], 400).Split('\n');

        Assert.Equal(2, lines.Length);
        Assert.EndsWith("6,500 euros in total.", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_settles_the_open_question_that_it_names_and_the_rest_stays()
    {
        var before = Sentence.Of(Said("user", "The venue of the wedding party is still open. We still need to find a band.")).ToList();
        var first = KeptSentences.Choose([], before, new Dictionary<KeptSpan, Sentence>());
        var after = Sentence.Of(Said("user", "We decided on the venue of the party: the old mill.")).ToList();

        var second = KeptSentences.Choose(first, after, first.Zip(before).ToDictionary(pair => pair.First, pair => pair.Second));

        Assert.Equal(["open_question", "open_question"], first.Select(span => span.Reason));
        Assert.Equal(["open_question", "decision"], second.Select(span => span.Reason));
        Assert.Equal(first[1].Message, second[0].Message);
    }

    [Fact]
    public void A_cut_falls_between_what_a_reader_sees_as_characters()
    {
        foreach (var text in (string[])["👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "e\u0301e\u0301e\u0301e\u0301", "🇩🇪🇫🇷🇮🇹", "नमस्ते नमस्ते", "a👍🏽b👍🏽c"])
        {
            var borders = System.Globalization.StringInfo.ParseCombiningCharacters(text).Append(text.Length).ToHashSet();
            for (var at = 0; at <= text.Length; at++)
            {
                Assert.Contains(Shortening.PlaceBefore(text, at), borders);
                Assert.InRange(Shortening.PlaceBefore(text, at), 0, at);
            }
        }

        Assert.Equal("one two…", Shortening.To("one two three", 10));
        Assert.False(char.IsHighSurrogate(Shortening.To(string.Concat(Enumerable.Repeat("😀", 500)), 101)[^2]));
    }

    [Fact]
    public void Words_that_could_take_long_to_judge_are_judged_soon()
    {
        var hostile = string.Concat(Enumerable.Repeat("we have has had all now finally also just jointly ", 4_000)) + "!";

        var sentences = Sentence.Of(Said("user", hostile)).ToList();

        Assert.Single(sentences);
        Assert.False(sentences[0].IsDecision);
    }

    private static Message Said(string role, string text) => new(
        MessageId.New(TimeProvider.System), new("conv_1"), null, null, role, text, "complete", DateTimeOffset.UnixEpoch, null, [], [], null, null, [], [], null, null);
}
