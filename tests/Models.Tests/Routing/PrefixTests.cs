using Microsoft.Extensions.AI;

namespace Parley.Models.Tests;

/// <summary>Which replica a prompt is sent to when they keep what they read.</summary>
public sealed class PrefixTests
{
    private static readonly string Manual = string.Concat(Enumerable.Range(0, 4000).Select(number => $"rule {number}; "));

    [Fact]
    public void Prompts_have_in_common_what_they_begin_with()
    {
        var first = Prompt(Manual, "How?");
        var second = Prompt(Manual, "How?", "So.", "And why?");
        var other = Prompt("Another manual. " + Manual, "How?");

        Assert.Equal(first.Blocks, second.Blocks.Take(first.Blocks.Count));
        Assert.Empty(other.Blocks.Intersect(first.Blocks));
        Assert.True(second.Length > first.Length);
    }

    [Fact]
    public void What_was_sent_need_not_be_read_again_and_is_owed_until_it_is_read()
    {
        var index = new PrefixIndex(10_000);
        var (first, second) = (Prompt(Manual, "How?"), Prompt(Manual, "How?", "So.", "And why?"));

        Assert.Equal(first.Length, index.Send(first));
        Assert.InRange(index.Missing(second), 1, 2 * PromptPrefix.BlockLength);
        Assert.Equal(first.Length, index.Owed);
        index.Read(first.Length);
        Assert.Equal(0, index.Owed);
    }

    [Fact]
    public void What_was_not_used_for_longest_is_forgotten_first()
    {
        var prompts = Enumerable.Range(0, 3).Select(number => Prompt(number + Manual)).ToList();
        var index = new PrefixIndex(prompts[0].Blocks.Count * 2);

        index.Send(prompts[0]);
        index.Send(prompts[1]);
        index.Send(prompts[0]);
        index.Send(prompts[2]);

        Assert.Equal([true, false, true], prompts.Select(prompt => index.Missing(prompt) < prompt.Length / 10));
    }

    [Fact]
    public void A_very_long_prompt_is_looked_at_in_part()
    {
        var prompt = Prompt(new string('x', 5_000_000));

        Assert.Equal((5_000_004, 2_048), (prompt.Length, prompt.Blocks.Count));
        Assert.Equal(5_000_004, new PrefixIndex(100).Send(prompt));
    }

    [Fact]
    public async Task A_conversation_goes_where_its_beginning_is_and_elsewhere_when_that_is_busy()
    {
        await using var fleet = await Fleet.CreateAsync();
        WeightedDeployment[] tier = [.. "abc".Select(name => new WeightedDeployment(fleet.Deploy($"{name}", new FakeChatClient { Says = [FakeChatClient.Text("So.")] }), 1))];
        var plan = new ModelPlan("replicas", [tier]) { Balance = Balance.Prefix };
        var first = await fleet.AskAsync(plan, Manual);
        var home = Assert.Single(first.Context.Attempts).Deployment;

        for (var i = 0; i < 5; i++)
        {
            Assert.Same(home, Assert.Single((await fleet.AskAsync(plan, Manual + i)).Context.Attempts).Deployment);
        }

        for (var i = 0; i < 3; i++)
        {
            home.Health.TryBegin();
        }

        Assert.NotSame(home, Assert.Single((await fleet.AskAsync(plan, Manual + "once more")).Context.Attempts).Deployment);
        Assert.All(tier, one => Assert.Equal(0, one.Deployment.Health.Prefixes.Owed));
    }

    private static PromptPrefix Prompt(params string[] texts) =>
        PromptPrefix.Of([.. texts.Select((text, index) => new ChatMessage(index % 2 == 0 ? ChatRole.User : ChatRole.Assistant, text))]);
}
