using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Accounts;

namespace Parley.Models.Tests;

/// <summary>A rollout from its first call to its end, on one database.</summary>
public abstract class RolloutSuite(DatabaseKind kind) : IAsyncLifetime
{
    private static readonly RolloutInput Careful = new("new", 100, MinCalls: 10);

    private CatalogueHouse _house = null!;
    private Fleet _fleet = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await CatalogueHouse.OpenAsync(kind);
        _fleet = await Fleet.CreateAsync(new() { Pause = TimeSpan.Zero, BreakAfter = 1000 });
        foreach (var tenant in (TenantScope[])[Make.Tenant, CatalogueHouse.Bolt])
        {
            await _house.MakeAsync(CatalogueHouse.Plain with { Name = "old" }, tenant);
            await _house.MakeAsync(CatalogueHouse.Plain with { Name = "new" }, tenant);
            await PutAsync(Careful, tenant);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _fleet.DisposeAsync();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task One_that_fails_is_taken_back_while_the_others_answer_and_stays_so_until_somebody_sets_it_again()
    {
        var (old, bad) = (_fleet.Deploy("old", new FlakyChatClient(0, "So it is.")), _fleet.Deploy("new", new FlakyChatClient(int.MaxValue, "")));
        var plan = await PlanAsync(bad, old);
        for (var i = 0; i < 10; i++)
        {
            Assert.Null((await RolloutAsync(Make.Tenant)).RolledBackAt);
            Assert.Equal("So it is.", await AskAsync(plan));
        }

        await UntilRolledBackAsync();
        var rollout = await RolloutAsync(Make.Tenant);
        Assert.Equal((0, "10 of its last 10 attempts failed, which is more than 10 %."), (rollout.Percent, rollout.Reason));
        Assert.Null((await _house.ModelsAsync(Make.Tenant)).Plan("fast", new() { Sticky = "sub_a" }, []).Rollout);
        Assert.Equal("old", (await _house.ModelsAsync(Make.Tenant)).Plan("fast", new() { Sticky = "sub_a" }, []).First.Name);
        var audited = Assert.Single(await AuditedAsync(Make.Tenant));
        Assert.Equal(("new", "10", "10"), (audited.GetProperty("deployment").GetString(), audited.GetProperty("calls").GetString(), audited.GetProperty("errors").GetString()));

        // The other tenant's, of the same names, goes on.
        Assert.Equal((100, null), await RolloutAsync(CatalogueHouse.Bolt) is var theirs ? (theirs.Percent, theirs.Reason) : default);
        Assert.Empty(await AuditedAsync(CatalogueHouse.Bolt));

        await PutAsync(Careful with { Percent = 20 }, Make.Tenant);
        Assert.Equal((20, null, null), await RolloutAsync(Make.Tenant) is var again ? (again.Percent, again.RolledBackAt, again.Reason) : default);
    }

    [Fact]
    public async Task One_that_answers_well_stays()
    {
        var (old, good) = (_fleet.Deploy("old", new FlakyChatClient(0, "Old.")), _fleet.Deploy("new", new FlakyChatClient(1, "New.")));
        var plan = await PlanAsync(good, old);
        var heard = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            heard.Add(await AskAsync(plan));
        }

        Assert.Equal((1, 29), (heard.Count(text => text == "Old."), heard.Count(text => text == "New.")));
        Assert.Null((await RolloutAsync(Make.Tenant)).RolledBackAt);
        Assert.Empty(await AuditedAsync(Make.Tenant));
    }

    [Fact]
    public async Task Of_two_nodes_that_find_it_bad_one_takes_it_back()
    {
        await using var other = _house.OpenAnotherNode();
        var seen = await RolloutAsync(Make.Tenant);
        var verdict = new RolloutVerdict("It was late.", 50, 0, 900, 300);

        var written = await Task.WhenAll(
            _house.Get<RollBack>().WriteAsync(Make.Tenant, "fast", seen, verdict, CancellationToken.None),
            other.Get<RollBack>().WriteAsync(Make.Tenant, "fast", seen, verdict, CancellationToken.None));

        Assert.Single(written, one => one);
        Assert.Equal("900", Assert.Single(await AuditedAsync(Make.Tenant)).GetProperty("ms_to_first_token").GetString());
    }

