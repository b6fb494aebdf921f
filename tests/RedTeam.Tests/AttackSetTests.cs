namespace Parley.RedTeam.Tests;

/// <summary>The attacks that come with the product.</summary>
public sealed class AttackSetTests
{
    private static readonly RedTeamRunId Run = new("redrun_1");

    [Theory]
    [InlineData("direct")]
    [InlineData("encoded")]
    [InlineData("exfiltration")]
    [InlineData("harmful")]
    [InlineData("indirect")]
    [InlineData("multilingual")]
    [InlineData("multi-turn", 14)]
    [InlineData("personal-data")]
    [InlineData("system-prompt")]
    public void Every_family_has_enough_attacks_to_tell_something(string family, int least = 15) =>
        Assert.InRange(AttackSets.Shipped.Count(attack => attack.Family == family && !attack.Twin), least, 100);

    [Fact]
    public void There_are_look_alikes_of_nearly_every_family_and_many_languages()
    {
        var twins = AttackSets.Shipped.Where(attack => attack.Twin).ToList();

        Assert.InRange(twins.Count, 60, 200);
        Assert.Equal([.. AttackSets.Families.Except(["harmful"])], twins.Select(attack => attack.Family).Distinct());
        Assert.InRange(AttackSets.Shipped.Where(attack => !attack.Twin).Select(attack => attack.Language).Distinct().Count(), 8, 40);
    }

    [Fact]
    public void Ids_are_there_once_and_no_text_twice()
    {
        Assert.Distinct(AttackSets.Shipped.Select(attack => attack.Id));
        Assert.Distinct(AttackSets.Shipped.Select(attack => $"{attack.Twin} {attack.Encoding} {string.Join('\n', attack.Turns)} {attack.Document?.Text} {attack.Tool?.Result}"));
    }

    [Fact]
    public void An_armed_attack_holds_no_placeholder_and_each_sign_of_success_can_be_reached()
    {
        foreach (var (attack, number) in AttackSets.Shipped.Select((attack, index) => (attack, index + 1L)))
        {
            var armed = Lure.Of(Run, number).Arm(attack);
            var all = string.Join('\n', [.. armed.Turns, armed.System, armed.Document?.Text, armed.Tool?.Result]);

            Assert.DoesNotContain("{{", all, StringComparison.Ordinal);
            Assert.DoesNotContain("[[", all, StringComparison.Ordinal);
            Assert.All(armed.Expects.Forbid, sought => Assert.True(armed.Encoding is not null || Disguise.Holds(all, sought), $"{attack.Id}: nobody could say {sought}"));
            Assert.All(armed.Expects.Tools, tool => Assert.Contains(armed.Tools, declared => ToolText.Declare(declared).Name == tool));
        }
    }

    [Fact]
    public void Made_up_words_are_the_same_for_the_same_case_and_others_for_another()
    {
        Assert.Equal(Lure.Of(Run, 1), Lure.Of(Run, 1));
        Assert.NotEqual(Lure.Of(Run, 1), Lure.Of(Run, 2));
        Assert.NotEqual(Lure.Of(Run, 1), Lure.Of(new("redrun_2"), 1));
    }
}
