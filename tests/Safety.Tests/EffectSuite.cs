using Parley.Storage;

namespace Parley.Safety.Tests;

/// <summary>What a decision changes in the policy, on every database.</summary>
public abstract class EffectSuite(DatabaseKind kind)
{
    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task A_decision_and_its_effect_on_the_policy_stand_together_or_not_at_all()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        await house.EndAsync(ReviewHouse.Tenant, "text", ReviewHouse.Found(GuardAction.Review));
        var id = await house.OnlyAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => house.Decisions.DecideAsync(ReviewHouse.Tenant, id, new("allow", "fine", null), new("threshold", Category: "violence", BlockAt: 2), ReviewHouse.Ann, Never));
        Assert.Contains("effect.block_at", refused.Refusal.Errors!.Keys);
        Assert.Equal("open", (await house.Store.FindAsync(ReviewHouse.Tenant, id, Never)).State);

        var decided = await house.Decisions.DecideAsync(
            ReviewHouse.Tenant, id, new("allow", "fine", null), new("threshold", Category: "violence", BlockAt: .95), ReviewHouse.Ann, Never);

        var policy = Assert.Single(await house.Policies.ListAsync(ReviewHouse.Tenant, Never));
        Assert.Equal((decided.Policy, .95, .8), (policy.Id, policy.Policy.Categories["violence"].BlockAt, policy.Policy.Categories["hate"].BlockAt));
        Assert.Equal("decided", decided.Row.State);
    }

    [Fact]
    public async Task The_effect_is_a_new_version_of_the_policy_that_judged()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);
        var id = await house.Policies.AddAsync(
            ReviewHouse.Tenant, PolicyRules.Read(new(Name: "rivals", Deny: [new("rivals", ["Globex", "Initech"], GuardAction.Review)])), ReviewHouse.Ann, Never);
        await house.EndAsync(ReviewHouse.Tenant, "Is Globex better?", ReviewHouse.Found(GuardAction.Review, "term", "rivals"));

        await house.Decisions.DecideAsync(ReviewHouse.Tenant, await house.OnlyAsync(), new("allow", "a partner now", null), new("allow_term", "globex"), ReviewHouse.Ann, Never);

        var newest = (await house.Policies.FindAsync(ReviewHouse.Tenant, id, Never))!;
        Assert.Equal(2, newest.Version);
        Assert.Equal(["globex"], newest.Policy.Allow);
        Assert.Equal(["Initech"], Assert.Single(newest.Policy.Deny).Terms);
    }

    [Fact]
    public async Task Only_cases_that_newly_fail_hinder_an_effect()
    {
        await using var house = await ReviewHouse.OpenAsync(kind);

        // Saved with force: its first case has never passed.
        await house.Policies.AddAsync(
            ReviewHouse.Tenant,
            PolicyRules.Read(new(
                Name: "rivals", Deny: [new("rivals", ["Globex", "Initech"], GuardAction.Review)],
                Cases: [new("Good morning", GuardAction.Block), new("Is Initech better?", GuardAction.Review)])),
            ReviewHouse.Ann, Never);
        await house.EndAsync(ReviewHouse.Tenant, "Is Globex better?", ReviewHouse.Found(GuardAction.Review, "term", "rivals"));
        var id = await house.OnlyAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => house.Decisions.DecideAsync(ReviewHouse.Tenant, id, new("allow", "fine", null), new("allow_term", "Initech"), ReviewHouse.Ann, Never));
        await house.Decisions.DecideAsync(ReviewHouse.Tenant, id, new("allow", "fine", null), new("allow_term", "Globex"), ReviewHouse.Ann, Never);

        Assert.Equal("policy_cases_failed", refused.Refusal.Code);
        Assert.Equal(["policy.cases[1].expect"], refused.Refusal.Errors!.Keys);
        Assert.Contains("1 of the policy's 2 cases would fail that pass now", refused.Refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(["Globex"], Assert.Single(await house.Policies.ListAsync(ReviewHouse.Tenant, Never)).Policy.Allow);
    }
}

public sealed class SqliteEffectTests() : EffectSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlEffectTests() : EffectSuite(DatabaseKind.PostgreSql);
