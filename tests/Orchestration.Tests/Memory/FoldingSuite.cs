using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>How the older messages of a conversation become a summary, on every database.</summary>
public abstract class FoldingSuite(MemoryFixture fixture)
{
    [Fact]
    public async Task A_turn_that_leaves_too_much_orders_one_job_and_a_short_conversation_none()
    {
        var hands = await fixture.OpenAsync();
        var model = hands.Model(2_000, (_, _) => Task.FromResult("Well."));
        var chat = await hands.ChatAsync(null, 2);
        await EndTurnAsync(hands, chat[^1], model);
        Assert.Equal(0, await hands.CountAsync("conversation_foldings"));

        chat = await hands.ChatAsync(chat[^1], 40);
        await EndTurnAsync(hands, chat[^1], model);
        await EndTurnAsync(hands, chat[^1], model);

        Assert.Equal(1, await hands.CountAsync("conversation_foldings"));
    }

    [Fact]
    public async Task A_summary_is_written_by_the_model_says_its_span_and_is_the_base_of_the_next()
    {
        var hands = await fixture.OpenAsync();
        var seen = new List<string>();
        var model = hands.Model(8_000, (prompt, _) =>
        {
            seen.Add(prompt[^1].Text);
            return Task.FromResult($"- fact {seen.Count}");
        });
        var chat = await hands.ChatAsync(null, 10);
        await hands.FoldAsync(await hands.OrderAsync(chat[9], model: model));
        var first = (await hands.WindowAsync(chat[^1])).Summary!;

        await hands.FoldAsync(await hands.OrderAsync(chat[^1], model: model));
        var second = (await hands.WindowAsync(chat[^1])).Summary!;

        Assert.Equal((chat[0], chat[7], 8, model, "- fact 1"), (first.From, first.Through, first.Messages, first.MadeBy, first.Text));
        Assert.Equal((chat[0], chat[17], 18, model, "- fact 2"), (second.From, second.Through, second.Messages, second.MadeBy, second.Text));
        Assert.Equal(first.Id, second.BasedOn);
        Assert.Contains("fact 1", seen[1], StringComparison.Ordinal);
        Assert.DoesNotContain("matter number 4 ", seen[1], StringComparison.Ordinal);
        Assert.Equal(0, await hands.CountAsync("conversation_foldings"));
    }

    [Fact]
    public async Task A_changed_branch_takes_the_newest_summary_on_its_own_path_until_it_has_one_of_its_own()
    {
        var hands = await fixture.OpenAsync();
        var chat = await hands.ChatAsync(null, 20);
        await hands.FoldAsync(chat[19]);
        await hands.FoldAsync(chat[39]);
        var above = await hands.ChatAsync(chat[9], 8);
        var between = await hands.ChatAsync(chat[29], 8);

        Assert.Null((await hands.WindowAsync(above[^1])).Summary);
        Assert.Equal(chat[17], (await hands.WindowAsync(between[^1])).Summary!.Through);
        await hands.FoldAsync(above[^1]);

        Assert.Equal(above[13], (await hands.WindowAsync(above[^1])).Summary!.Through);
        Assert.Equal(chat[37], (await hands.WindowAsync(chat[^1])).Summary!.Through);
    }

