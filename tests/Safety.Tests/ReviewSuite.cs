namespace Parley.Safety.Tests;

/// <summary>What a person is to decide, on every database.</summary>
public abstract class ReviewSuite(DatabaseKind kind)
{
    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task Each_turn_is_one_case_by_its_gravest_finding_and_each_finding_is_told()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);

        await house.EndAsync(
            ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Review), ReviewHouse.Found(GuardAction.Review, "injection", "injection", score: .7),
            ReviewHouse.Found(GuardAction.Redact, "personal_data", "card"), ReviewHouse.Found(GuardAction.Redact, "personal_data", "card"));

        var row = Assert.Single(await house.ListAsync(ReviewHouse.Tenant));
        Assert.Equal(("open", "review", "injection", 700L), (row.State, row.Action, row.Kind, row.Score));
        Assert.Equal(3, await house.CountAsync("select count(*) from guard_findings where tenant_id = @tenant"));
        Assert.Equal(2, await house.CountAsync("select times from guard_findings where tenant_id = @tenant and kind = 'card'"));
        Assert.Empty(await house.ListAsync(ReviewHouse.Other));
    }

    [Fact]
    public async Task What_only_takes_personal_data_out_or_keeps_a_passage_out_is_no_case()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);

        await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Redact, "personal_data", "card"), ReviewHouse.Found(GuardAction.Block, "injection", "injection", "document"));
        await house.EndAsync(ReviewHouse.Tenant, "text");

        Assert.Empty(await house.ListAsync(ReviewHouse.Tenant));
        Assert.Equal(2, await house.CountAsync("select count(*) from guard_findings where tenant_id = @tenant"));
    }

    [Fact]
    public async Task Cases_are_filtered_and_come_in_pages()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        for (var i = 0; i < 5; i++)
        {
            await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(i == 3 ? GuardAction.Block : GuardAction.Review, kind: i % 2 == 0 ? "hate" : "violence"));
        }

        Assert.Equal(["hate", "hate", "violence", "hate"], (await house.ListAsync(ReviewHouse.Tenant, new(State: "open"))).Select(row => row.Kind));
        Assert.Equal("automatic", Assert.Single(await house.ListAsync(ReviewHouse.Tenant, new(Action: "block"))).State);
        Assert.Equal(3, (await house.ListAsync(ReviewHouse.Tenant, new(Guard: "harm", Kind: "hate", Source: "user"))).Count);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await house.Store.ListAsync(ReviewHouse.Tenant, new(), SafetyPaging.Read(2, cursor), Never);
            seen.AddRange(page.Data.Select(row => row.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal((await house.ListAsync(ReviewHouse.Tenant)).Select(row => row.Id), seen);
    }

    [Fact]
    public async Task The_texts_are_sealed_and_marked_where_something_was_found()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        await house.Policies.AddAsync(
            ReviewHouse.Tenant, PolicyRules.Read(new(Name: "rivals", Deny: [new("rivals", ["Globex"], GuardAction.Review)])), ReviewHouse.Ann, Never);
        await house.EndAsync(ReviewHouse.Tenant, "Is Globex better?", ReviewHouse.Found(GuardAction.Review, "term", "rivals"));

        var review = await house.Store.OpenAsync(ReviewHouse.Tenant, await house.OnlyAsync(), ReviewHouse.Ann, Never);

        Assert.Equal(1, review.Row.PolicyVersion);
        var marks = await house.Marking.FindAsync(ReviewHouse.Tenant, review, Never);
        var mark = Assert.Single(marks[0]);
        Assert.Equal(("Globex", "term"), (review.Context.Texts[0].Text[mark.Start..mark.End], mark.Guard));
        Assert.Empty(marks[1]);
        await using var connection = await house.Database.Tenants.OpenAsync(ReviewHouse.Tenant);
        var context = (await connection.ScalarAsync<byte[]>("select context from reviews where tenant_id = @tenant"))!;
        Assert.Equal(-1, context.AsSpan().IndexOf("Globex"u8));
        Assert.Equal(1, await connection.ScalarAsync<long>("select count(*) from audit_events where tenant_id = @tenant and action = 'review.read'"));
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_one_wins_and_the_other_is_told_who()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        var turn = await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Review));
        var id = await house.OnlyAsync();

        var outcomes = await Task.WhenAll(
            Record.ExceptionAsync(() => house.Decisions.DecideAsync(ReviewHouse.Tenant, id, new("allow", "harmless", null), null, ReviewHouse.Ann, Never)).AsTask(),
            Record.ExceptionAsync(() => house.Decisions.DecideAsync(ReviewHouse.Tenant, id, new("block", "harmful", null), null, ReviewHouse.Ben, Never)).AsTask());

        var refused = Assert.IsType<RefusedException>(Assert.Single(outcomes, outcome => outcome is not null)).Refusal;
        var row = await house.Store.FindAsync(ReviewHouse.Tenant, id, Never);
        Assert.Equal((409, "already_decided", row.DecidedBy), (refused.Status, refused.Code, refused.Extensions!["decided_by"]));
        Assert.Contains(row.DecidedBy!, refused.Detail, StringComparison.Ordinal);
        Assert.Equal(row.DecidedBy == "user_ann" ? "allow" : "block", row.Decision);
        Assert.Equal([turn.Value], house.Told.Turns.Distinct());
        Assert.Equal(1, await house.CountAsync("select count(*) from audit_events where tenant_id = @tenant and action = 'review.decided'"));
    }

    [Fact]
    public async Task A_case_that_somebody_looks_at_is_taken_until_their_time_is_over()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Review));
        var id = await house.OnlyAsync();

        await house.Store.ClaimAsync(ReviewHouse.Tenant, id, ReviewHouse.Ann, Never);
        await house.Store.ClaimAsync(ReviewHouse.Tenant, id, ReviewHouse.Ann, Never);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => house.Store.ClaimAsync(ReviewHouse.Tenant, id, ReviewHouse.Ben, Never));
        house.Time.Advance(ReviewStore.Claim);
        var taken = await house.Store.ClaimAsync(ReviewHouse.Tenant, id, ReviewHouse.Ben, Never);

        Assert.Equal(("already_claimed", "user_ann"), (refused.Refusal.Code, refused.Refusal.Extensions!["claimed_by"]));
        Assert.Equal("user_ben", taken.ClaimedBy);
    }

    [Fact]
    public async Task What_is_too_old_is_forgotten_when_something_new_is_found()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Allow));
        house.Time.Advance(TimeSpan.FromDays(91));

        await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Allow, kind: "hate"));

        Assert.Equal(1, await house.CountAsync("select count(*) from guard_findings where tenant_id = @tenant"));
    }

    [Fact]
    public async Task Cases_that_arrive_at_once_are_all_there()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Review))));

        Assert.Equal(16, (await house.ListAsync(ReviewHouse.Tenant)).Count);
    }
}

public sealed class SqliteReviewTests() : ReviewSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlReviewTests() : ReviewSuite(DatabaseKind.PostgreSql);
