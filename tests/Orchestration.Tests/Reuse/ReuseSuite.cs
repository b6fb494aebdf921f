using System.Text;
using Parley.Conversations;
using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>Which answers are given again, and which never, on every database.</summary>
public abstract class ReuseSuite(DatabaseKind kind)
{
    private const string Question = "How do I export a report as PDF?";
    private const string SameQuestion = "How can I export a report as a PDF?";

    [Fact]
    public async Task The_same_question_is_answered_once_by_the_model_and_says_so_the_second_time()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);

        var first = await hands.AskAsync(Question);
        var again = await hands.AskAsync(Question);

        Assert.Equal((1, "Answer 1.", "Answer 1."), (hands.Calls, first.Text, again.Text));
        Assert.Equal((null, "exact"), (first.Reused, again.Reused));
        var usage = again.End.GetProperty("usage");
        Assert.Equal((0, 0, "0"), (usage.GetProperty("input_tokens").GetInt64(), usage.GetProperty("output_tokens").GetInt64(), usage.GetProperty("cost").GetString()));
        Assert.Equal("stop", again.End.GetProperty("finish_reason").GetString());
        var provenance = await hands.House.Turns.ProvenanceAsync(again.Caller, again.Turn, null, CancellationToken.None);
        Assert.Equal(("exact", first.Turn, false), (provenance.Cache!.Kind, provenance.Cache.OfTurnId, provenance.Cache.IsLastResort));
        Assert.InRange(provenance.Cache.AgeS, 0, 600);
        Assert.Empty(provenance.Attempts);
        Assert.Null((await hands.House.Turns.ProvenanceAsync(first.Caller, first.Turn, null, CancellationToken.None)).Cache);
    }

    [Fact]
    public async Task A_question_that_means_the_same_has_the_same_answer()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);

        var first = await hands.AskAsync(Question);
        var again = await hands.AskAsync(SameQuestion, TurnHouse.Caller(subject: "sub_b"));

        Assert.Equal((1, first.Text, "semantic"), (hands.Calls, again.Text, again.Reused));
        Assert.Equal("semantic", (await hands.House.Turns.ProvenanceAsync(again.Caller, again.Turn, null, CancellationToken.None)).Cache!.Kind);
    }

    [Theory]
    [InlineData("How do I import a report as PDF?")]
    [InlineData("How do I export 2 reports as PDF?")]
    [InlineData("Why do I not export a report as PDF?")]
    public async Task A_look_alike_is_asked_for_itself(string other)
    {
        await using var hands = await ReuseHands.OpenAsync(kind);

        await hands.AskAsync(Question);
        var heard = await hands.AskAsync(other);

        Assert.Equal((2, null), (hands.Calls, heard.Reused));
    }

    [Theory]
    [InlineData("What does the Pro plan cost per seat?", "What does the Pro plan cost for each seat?")]
    [InlineData("Is a landlord liable for damages?", "Is the landlord liable for damages?")]
    [InlineData("Where is my order?", "Where is my order")]
    [InlineData("What is the latest version of the editor?", "What is the newest version of the editor?")]
    public async Task Money_law_accounts_and_dates_are_never_answered_from_a_similar_question(string one, string other)
    {
        await using var hands = await ReuseHands.OpenAsync(kind);

        await hands.AskAsync(one);
        var heard = await hands.AskAsync(other);

        Assert.Equal((2, null), (hands.Calls, heard.Reused));
    }

    [Fact]
    public async Task Nothing_is_given_again_unless_somebody_wanted_it()
    {
        Assert.Equal((false, false), (new AnswerCacheOptions().Exact, new AnswerCacheOptions().Semantic));
        await using var hands = await ReuseHands.OpenAsync(kind, exact: false, semantic: false);

        await hands.AskAsync(Question);
        await hands.AskAsync(Question);

        Assert.Equal((2, 0), (hands.Calls, await hands.KeptAsync()));
    }

    [Fact]
    public async Task The_exact_cache_alone_knows_nothing_of_similar_questions()
    {
        await using var hands = await ReuseHands.OpenAsync(kind, semantic: false);

        await hands.AskAsync(Question);
        await hands.AskAsync(SameQuestion);

        Assert.Equal(2, hands.Calls);
    }

    [Fact]
    public async Task A_question_within_a_conversation_is_answered_from_the_very_same_conversation_alone()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        hands.Says = (_, _) => Task.FromResult("So it is.");
        var options = new TurnOptions { Model = ReuseHands.Model, Retrieval = null };
        async Task<Heard> TalkAsync(string opening, string next)
        {
            var first = await hands.AskAsync(opening);
            return await hands.SendAsync(first.Caller, TurnHouse.Question(first.Conversation, next) with { Options = options });
        }

        await TalkAsync("What is a cormorant?", Question);
        var same = await TalkAsync("What is a cormorant?", Question);
        var similar = await TalkAsync("What is a cormorant?", SameQuestion);
        var elsewhere = await TalkAsync("What is a penguin made of?", Question);

        Assert.Equal(("exact", null, null), (same.Reused, similar.Reused, elsewhere.Reused));
    }

    [Theory]
    [InlineData(CacheControl.NoCache, 1)]
    [InlineData(CacheControl.NoStore, 0)]
    public async Task Who_wants_a_fresh_answer_gets_one(string control, int kept)
    {
        await using var hands = await ReuseHands.OpenAsync(kind);

        var first = await hands.AskAsync(Question, options: one => one with { Cache = control });
        var keptThen = await hands.KeptAsync();
        var second = await hands.AskAsync(Question, options: one => one with { Cache = control });

        Assert.Equal((2, kept), (hands.Calls, (int)keptThen));
        Assert.Equal(("Answer 1.", "Answer 2."), (first.Text, second.Text));
        Assert.Equal(kept == 1 ? "Answer 2." : "Answer 3.", (await hands.AskAsync(Question)).Text);
    }

    [Fact]
    public async Task Another_tenant_is_never_given_it()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);

        await hands.AskAsync(Question);
        var exact = await hands.AskAsync(Question, TurnHouse.Caller("tenant_b"));
        var similar = await hands.AskAsync("How might I export a report as a PDF", TurnHouse.Caller("tenant_b"), one => one with { Temperature = 0.1 });

        Assert.Equal((3, null, null), (hands.Calls, exact.Reused, similar.Reused));
        Assert.Null(await hands.House.Get<DatabaseAnswers>().FindAsync(new(new("tenant_b")), await KeyOfAsync(hands), CancellationToken.None));
        Assert.NotNull(await hands.House.Get<DatabaseAnswers>().FindAsync(new(new("tenant_a")), await KeyOfAsync(hands), CancellationToken.None));
    }

    [Fact]
    public async Task Who_may_see_other_documents_is_never_given_it()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        await hands.DoAsync("INSERT INTO knowledge_access (tenant_id, number, acl) VALUES (@tenant, 1, @acl)", new { acl = "group:board" });
        await hands.DoAsync("INSERT INTO knowledge_access_tags (tenant_id, tag, number) VALUES (@tenant, @tag, 1)", new { tag = "group:board" });
        var board = TurnHouse.Caller(subject: "sub_b") with { AclTags = ["public", "members", "group:board"] };
        var other = TurnHouse.Caller(subject: "sub_c") with { AclTags = ["public", "members", "user:c"] };

        await hands.AskAsync(Question, board);
        var less = await hands.AskAsync(Question);
        var similar = await hands.AskAsync(SameQuestion, other);

        Assert.Equal(("Answer 2.", "Answer 2."), (less.Text, similar.Text));
        Assert.Equal((null, "semantic"), (less.Reused, similar.Reused));
    }

    [Fact]
    public async Task It_dies_with_the_conversation_that_it_comes_from()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        var first = await hands.AskAsync(Question);
        Assert.Equal(1, await hands.KeptAsync());

        await hands.House.Get<ConversationDeletion>().DeleteAsync(first.Caller.Tenant, first.Caller.Subject, first.Conversation, CancellationToken.None);
        var exact = await hands.AskAsync(Question, options: one => one with { Cache = null });

        Assert.Equal((2, null), (hands.Calls, exact.Reused));
        Assert.Equal(1, await hands.KeptAsync());
    }

    [Fact]
    public async Task A_node_that_has_not_heard_of_an_erasure_gives_nothing_of_it()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        var first = await hands.AskAsync(Question);
        var kept = await hands.House.Get<MemoryAnswers>().FindAsync(first.Caller.Tenant, await KeyOfAsync(hands), CancellationToken.None);
        await hands.House.Get<ConversationDeletion>().DeleteAsync(first.Caller.Tenant, first.Caller.Subject, first.Conversation, CancellationToken.None);
        await hands.House.Get<MemoryAnswers>().KeepAsync(kept!, CancellationToken.None);

        await hands.House.Get<DatabaseAnswers>().KeepAsync(kept!, CancellationToken.None);

        Assert.Equal(0, await hands.KeptAsync());
        Assert.Null((await hands.AskAsync(Question)).Reused);
    }

    [Fact]
    public async Task No_memory_keeps_the_answer_of_a_turn_that_is_gone()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        var turn = await hands.PrepareAsync(Question);
        var gone = new KeptAnswer(turn.Tenant.Id, AnswerPlace.Of(turn)!.Key, "scope", turn.Id, turn.Subject, DateTimeOffset.UtcNow, new(Question, "Gone.", []));

        await hands.House.Get<AnswerCache>().KeepAsync(gone, CancellationToken.None);

        Assert.Equal((0, 0), (hands.House.Get<MemoryAnswers>().Of(turn.Tenant.Id).Bytes, await hands.KeptAsync()));
    }

    [Fact]
    public async Task It_dies_when_a_document_changes()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        TurnOptions Looking(TurnOptions one) => one with { Retrieval = new() };
        await hands.DoAsync("INSERT INTO knowledge_namespaces (tenant_id, name, chunk_tokens, overlap_tokens, version, created_at) VALUES (@tenant, @name, 300, 30, 1, 0)", new { name = "docs" });
        await hands.AskAsync(Question, options: Looking);
        Assert.Equal("exact", (await hands.AskAsync(Question, options: Looking)).Reused);

        await hands.DoAsync("UPDATE knowledge_namespaces SET version = 2 WHERE tenant_id = @tenant AND name = @name", new { name = "docs" });

        Assert.Equal((null, null), ((await hands.AskAsync(Question, options: Looking)).Reused, (await hands.AskAsync(SameQuestion, options: one => Looking(one) with { Seed = 4 })).Reused));
        Assert.Equal(3, hands.Calls);
    }

    [Fact]
    public async Task It_dies_of_age()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        await hands.AskAsync(Question);

        hands.Options.Lifetime = TimeSpan.Zero - TimeSpan.FromTicks(1);

        Assert.Equal((null, null), ((await hands.AskAsync(Question)).Reused, (await hands.AskAsync(SameQuestion)).Reused));
    }

    [Fact]
    public async Task Where_no_model_answers_an_old_answer_is_given_with_its_age()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        await hands.AskAsync(Question);
        hands.Options.Lifetime = TimeSpan.Zero - TimeSpan.FromTicks(1);
        var turn = await hands.PrepareAsync(SameQuestion, options: one => one with { MaxTokens = null });

        var reuse = hands.House.Get<ReuseAnswer>();
        var events = await reuse.AnswerAsync(turn, Silent, CancellationToken.None).ToListAsync();

        Assert.Equal("Answer 1.", string.Concat(events.OfType<Delta>().Select(delta => delta.Text)));
        Assert.Equal("stop", Assert.IsType<Ending>(events[^1]).FinishReason);
        Assert.Equal(("semantic", true), (turn.Cache!.Kind, turn.Cache.IsLastResort));
        var other = await hands.PrepareAsync("What is a cormorant?");
        await Assert.ThrowsAsync<ProviderException>(async () => await reuse.AnswerAsync(other, Silent, CancellationToken.None).ToListAsync());

        static IAsyncEnumerable<TurnEvent> Silent(CancellationToken stop) =>
            AsyncEnumerable.Range(0, 1).Select<int, TurnEvent>(_ => throw new ProviderException(ProviderFailure.Unavailable, "Not now."));
    }

    [Fact]
    public async Task What_a_fallback_said_is_not_kept_as_if_the_model_had_said_it()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        foreach (var fallback in (string?[])["another", null])
        {
            var question = TurnHouse.Question(await hands.House.StartAsync(TurnHouse.Caller()), Question);
            var accepted = (await hands.House.AskAsync(TurnHouse.Caller(), question with { Options = new() { Model = ReuseHands.Model, Retrieval = null, Cache = CacheControl.NoStore } })).Turn;
            var turn = await hands.PrepareAsync(Question, id: accepted);
            await hands.House.Get<ReuseAnswer>().AnswerAsync(turn, _ => SayAsync(turn, fallback), CancellationToken.None).ToListAsync();
            Assert.Equal(fallback is null ? 1 : 0, await hands.KeptAsync());
        }

        static async IAsyncEnumerable<TurnEvent> SayAsync(Turn turn, string? fallback)
        {
            await Task.Yield();
            yield return new Delta("So it is.");
            turn.Deployment = fallback is null ? turn.Deployment : turn.Deployment! with { Name = fallback };
            yield return new Ending("stop");
        }
    }

    [Fact]
    public async Task Which_text_ended_the_answer_is_told_with_it_again()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        var question = TurnHouse.Question(await hands.House.StartAsync(TurnHouse.Caller()), Question);
        var accepted = (await hands.House.AskAsync(TurnHouse.Caller(), question with { Options = new() { Model = ReuseHands.Model, Retrieval = null, Cache = CacheControl.NoStore } })).Turn;
        var first = await hands.PrepareAsync(Question, id: accepted);
        await hands.House.Get<ReuseAnswer>().AnswerAsync(first, _ => SayAsync(), CancellationToken.None).ToListAsync();
        hands.House.Database.Signals.Raise(MemoryAnswers.ForgetTopic, "");

        var again = await hands.House.Get<ReuseAnswer>().AnswerAsync(await hands.PrepareAsync(Question), _ => throw new InvalidOperationException(), CancellationToken.None).ToListAsync();

        Assert.Equal(new Ending("stop", "END"), again[^1]);

        static async IAsyncEnumerable<TurnEvent> SayAsync()
        {
            await Task.Yield();
            yield return new Delta("So it is.");
            yield return new Ending("stop", "END");
        }
    }

    [Theory]
    [InlineData(ProviderFailure.Unavailable, "complete", true)]
    [InlineData(ProviderFailure.Unauthorized, "complete", true)]
    [InlineData(ProviderFailure.BadRequest, "failed", false)]
    public async Task A_turn_whose_provider_fails_ends_with_the_answer_of_before_and_says_so(ProviderFailure failure, string state, bool isResort)
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        await hands.AskAsync(Question);
        hands.Options.Lifetime = TimeSpan.Zero - TimeSpan.FromTicks(1);
        hands.Says = (_, _) => throw new ProviderException(failure, "Not now.") { RetryAfter = TimeSpan.FromHours(1) };

        var heard = await hands.AskAsync(Question);
        var other = await hands.AskAsync("What is a cormorant made of?");

        Assert.Equal((state, "failed"), (heard.Message.GetProperty("state").GetString(), other.Message.GetProperty("state").GetString()));
        Assert.Equal(isResort ? "exact" : null, heard.Reused);
        if (isResort)
        {
            Assert.True(heard.Message.GetProperty("reused").GetProperty("last_resort").GetBoolean());
            var provenance = await hands.House.Turns.ProvenanceAsync(heard.Caller, heard.Turn, null, CancellationToken.None);
            Assert.True(provenance.Cache!.IsLastResort);
            Assert.NotEmpty(provenance.Attempts);
        }
    }

    [Fact]
    public async Task Another_node_finds_it_in_the_database_where_it_is_sealed()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        await hands.AskAsync(Question);
        hands.House.Database.Signals.Raise(MemoryAnswers.ForgetTopic, "");

        Assert.Equal(("exact", "semantic"), ((await hands.AskAsync(Question)).Reused, (await hands.AskAsync(SameQuestion)).Reused));
        await using var connection = await hands.House.Database.Tenants.OpenAsync(TurnHouse.Caller().Tenant);
        foreach (var payload in await connection.QueryAsync<byte[]>("SELECT payload FROM kept_answers WHERE tenant_id = @tenant", new { }))
        {
            Assert.DoesNotContain("Answer 1", Encoding.UTF8.GetString(payload), StringComparison.Ordinal);
            Assert.DoesNotContain("export", Encoding.UTF8.GetString(payload), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_that_cannot_be_opened_is_passed_over_and_replaced()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        await hands.AskAsync(Question);
        await hands.DoAsync("UPDATE kept_answers SET payload = @payload WHERE tenant_id = @tenant", new { payload = new byte[64] });
        hands.House.Database.Signals.Raise(MemoryAnswers.ForgetTopic, "");

        Assert.Equal(("Answer 2.", null), await SaidAsync(Question));
        Assert.Equal(("Answer 2.", "exact"), await SaidAsync(Question));

        async Task<(string, string?)> SaidAsync(string question)
        {
            var heard = await hands.AskAsync(question);
            return (heard.Text, heard.Reused);
        }
    }

    [Fact]
    public async Task One_whose_key_was_destroyed_costs_others_nothing()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        var first = await hands.AskAsync(Question);
        var kept = await hands.House.Get<MemoryAnswers>().FindAsync(first.Caller.Tenant, await KeyOfAsync(hands), CancellationToken.None);
        await hands.House.Database.Sealer.ShredAsync(first.Caller.Tenant.Id, first.Caller.Subject.Value);
        hands.House.Database.Signals.Raise(MemoryAnswers.ForgetTopic, "");
        var other = TurnHouse.Caller(subject: "sub_b");

        var (same, similar) = (await hands.AskAsync(SameQuestion, other), await hands.AskAsync(Question, other));
        Assert.Equal(("Answer 2.", null), (same.Text, same.Reused));
        Assert.Equal(("Answer 2.", "semantic"), (similar.Text, similar.Reused));
        await hands.House.Get<DatabaseAnswers>().KeepAsync(kept!, CancellationToken.None);
    }

    [Fact]
    public async Task The_database_keeps_the_newest()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        hands.Options.MostEntries = 2;
        foreach (var thing in (string[])["cormorant", "penguin", "puffin"])
        {
            await hands.AskAsync($"What is a {thing} made of?");
        }

        await hands.House.Database.Tenants.WriteAsync(TurnHouse.Caller().Tenant, connection => hands.House.Get<DatabaseAnswers>().TrimAsync(connection, DateTimeOffset.UnixEpoch));
        Assert.Equal(2, await hands.KeptAsync());
        await hands.House.Database.Tenants.WriteAsync(TurnHouse.Caller().Tenant, connection => hands.House.Get<DatabaseAnswers>().TrimAsync(connection, DateTimeOffset.UtcNow.AddDays(1)));
        Assert.Equal(0, await hands.KeptAsync());
    }

    private static async Task<string> KeyOfAsync(ReuseHands hands) => AnswerPlace.Of(await hands.PrepareAsync(Question))!.Key;
}

public sealed class SqliteReuseTests() : ReuseSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlReuseTests() : ReuseSuite(DatabaseKind.PostgreSql);