    [Fact]
    public async Task A_model_that_fails_is_tried_again_and_at_last_the_summary_is_extracted()
    {
        var hands = await fixture.OpenAsync();
        var model = hands.Model(8_000, (_, _) => throw new ProviderException(ProviderFailure.Unavailable, "Nobody is there."));
        var said = await hands.SayAsync(null, ("user", "My name is Annika Berg and I was born on 3 May 1990."), ("assistant", "Hello!"));
        var chat = await hands.ChatAsync(said[^1], 5);
        var job = await hands.OrderAsync(chat[^1], model: model);

        await Assert.ThrowsAsync<ProviderException>(() => hands.FoldAsync(job));
        Assert.Null((await hands.WindowAsync(chat[^1])).Summary);
        await hands.FoldAsync(await hands.OrderAsync(chat[^1], model: model, attempt: 3));

        var summary = (await hands.WindowAsync(chat[^1])).Summary!;
        Assert.Equal(Summary.Extractive, summary.MadeBy);
        Assert.Contains("Annika Berg", summary.Text, StringComparison.Ordinal);
        Assert.Contains("3 May 1990", summary.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_says_nothing_is_replaced_at_once()
    {
        var hands = await fixture.OpenAsync();
        var model = hands.Model(8_000, (_, _) => Task.FromResult("  \n … \n"));
        var chat = await hands.ChatAsync(null, 5);

        await hands.FoldAsync(await hands.OrderAsync(chat[^1], model: model));

        Assert.Equal(Summary.Extractive, (await hands.WindowAsync(chat[^1])).Summary!.MadeBy);
    }

    [Fact]
    public async Task Where_the_model_of_a_conversation_is_gone_no_other_is_given_its_text()
    {
        var hands = await fixture.OpenAsync();
        var asked = 0;
        var other = hands.Model(8_000, (_, _) => Task.FromResult($"- call {++asked}"));
        var catalogue = hands.House.Get<ModelCatalogue>();
        catalogue.Show([.. catalogue.All.Where(deployment => deployment.IsLanguageModel).OrderByDescending(deployment => deployment.Name == other)]);
        var chat = await hands.ChatAsync(null, 5);

        await hands.FoldAsync(await hands.OrderAsync(chat[^1], model: "one-that-was-here"));

        Assert.Equal((Summary.Extractive, 0), ((await hands.WindowAsync(chat[^1])).Summary!.MadeBy, asked));
    }

    [Fact]
    public async Task While_a_summary_hangs_the_conversation_goes_on()
    {
        var hands = await fixture.OpenAsync();
        var (asked, hangs) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        var model = hands.Model(8_000, (_, _) =>
        {
            asked.TrySetResult();
            return hangs.Task;
        });
        var chat = await hands.ChatAsync(null, 10);
        var folding = hands.FoldAsync(await hands.OrderAsync(chat[^1], model: model));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60));

        await EndTurnAsync(hands, chat[^1], "extractive");
        await hands.PinAsync(chat[2]);
        Assert.False(folding.IsCompleted);

        hangs.SetResult("- at last");
        await folding;
        var window = await hands.WindowAsync(chat[^1]);
        Assert.Equal("- at last", window.Summary!.Text);
        Assert.Equal(chat[2], Assert.Single(window.Kept).Message.Id);
    }

    [Fact]
    public async Task Of_two_jobs_only_the_one_that_has_the_conversation_counts_and_one_that_was_asked_for_goes_first()
    {
        var hands = await fixture.OpenAsync();
        var chat = await hands.ChatAsync(null, 10);
        var ordered = await hands.OrderAsync(chat[^1], compact: false, room: 100);
        var asked = await hands.House.Get<CompactionDesk>().CompactAsync(hands.Caller, hands.Conversation, chat[5], CancellationToken.None);
        var again = await hands.House.Get<CompactionDesk>().CompactAsync(hands.Caller, hands.Conversation, null, CancellationToken.None);

        await hands.FoldAsync(ordered);
        Assert.Equal(asked, again);
        Assert.Equal(0, await hands.CountAsync("conversation_summaries"));
        var job = hands.Run(asked, new(hands.Caller.Subject, hands.Conversation, chat[5], "extractive", 0, true, null, []));
        await Task.WhenAll(Task.Run(() => hands.FoldAsync(job)), Task.Run(() => hands.FoldAsync(job)));

        Assert.Equal(1, await hands.CountAsync("conversation_summaries"));
        Assert.Equal(chat[3], (await hands.WindowAsync(chat[5])).Summary!.Through);
    }

