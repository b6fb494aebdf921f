using Parley.Text;

namespace Parley.Ranking.Tests;

public sealed class PlanTests
{
    private static readonly IReadOnlyList<Language> English = [Language.Find("en")];

    [Fact]
    public void Words_that_every_question_has_weigh_less()
    {
        var plan = QueryPlanner.Plan("What is the best way to restart the ledger?", [], English);

        Assert.True(Weight(plan, "way") < Weight(plan, "ledger"));
        Assert.Equal(1, Weight(plan, "restart"));
    }

    [Fact]
    public void Words_that_mean_the_same_are_looked_for_atalkand_count_less()
    {
        var forms = QueryPlanner.Plan("delete a photo", [], English).Terms.Single(term => term.Word == "photo").Forms;

        Assert.Equal("photo", forms[0].Form);
        Assert.Contains(forms, form => form is { Form: "pictur", Closeness: > 0 and < 1 });
    }

    [Theory]
    [InlineData("covid 19 tests", "covid", "covid19")]
    [InlineData("covid19 tests", "covid19", "covid")]
    [InlineData("my time table", "time", "timet")]
    public void Words_written_as_one_or_two_find_each_other(string question, string word, string form)
    {
        var forms = QueryPlanner.Plan(question, [], English).Terms.First(term => term.Word == word).Forms;

        Assert.Contains(forms, known => known.Form.StartsWith(form, StringComparison.Ordinal) && known.Closeness < 1);
    }

    [Fact]
    public void A_question_that_leans_takes_the_subject_from_the_conversation()
    {
        IReadOnlyList<SaidBefore> history = [new(true, "Who built the Eiffel tower?"), new(false, "Gustave Eiffel's company built it.")];

        var plan = QueryPlanner.Plan("How tall is it?", history, English);

        Assert.True(plan.IsFollowUp);
        Assert.InRange(Weight(plan, "tower"), 0.2, 0.9);
        Assert.Equal(TermOrigin.History, plan.Terms.Single(term => term.Word == "tower").Origin);
        Assert.Equal(2, plan.Tried.Count);
        Assert.Equal(["Gustave Eiffel's company built it."], plan.Said);
    }

    [Fact]
    public void A_question_that_stands_alone_takes_less_of_it()
    {
        IReadOnlyList<SaidBefore> history = [new(true, "Who built the Eiffel tower?")];

        var standing = QueryPlanner.Plan("Which currency does the Swiss parliament print banknotes of?", history, English);

        Assert.False(standing.IsFollowUp);
        Assert.True(Weight(standing, "tower") < Weight(QueryPlanner.Plan("How tall is it?", history, English), "tower"));
    }

    [Theory]
    [InlineData("hi", true)]
    [InlineData("Thank you so much!", true)]
    [InlineData("Guten Morgen", true)]
    [InlineData("merci beaucoup", true)]
    [InlineData("…", true)]
    [InlineData("how are you?", true)]
    [InlineData("thanks, and how do I cancel my plan?", false)]
    [InlineData("What is a good morning routine?", false)]
    [InlineData("Is there help?", false)]
    [InlineData("help", false)]
    public void Greetings_and_thanks_need_no_documents(string message, bool isTalk)
    {
        Assert.Equal(!isTalk, QueryPlanner.Plan(message, [], English).NeedsDocuments);
    }

    [Fact]
    public void A_misspelt_word_finds_its_neighbours_in_the_index()
    {
        var plan = QueryPlanner.Plan("sympthoms", [], English);

        var respelt = Spelling.Respell(plan, _ => false, _ => [("symptom", 9), ("symphoni", 4), ("system", 30)]);

        Assert.Equal("symptom", respelt.Terms[0].Forms[1].Form);
        Assert.DoesNotContain(respelt.Terms[0].Forms, form => form.Form == "system");
    }

    [Fact]
    public void A_word_that_the_index_holds_keeps_its_spelling()
    {
        var plan = QueryPlanner.Plan("ledger", [], English);

        Assert.Same(plan, Spelling.Respell(plan, form => form == "ledger", _ => throw new InvalidOperationException("nothing is looked up")));
    }

    [Theory]
    [InlineData("ledger", "ledger", 0)]
    [InlineData("ledger", "legder", 1)]
    [InlineData("ledger", "ledgers", 1)]
    [InlineData("ledger", "lodgers", 2)]
    [InlineData("ledger", "budget", -1)]
    public void Spellings_differ_by_letters_and_swaps(string one, string other, int distance)
    {
        Assert.Equal(distance, Spelling.Distance(one, other, 2));
    }

    [Theory]
    [InlineData("Where is it? ", true)]
    [InlineData("在哪里？", true)]
    [InlineData("Πού είναι;", true)]
    [InlineData("int x;", false)]
    [InlineData("The questions of 2020", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_title_that_ends_as_a_question_is_one(string? title, bool isQuestion)
    {
        Assert.Equal(isQuestion, TitleQuestion.Of(title) is not null);
    }

    [Fact]
    public void A_question_of_a_million_characters_is_cut()
    {
        var plan = QueryPlanner.Plan(string.Join(' ', Enumerable.Range(0, 200_000).Select(i => $"word{i}")), [], English);

        Assert.InRange(plan.Terms.Count, 1, 64);
    }

    [Fact]
    public void A_talkconversation_is_looked_at_in_part()
    {
        var talk = string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"word{i}"));
        var history = Enumerable.Range(0, 60).Select(i => new SaidBefore(i % 2 == 0, talk)).ToList();

        var plan = QueryPlanner.Plan("And how tall is it?", history, English);

        Assert.Equal(64, plan.Terms.Count);
        Assert.Equal(10, plan.Said.Count);
    }

    private static double Weight(QueryPlan plan, string word) => plan.Terms.Single(term => term.Word == word).Weight;
}
