using Parley.Moderation;

namespace Parley.Safety.Tests;

/// <summary>What a judgement comes to.</summary>
public sealed class PromptGuardsTests
{
    [Fact]
    public void Findings_of_one_kind_are_one_and_the_strictest_comes_first()
    {
        var policy = PolicyRules.Read(new(Name: "x", Deny: [new("look", ["alpha"], GuardAction.Review), new("stop", ["beta"], GuardAction.Block)]));

        var looked = Look(policy, "alpha, alpha and beta");

        Assert.Equal(GuardAction.Block, looked.Action);
        Assert.Equal(["stop", "look"], looked.Findings.Select(finding => finding.Kind));
        Assert.Null(looked.Redacted);
    }

    [Fact]
    public void What_overlaps_is_taken_out_once()
    {
        var policy = PolicyRules.Read(new(Name: "x", Patterns: [new("number", "[0-9]{4}", GuardAction.Redact), new("code", "A[0-9]+", GuardAction.Redact)]));

        Assert.Equal("The [code] is old.", Look(policy, "The A12345 is old.").Redacted);
    }

    [Fact]
    public void A_policy_that_acts_on_low_scores_acts_on_the_whole_text()
    {
        var text = "I will hurt you badly for this, you know.";
        var policy = PolicyRules.Read(new(Name: "x", Categories: Kinds.Harm.ToDictionary(kind => kind, _ => new ScoreInput(BlockAt: 0.0001, ReviewAt: 0.0001))));

        var looked = Look(policy, text);

        Assert.Equal(GuardAction.Block, looked.Action);
        Assert.Contains(looked.Findings, finding => finding.Guard == "harm" && finding.Action == GuardAction.Block);
        Assert.True(looked.Findings.Count <= 8);
    }

    [Fact]
    public void Personal_data_of_a_document_is_no_matter_of_the_prompt()
    {
        const string Text = "Pay to DE89 3704 0044 0532 0130 00.";

        Assert.NotNull(Look(Policy.Standard, Text).Redacted);
        Assert.Equal((GuardAction.Allow, null), (Look(Policy.Standard, Text, ModerationSource.Document).Action, Look(Policy.Standard, Text, ModerationSource.Document).Redacted));
    }

    [Fact]
    public void Rules_for_tools_are_read_and_what_is_left_out_is_as_usual()
    {
        var policy = PolicyRules.Read(new(Name: "x", Tools: new(ReadOnly: ["look_up"])));

        Assert.Equal((ToolApproval.Writing, "look_up"), (policy.Tools.WhenTainted, Assert.Single(policy.Tools.ReadOnly)));
        Assert.Throws<RefusedException>(() => PolicyRules.Read(new(Name: "x", Tools: new(Follows: ["two\nlines"]))));
    }

    private static ScannedText Look(Policy policy, string text, ModerationSource source = ModerationSource.User) =>
        Acted.On(text, new Judge(policy).Look(text, source), policy, source);
}
