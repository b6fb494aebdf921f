using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>What a provider keeps of one prompt stands at the beginning of the next.</summary>
public sealed class PromptPrefixTests
{
    [Fact]
    public async Task All_but_the_question_of_a_prompt_is_the_beginning_of_the_next_one()
    {
        var prompts = new ConcurrentQueue<(string Role, string Text)[]>();
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite);
        var caller = TurnHouse.Caller();
        var hands = new MemoryHands(house, caller, await house.StartAsync(caller));
        var model = hands.Model(8_000, (prompt, _) =>
        {
            prompts.Enqueue([.. prompt.Select(message => (message.Role.Value, message.Text))]);
            return Task.FromResult($"Answer {prompts.Count}.");
        });
        var options = new TurnOptions { Model = model, Retrieval = null };
        Task AskAsync(params SentMessage[] messages) =>
            house.AskAsync(caller, TurnHouse.Question(hands.Conversation) with { Messages = messages, Options = options });

        await AskAsync(new SentMessage("system", "You speak of birds."), new SentMessage("user", "What is a cormorant?"));
        await AskAsync(new SentMessage("user", "Where does it live?"));
        await AskAsync(new SentMessage("user", "What does it eat?"));

        var sent = prompts.Where(prompt => prompt[0] == (ChatRole.System.Value, ComposePrompt.InstructionsFor(new(new("tenant_a"))))).ToList();
        Assert.Equal(3, sent.Count);
        foreach (var (before, after) in sent.Zip(sent.Skip(1)))
        {
            Assert.Equal(before[..^1], after[..(before.Length - 1)]);
            Assert.True(after.Length > before.Length);
        }
    }
}
