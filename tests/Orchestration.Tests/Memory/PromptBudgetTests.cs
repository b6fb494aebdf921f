using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Conversations;
using Parley.Models;
using Parley.Text;

namespace Parley.Orchestration.Tests;

/// <summary>What a prompt may have at most, whatever it is made of.</summary>
public sealed class PromptBudgetTests(SqliteMemory fixture) : IClassFixture<SqliteMemory>
{
    private static readonly string[] Words =
        ["harbour", "gate", "opens", "ворота", "гавани", "港の門を", "開ける", "🙂", "👩‍👩‍👧‍👦", "12345", "</file>", "größer", "a", "{\"x\":[1,2]}", "\n"];

    [Fact]
    public async Task A_prompt_stays_within_what_its_model_takes_whatever_it_is_made_of()
    {
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var hands = new AttachedHands(await fixture.OpenAsync());
            var context = new[] { 1_500, 3_000, 5_000, 8_000 }[random.Next(4)];
            var model = hands.Memory.Model(context, (_, _) => Task.FromResult("- a fact"), ModelAbilities.Chat | ModelAbilities.Vision);
            var branch = await hands.SayAsync(null, await ScriptAsync(hands, random, context));
            if (random.Next(2) == 0)
            {
                await hands.Memory.PinAsync(branch[random.Next(branch.Count)]);
                await hands.Memory.FoldAsync(branch[random.Next(branch.Count)]);
            }

            var turn = await hands.RememberedAsync(branch[^1], model, options => options with
            {
                Retrieval = random.Next(2) == 0 ? null : new([], random.Next(1, 51)),
                MaxTokens = random.Next(2) == 0 ? null : random.Next(50, 2_000),
                Revision = random.Next(2) == 0 ? null : new(branch[random.Next(branch.Count)], random.Next(2) == 0 ? "longer" : "shorter"),
                Tools = random.Next(3) == 0 ? [new("look", Text(random, 30), JsonElement.Parse("""{"type":"object","properties":{"where":{"type":"string"}}}"""))] : null,
            });
            await hands.ReadAsync(turn);
            await hands.House.Get<Retrieve>().TakeAsync(turn, CancellationToken.None);
            await hands.House.Get<ComposePrompt>().TakeAsync(turn, CancellationToken.None);

            Check(turn, seed);
            seen.UnionWith(turn.Attachments.Select(file => file.Way));
            seen.UnionWith([turn.Sources.Count > 0 ? "sources" : "", turn.EarlierAnswer is null ? "" : "revision", turn.Memory!.Summary is null ? "" : "summary"]);
        }

        Assert.Superset(new HashSet<string>(["prompt", "knowledge", "image", "earlier", "sources", "revision", "summary"]), seen);
    }

    private static async Task<IReadOnlyList<(string Role, string Text, IReadOnlyList<StoredFile> Files)>> ScriptAsync(
        AttachedHands hands, Random random, int context)
    {
        var said = new List<(string, string, IReadOnlyList<StoredFile>)>();
        if (random.Next(2) == 0)
        {
            said.Add(("system", Text(random, random.Next(5, context / 12)), []));
        }

        for (var turn = random.Next(0, 9); turn >= 0; turn--)
        {
            var files = new List<StoredFile>();
            for (var i = random.Next(0, 3); i > 0; i--)
            {
                files.Add(random.Next(3) == 0
                    ? await hands.FileAsync(Picture(random.Next(50, 2_000)), "picture.png")
                    : await hands.FileAsync(Encoding.UTF8.GetBytes(Text(random, random.Next(5, context / 2))), $"{Words[random.Next(8)]}.txt"));
            }

            said.Add(("user", Text(random, random.Next(1, context / 20)), files));
            if (turn > 0)
            {
                said.Add(("assistant", Text(random, random.Next(1, context / (random.Next(6) == 0 ? 2 : 20))), []));
            }
        }

        return said;
    }

    private static string Text(Random random, int words) =>
        string.Join(random.Next(2) == 0 ? " " : "", Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)])) + " gate";

    private static byte[] Picture(int side) =>
        [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, (byte)(side >> 8), (byte)side, 0, 0, (byte)(side >> 8), (byte)side, 8, 2, 0, 0, 0];

    private static void Check(Turn turn, int seed)
    {
        var deployment = turn.Deployment!;
        var most = deployment.ContextTokens - Math.Min(turn.Knobs!.Knobs.MaxTokens ?? deployment.MaxOutputTokens, deployment.ContextTokens / 2);
        var tools = (turn.Options.Tools ?? []).Sum(tool => TokenEstimate.Of(JsonSerializer.Serialize(tool)));

        // A message is counted by its parts, and the estimate of the whole is another where its languages differ: it is biased high by more than this.
        most += most / 20;
        var used = tools + turn.Prompt.Sum(Tokens) + turn.Attachments.Where(file => file.Way == "image").Sum(file => file.Tokens);

        // The message that is answered, and what its sender wants the model to know in any case, are not shortened.
        var asked = turn.Window[^1];
        var least = tools + turn.Prompt.Where(message => message.Role == ChatRole.System).Sum(Tokens) + TokenEstimate.Of(asked.Content) + TokenCounter.PerMessage
            + RevisionPrompt.Words(turn) + (asked.Attachments.Count > 0 ? MessageFiles.Around + (asked.Attachments.Count * 2 * MessageFiles.InsteadOf) : 0);
        Assert.True(used <= Math.Max(most, least), $"seed {seed}: {used} tokens of {most} (at least {least}) in {deployment.ContextTokens}");
        Assert.True(turn.Window.Count == 1 || used <= most, $"seed {seed}: {used} tokens of {most} with {turn.Window.Count} messages");
    }

    private static long Tokens(ChatMessage message) => TokenEstimate.Of(message.Text) + TokenCounter.PerMessage;
}
