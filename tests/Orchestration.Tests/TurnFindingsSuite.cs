using Parley.Conversations;
using Parley.Knowledge;
using Parley.Safety;

namespace Parley.Orchestration.Tests;

/// <summary>What guards find in a turn comes to those who look at it, on every database.</summary>
public abstract class TurnFindingsSuite(DatabaseKind kind)
{
    private static readonly GuardFound Doubtful = new("harm", "violence", GuardAction.Review, "", "user", .6);

    private static readonly GuardFound InPassage = new("injection", "indirect", GuardAction.Review, "", "document", .7) { Label = "S1" };

    [Fact]
    public async Task A_turn_that_ends_puts_its_findings_where_people_look_and_one_without_does_not()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        await EndAsync(house, await LoadAsync(house, Doubtful));
        await EndAsync(house, await LoadAsync(house));

        Assert.Equal((1, 1), (await CountAsync(house, "reviews"), await CountAsync(house, "guard_findings")));
    }

    [Fact]
    public async Task What_was_found_before_a_run_died_is_put_down_by_the_next_and_once()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (_, held, log) = await house.ClaimAsync(lease: TurnHouse.Lapsed);
        var first = (await house.Get<TurnStore>().LoadAsync(held, CancellationToken.None))!;
        first.Turn.Draft.Apply(Doubtful);
        await log.AppendAsync(Doubtful, CancellationToken.None);
        await log.FlushAsync(CancellationToken.None);

        // It dies here: another run takes the turn, and the first one wakes up too late.
        var again = Assert.Single(await house.Get<RunStore>().ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 5, CancellationToken.None));
        var second = (await house.Get<TurnStore>().LoadAsync(again, CancellationToken.None))!;
        await EndAsync(house, (second, again.Fence, second.Newest));
        await Assert.ThrowsAsync<LeaseLostException>(() => EndAsync(house, (first, held.Fence, log.Newest)));

        Assert.Equal((1, 1), (await CountAsync(house, "reviews"), await CountAsync(house, "guard_findings")));
    }

    [Fact]
    public async Task A_case_goes_with_its_conversation_and_what_was_found_stays_without_a_text()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var ended = await LoadAsync(house, Doubtful);
        await EndAsync(house, ended);
        var turn = ended.Loaded.Turn;

        Assert.True(await house.Get<ConversationDeletion>().DeleteAsync(turn.Tenant, turn.Subject, turn.Conversation, CancellationToken.None));

        Assert.Equal((0, 1), (await CountAsync(house, "reviews"), await CountAsync(house, "guard_findings")));
    }

    [Fact]
    public async Task A_passage_that_was_left_out_stands_in_the_case_that_somebody_decides()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var tenant = TurnHouse.Caller().Tenant;
        await house.Get<KnowledgeIntake>().PutAsync(tenant, "docs", [new("page", "A page."u8.ToArray(), "text/plain")], CancellationToken.None);
        DocumentId document;
        await using (var connection = await house.Database.Tenants.OpenAsync(tenant))
        {
            document = new((await connection.ScalarAsync<string>("select id from knowledge_documents where tenant_id = @tenant"))!);
        }

        var ended = await LoadAsync(house, Doubtful, InPassage with { Action = GuardAction.Block });
        ended.Loaded.Turn.Sources = [new("S1", new(new("chunk_a"), document, "page", "docs", "Page", null, null, 0, 7, "A page.", 1))];
        Material.Apply(ended.Loaded.Turn, [new("document", "S1", "S1", true, null)]);
        await EndAsync(house, ended);

        Assert.Empty(ended.Loaded.Turn.Sources);
        Assert.Equal(1, await CountAsync(house, "review_passages"));
    }

    [Fact]
    public async Task A_passage_goes_with_its_document_and_does_not_come_back_with_a_turn_that_ends_later()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var tenant = TurnHouse.Caller().Tenant;
        var intake = house.Get<KnowledgeIntake>();
        await intake.PutAsync(tenant, "docs", [new("page", "A page."u8.ToArray(), "text/plain")], CancellationToken.None);
        DocumentId document;
        await using (var connection = await house.Database.Tenants.OpenAsync(tenant))
        {
            document = new((await connection.ScalarAsync<string>("select id from knowledge_documents where tenant_id = @tenant"))!);
        }

        var (early, late) = (await LoadAsync(house, InPassage), await LoadAsync(house, InPassage));
        foreach (var one in (LoadedTurn[])[early.Loaded, late.Loaded])
        {
            one.Turn.Sources = [new("S1", new(new("chunk_a"), document, "page", "docs", "Page", null, null, 0, 7, "A page.", 1))];
        }

        await EndAsync(house, early);
        Assert.Equal(1, await CountAsync(house, "review_passages"));
        Assert.Equal(1, await intake.RemoveAsync(tenant, "docs", ["page"], CancellationToken.None));
        Assert.Equal(0, await CountAsync(house, "review_passages"));
        await EndAsync(house, late);

        Assert.Equal((2, 0), (await CountAsync(house, "reviews"), await CountAsync(house, "review_passages")));
    }

    private static async Task<(LoadedTurn Loaded, long Fence, long Newest)> LoadAsync(TurnHouse house, params GuardFound[] findings)
    {
        var (_, held, log) = await house.ClaimAsync(text: "How does one win a fight?");
        var loaded = (await house.Get<TurnStore>().LoadAsync(held, CancellationToken.None))!;
        foreach (var found in findings)
        {
            loaded.Turn.Draft.Apply(found);
            await log.AppendAsync(found, CancellationToken.None);
        }

        await log.FlushAsync(CancellationToken.None);
        return (loaded, held.Fence, log.Newest);
    }

    private static Task<LogEntry> EndAsync(TurnHouse house, (LoadedTurn Loaded, long Fence, long Newest) it) => house.Get<TurnStore>().EndAsync(
        it.Loaded.Turn, it.Loaded.Key, new(it.Fence, it.Newest, []), "cancelled", "cancelled", message => new TurnCancelled(it.Loaded.Turn.Id, message), CancellationToken.None);

    private static async Task<long> CountAsync(TurnHouse house, string table)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(TurnHouse.Caller().Tenant);
        return await connection.ScalarAsync<long>($"select count(*) from {table} where tenant_id = @tenant");
    }
}

public sealed class SqliteTurnFindingsTests() : TurnFindingsSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlTurnFindingsTests() : TurnFindingsSuite(DatabaseKind.PostgreSql);
