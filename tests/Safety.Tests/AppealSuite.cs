using Parley.Accounts;
using Parley.Storage;

namespace Parley.Safety.Tests;

/// <summary>What those can do whose turn was refused, and what is learned from decisions, on every database.</summary>
public abstract class AppealSuite(DatabaseKind kind)
{
    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task A_refusal_is_appealed_once_and_its_sender_gets_to_know_the_outcome()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        var turn = await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Block));
        Assert.Equal("possible", (await house.Appeals.FindAsync(ReviewHouse.Tenant, ReviewHouse.Subject, turn, Never)).State);

        var filed = await house.Appeals.FileAsync(ReviewHouse.Tenant, ReviewHouse.Subject, turn, "It is for a novel.", ReviewHouse.Ben, Never);
        var again = await Assert.ThrowsAsync<RefusedException>(
            () => house.Appeals.FileAsync(ReviewHouse.Tenant, ReviewHouse.Subject, turn, "Please.", ReviewHouse.Ben, Never));
        var id = await house.OnlyAsync();
        Assert.Equal("It is for a novel.", (await house.Store.OpenAsync(ReviewHouse.Tenant, id, null, Never)).Appeal);
        Assert.Single(await house.ListAsync(ReviewHouse.Tenant, new(State: "open")));
        await house.Decisions.DecideAsync(ReviewHouse.Tenant, id, new("allow", "fiction", "You were right; ask again."), null, ReviewHouse.Ann, Never);
        var outcome = await house.Appeals.FindAsync(ReviewHouse.Tenant, ReviewHouse.Subject, turn, Never);

        Assert.Equal(("open", "It is for a novel.", null), (filed.State, filed.Reason, filed.Outcome));
        Assert.Equal("already_appealed", again.Refusal.Code);
        Assert.Equal(("decided", "allow", "You were right; ask again."), (outcome.State, outcome.Outcome, outcome.Reply));
        Assert.Equal([turn.Value], house.Told.Turns);
    }

    [Fact]
    public async Task Nobody_appeals_what_is_not_theirs_or_was_not_refused()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        var refused = await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Block));
        var looked = await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Review));

        foreach (var (tenant, subject, turn) in new[]
        {
            (ReviewHouse.Tenant, new Id<Ids.Subject>("sub_b"), refused), (ReviewHouse.Other, ReviewHouse.Subject, refused), (ReviewHouse.Tenant, ReviewHouse.Subject, looked),
        })
        {
            var exception = await Assert.ThrowsAsync<RefusedException>(() => house.Appeals.FileAsync(tenant, subject, turn, "mine", ReviewHouse.Ben, Never));
            Assert.Equal(404, exception.Refusal.Status);
        }
    }

    [Fact]
    public async Task Reading_examples_is_told_in_the_audit_trail_and_reading_none_is_not()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        var audit = new AuditTrail(house.Database.Tenants, house.Time);
        await house.Training.SwitchAsync(ReviewHouse.Tenant, true, ReviewHouse.Ann, Never);
        await TrainingRoutes.ListAsync(null, null, ReviewHouse.Tenant, ReviewHouse.Ann, house.Training, audit, Never);
        await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Review));
        await house.Decisions.DecideAsync(ReviewHouse.Tenant, await house.OnlyAsync(), new("block", "harmful", null), null, ReviewHouse.Ann, Never);
        await TrainingRoutes.ListAsync(null, null, ReviewHouse.Tenant, ReviewHouse.Ben, house.Training, audit, Never);

        Assert.Equal(1, await house.CountAsync("select count(*) from audit_events where tenant_id = @tenant and action = 'training_set.read' and actor_id = 'user_ben'"));
        Assert.Equal(1, await house.CountAsync("select count(*) from audit_events where tenant_id = @tenant and action = 'training_set.read'"));
    }

    [Fact]
    public async Task An_appeal_and_a_decision_at_once_lose_neither()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        var turn = await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Block));
        var id = await house.OnlyAsync();

        await Task.WhenAll(
            Record.ExceptionAsync(() => house.Appeals.FileAsync(ReviewHouse.Tenant, ReviewHouse.Subject, turn, "why", ReviewHouse.Ben, Never)).AsTask(),
            house.Decisions.DecideAsync(ReviewHouse.Tenant, id, new("block", "harmful", null), null, ReviewHouse.Ann, Never));

        Assert.Equal(("decided", "block"), await StateAsync(house, id));
    }

    [Fact]
    public async Task Nothing_is_learned_before_the_tenant_agrees()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        await DecideAsync(house, "one text", "block");
        await house.Training.SwitchAsync(ReviewHouse.Tenant, true, ReviewHouse.Ann, Never);
        await DecideAsync(house, "another text", "allow");
        await DecideAsync(house, "a third text", "block");
        await house.Training.SwitchAsync(ReviewHouse.Tenant, false, ReviewHouse.Ann, Never);
        await DecideAsync(house, "a last text", "block");

        var examples = (await house.Training.ListAsync(ReviewHouse.Tenant, SafetyPaging.Read(null, null), Never)).Data;

        Assert.Equal([("a third text", "block"), ("another text", "allow")], examples.Select(one => (one.Text, one.Label)));
        Assert.Equal(["violence"], examples[0].Kinds);
        Assert.Empty((await house.Training.ListAsync(ReviewHouse.Other, SafetyPaging.Read(null, null), Never)).Data);
    }

    [Fact]
    public async Task Examples_are_sealed_and_deleted_one_by_one_or_all_at_once()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        await house.Training.SwitchAsync(ReviewHouse.Tenant, true, ReviewHouse.Ann, Never);
        foreach (var text in (string[])["first", "second", "third"])
        {
            await DecideAsync(house, text, "block");
        }

        await using (var connection = await house.Database.Tenants.OpenAsync(ReviewHouse.Tenant))
        {
            Assert.All(
                await connection.QueryAsync<byte[]>("select example from training_examples where tenant_id = @tenant"),
                bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf("text"u8)));
        }

        var examples = (await house.Training.ListAsync(ReviewHouse.Tenant, SafetyPaging.Read(null, null), Never)).Data;
        Assert.Equal(0, await house.Training.DeleteAsync(ReviewHouse.Other, examples[0].Id, ReviewHouse.Ann, Never));
        Assert.Equal(1, await house.Training.DeleteAsync(ReviewHouse.Tenant, examples[0].Id, ReviewHouse.Ann, Never));
        Assert.Equal(2, await house.Training.DeleteAsync(ReviewHouse.Tenant, null, ReviewHouse.Ann, Never));
    }

    [Fact]
    public async Task What_was_learned_goes_with_the_turn_and_with_the_key_of_its_sender()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        await house.Training.SwitchAsync(ReviewHouse.Tenant, true, ReviewHouse.Ann, Never);
        var gone = await DecideAsync(house, "first", "block");
        await DecideAsync(house, "second", "block");

        await house.Database.Tenants.WriteAsync(ReviewHouse.Tenant, connection => Reviews.EraseAsync(connection, [gone]));

        var left = Assert.Single((await house.Training.ListAsync(ReviewHouse.Tenant, SafetyPaging.Read(null, null), Never)).Data);
        Assert.Equal("second", left.Text);
        Assert.Single(await house.ListAsync(ReviewHouse.Tenant));
        Assert.Equal(2, await house.CountAsync("select count(*) from guard_findings where tenant_id = @tenant"));
        await house.Database.Sealer.ShredAsync(ReviewHouse.Tenant.Id, ReviewHouse.Subject.Value);
        Assert.Empty((await house.Training.ListAsync(ReviewHouse.Tenant, SafetyPaging.Read(null, null), Never)).Data);
    }

    private static async Task<(string, string?)> StateAsync(ReviewHouse house, Id<SafetyIds.Review> id)
    {
        var row = await house.Store.FindAsync(ReviewHouse.Tenant, id, Never);
        return (row.State, row.Decision);
    }

    private static async Task<Id<Ids.Turn>> DecideAsync(ReviewHouse house, string text, string decision)
    {
        var turn = await house.EndAsync(ReviewHouse.Tenant, text, ReviewHouse.Found(GuardAction.Review));
        var row = (await house.ListAsync(ReviewHouse.Tenant)).Single(one => one.TurnId == turn.Value);
        await house.Decisions.DecideAsync(ReviewHouse.Tenant, new(row.Id), new(decision, "so it is", null), null, ReviewHouse.Ann, Never);
        return turn;
    }
}

public sealed class SqliteAppealTests() : AppealSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlAppealTests() : AppealSuite(DatabaseKind.PostgreSql);