    [Fact]
    public async Task What_was_found_of_an_earlier_rollout_does_not_end_the_one_that_was_set_since()
    {
        var plan = await PlanAsync(Make.Deployment(name: "new"), Make.Deployment(name: "old"));
        var (seen, watch) = (plan.Rollout!, _house.Get<RolloutWatch>());
        await PutAsync(Careful with { MinCalls = 11 }, Make.Tenant);
        var now = plan with { Rollout = await RolloutAsync(Make.Tenant) };

        Assert.False(await _house.Get<RollBack>().WriteAsync(Make.Tenant, "fast", seen, new("It failed.", 10, 10, null, null), CancellationToken.None));
        Assert.Equal(now.Rollout, watch.Of(Make.Tenant, now)!.Rollout);
        Assert.Null(watch.Of(Make.Tenant, plan));
        Assert.NotSame(watch.Of(Make.Tenant, now), watch.Of(CatalogueHouse.Bolt, now));
        Assert.Equal(100, (await RolloutAsync(Make.Tenant)).Percent);
    }

    [Fact]
    public async Task A_rollout_leads_to_what_exists_and_keeps_its_deployment()
    {
        var refused = await CatalogueSuite.RefusedAsync(400, () => PutAsync(Careful with { Deployment = "nobody" }, Make.Tenant));
        Assert.Equal("rollout.deployment", refused.Errors!.Single().Key);

        var id = (await _house.Catalogue.KeptAsync(Make.Tenant, CancellationToken.None)).Deployments.Single(one => one.Name == "new").Id;
        var used = await CatalogueSuite.RefusedAsync(409, () => _house.Desk.DeleteAsync(Make.Tenant, id, Actor.System, CancellationToken.None));
        Assert.Contains("fast", used.Detail, StringComparison.Ordinal);
    }

    private Task<bool> PutAsync(RolloutInput rollout, TenantScope tenant) => _house.PutAsync(new("fast", Fallbacks: ["old"], Rollout: rollout), tenant);

    // The kept route's rollout over deployments that the test can make fail.
    private async Task<ModelPlan> PlanAsync(params Deployment[] tiers)
    {
        var rollout = (await _house.ModelsAsync(Make.Tenant)).Plan("fast", new() { Sticky = "sub_a" }, []).Rollout;
        return Fleet.Plan(tiers) with { Name = "fast", Rollout = rollout };
    }

    private async Task<string> AskAsync(ModelPlan plan)
    {
        var gateway = new ModelGateway(
            Microsoft.Extensions.Options.Options.Create(_fleet.Options), new(new(), null), null, _fleet.Time, new Random(7), NullLogger<ModelGateway>.Instance,
            _house.Get<RolloutWatch>());
        return (await gateway.For(plan).GetResponseAsync([Make.User("hi")], new Microsoft.Extensions.AI.ChatOptions().With(Make.Context()), CancellationToken.None)).Text;
    }

    private async Task<Rollout> RolloutAsync(TenantScope tenant) =>
        RouteView.Of((await _house.Catalogue.KeptAsync(tenant, CancellationToken.None)).Routes.Single()).Rollout!;

    private Task UntilRolledBackAsync() => Poll.UntilAsync(async () => (await RolloutAsync(Make.Tenant)).RolledBackAt is not null, "the rollout is taken back");

    private async Task<IReadOnlyList<JsonElement>> AuditedAsync(TenantScope tenant)
    {
        await using var connection = await _house.Database.Tenants.OpenAsync(tenant);
        var details = await connection.QueryAsync<string>("select detail from audit_events where tenant_id = @tenant and action = 'route.rolled_back' order by id");
        return [.. details.Select(detail => JsonElement.Parse(detail))];
    }
}

public sealed class SqliteRollout() : RolloutSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlRollout() : RolloutSuite(DatabaseKind.PostgreSql);
