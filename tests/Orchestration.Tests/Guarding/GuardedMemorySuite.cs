using System.Text.Json;
using Parley.Accounts;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>What writes titles and summaries reads what the guards let through, on every database.</summary>
public abstract class GuardedMemorySuite(DatabaseKind kind)
{
    private static readonly PolicyInput Rules = new(
        Name: "house", Deny: [new("stop", ["forbidden fruit"], GuardAction.Block), new("names", ["project falcon"], GuardAction.Redact)]);

    [Theory]
    [InlineData("When does Project Falcon begin?", "When does [names] begin?")]
    [InlineData("Where does the forbidden fruit grow?", null)]
    public async Task A_title_is_made_of_what_the_model_was_shown(string question, string? read)
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var hands = await HandsAsync(house);
        var asked = new List<string>();
        var model = hands.Model(8_000, (prompt, _) =>
        {
            asked.Add(prompt[^1].Text);
            return Task.FromResult("A title");
        });
        var said = await hands.SayAsync(null, ("user", question), ("assistant", "In May."));
        await house.Database.Tenants.WriteAsync(hands.Caller.Tenant, connection => connection.ExecuteAsync(
            "UPDATE messages SET model = @model WHERE tenant_id = @tenant AND id = @id", new { model, id = said[1].Value }));

        await house.Get<IEnumerable<IJobHandler>>().OfType<WriteTitle>().Single().RunAsync(
            new()
            {
                Tenant = hands.Caller.Tenant,
                Id = JobId.New(TimeProvider.System),
                Payload = JsonSerializer.Serialize(new TitlePayload(hands.Caller.Subject.Value, hands.Conversation.Value, said[0].Value, said[1].Value, null, [])),
                Attempt = 1,
                IsLastAttempt = true,
            },
            CancellationToken.None);

        Assert.Equal(read is null ? 0 : 1, asked.Count);
        Assert.All(asked, prompt => Assert.Contains(read!, prompt, StringComparison.Ordinal));
        Assert.DoesNotContain(asked, prompt => prompt.Contains("falcon", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_summary_is_made_of_what_the_model_was_shown(bool byModel)
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var hands = await HandsAsync(house);
        var asked = new List<string>();
        var model = hands.Model(8_000, (prompt, _) =>
        {
            asked.Add(prompt[^1].Text);
            return Task.FromResult("- they spoke of Project Falcon");
        });
        var said = await hands.SayAsync(
            null, ("user", "My name is Annika Berg and Project Falcon begins on 3 May 1990."), ("assistant", "I see."),
            ("user", "My name for the forbidden fruit is Alma of 4 May 1991."), ("assistant", "Hm."));
        var chat = await hands.ChatAsync(said[^1], 5);

        await hands.FoldAsync(await hands.OrderAsync(chat[^1], model: byModel ? model : "extractive"));

        var summary = (await hands.WindowAsync(chat[^1])).Summary!;
        Assert.Contains("[names]", summary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("falcon", summary.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("forbidden fruit", summary.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(byModel, asked.Count == 1);
        Assert.All(asked, prompt => Assert.Contains("[names] begins on 3 May", prompt, StringComparison.Ordinal));
        Assert.DoesNotContain(asked, prompt => prompt.Contains("forbidden fruit", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<MemoryHands> HandsAsync(TurnHouse house)
    {
        var caller = TurnHouse.Caller();
        await house.Get<PolicyStore>().AddAsync(caller.Tenant, PolicyRules.Read(Rules), Actor.System, CancellationToken.None);
        return new(house, caller, await house.StartAsync(caller));
    }
}

public sealed class SqliteGuardedMemoryTests() : GuardedMemorySuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlGuardedMemoryTests() : GuardedMemorySuite(DatabaseKind.PostgreSql);