    [Fact]
    public async Task A_backlog_is_folded_in_pieces_that_end_before_a_question_and_is_gone_on_with_after_a_crash()
    {
        var hands = await fixture.OpenAsync();
        var calls = 0;
        var model = hands.Model(1_500, (_, _) => ++calls == 2
            ? throw new ProviderException(ProviderFailure.Cut, "Gone.") { RetryAfter = TimeSpan.FromHours(1) }
            : Task.FromResult($"- call {calls}"));
        var chat = await hands.ChatAsync(null, 60);
        var job = await hands.OrderAsync(chat[^1], model: model);

        await Assert.ThrowsAsync<ProviderException>(() => hands.FoldAsync(job));
        var done = await hands.CountAsync("conversation_summaries");
        await hands.FoldAsync(job);

        Assert.InRange(done, 1, await hands.CountAsync("conversation_summaries") - 1);
        var summary = (await hands.WindowAsync(chat[^1])).Summary!;
        Assert.Equal((chat[117], 118), (summary.Through, summary.Messages));
    }

    [Fact]
    public async Task A_deleted_branch_takes_its_summaries_along_and_a_deleted_conversation_leaves_nothing()
    {
        var hands = await fixture.OpenAsync();
        var chat = await hands.ChatAsync(null, 10);
        await hands.PinAsync(chat[0]);
        await hands.FoldAsync(chat[9]);
        await hands.FoldAsync(chat[^1]);

        await hands.House.Get<BranchDeletion>().DeleteAsync(hands.Caller, chat[12], CancellationToken.None);
        Assert.Equal((1, 1), (await hands.CountAsync("conversation_summaries"), await hands.CountAsync("summary_pins")));
        Assert.Equal(chat[7], (await hands.WindowAsync(chat[11])).Summary!.Through);

        await hands.OrderAsync(chat[11], compact: false);
        await hands.House.Get<ConversationDeletion>().DeleteAsync(hands.Caller.Tenant, hands.Caller.Subject, hands.Conversation, CancellationToken.None);
        foreach (var table in (string[])["conversation_summaries", "summary_pins", "conversation_foldings"])
        {
            Assert.Equal(0, await hands.CountAsync(table));
        }
    }

    [Fact]
    public async Task What_others_own_can_be_neither_pinned_nor_folded_nor_looked_at()
    {
        var (hands, other) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        var chat = await hands.ChatAsync(null, 3);
        var stranger = TurnHouse.Caller("tenant_b", "sub_b");

        foreach (var caller in (Caller[])[other.Caller, stranger])
        {
            await RefusedAsync(() => hands.House.Get<MessagePins>().SetAsync(caller, chat[0], true, CancellationToken.None));
            await RefusedAsync(() => hands.House.Get<CompactionDesk>().CompactAsync(caller, hands.Conversation, null, CancellationToken.None));
            await RefusedAsync(() => hands.House.Get<ContextReader>().ReadAsync(caller, hands.Conversation, null, "extractive", CancellationToken.None));
        }

        await RefusedAsync(() => hands.House.Get<ContextReader>().ReadAsync(other.Caller, other.Conversation, chat[0], "extractive", CancellationToken.None));
        await RefusedAsync(() => hands.House.Get<CompactionDesk>().CompactAsync(other.Caller, other.Conversation, chat[0], CancellationToken.None));
        Assert.Empty((await hands.WindowAsync(chat[^1])).Kept);
    }

    /// <summary>Ends a turn as a run does that was answered.</summary>
    private static async Task EndTurnAsync(MemoryHands hands, MessageId leaf, string model)
    {
        var question = TurnHouse.Question(hands.Conversation, "And then?", parent: new(true, leaf));
        await hands.House.Accept.AcceptAsync(
            hands.Caller, question with { Options = question.Options with { Model = model } }, CancellationToken.None);
        var runs = hands.House.Get<RunStore>();
        while (await runs.ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 1, CancellationToken.None) is [var held])
        {
            using var active = new ActiveRun(held, TimeProvider.System);
            await hands.House.Get<RunWorker>().RunAsync(active);
        }
    }

    private static async Task RefusedAsync(Func<Task> act) =>
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(act)).Refusal.Status);
}

public sealed class SqliteFoldingTests(SqliteMemory fixture) : FoldingSuite(fixture), IClassFixture<SqliteMemory>;

public sealed class PostgreSqlFoldingTests(PostgreSqlMemory fixture) : FoldingSuite(fixture), IClassFixture<PostgreSqlMemory>;
