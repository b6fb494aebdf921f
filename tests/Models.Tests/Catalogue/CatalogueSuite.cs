using Microsoft.Extensions.AI;
using Parley.Accounts;

namespace Parley.Models.Tests;

/// <summary>What tenants keep of models, on one database.</summary>
public abstract class CatalogueSuite(DatabaseKind kind) : IAsyncLifetime
{
    private CatalogueHouse _house = null!;

    public async ValueTask InitializeAsync() => _house = await CatalogueHouse.OpenAsync(kind);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_house is not null)
        {
            await _house.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_deployment_answers_as_soon_as_it_is_made_and_no_more_once_it_is_deleted()
    {
        Assert.Equal(["extractive"], await _house.NamesAsync());

        var id = await _house.MakeAsync(CatalogueHouse.Plain);
        Assert.Equal(["house", "extractive"], await _house.NamesAsync());
        Assert.Equal(("house", "m", "openai"), ((await _house.ModelsAsync()).Choose(null) is var first ? (first.Name, first.Model, first.Provider) : default));

        await _house.Desk.DeleteAsync(CatalogueHouse.Acme, id, Actor.System, CancellationToken.None);
        Assert.Equal(["extractive"], await _house.NamesAsync());
        Assert.Equal(["deployment.made", "deployment.priced", "deployment.deleted"], await _house.AuditedAsync());
    }

    [Fact]
    public async Task A_tenant_never_sees_anothers_deployments_routes_and_prices()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain);
        await _house.PutAsync(new("fast", Fallbacks: ["house"]));

        Assert.Equal(["extractive"], await _house.NamesAsync(CatalogueHouse.Bolt));
        Assert.Empty((await _house.ModelsAsync(CatalogueHouse.Bolt)).Routes);
        await RefusedAsync(404, () => _house.ChangeAsync(id, new(Weight: 2), tenant: CatalogueHouse.Bolt));
        await RefusedAsync(404, () => _house.Desk.DeleteAsync(CatalogueHouse.Bolt, id, Actor.System, CancellationToken.None));
        await RefusedAsync(404, () => _house.Desk.PriceAsync(CatalogueHouse.Bolt, id, new("1", "1"), Actor.System, CancellationToken.None));

        // The same name may live with both.
        await _house.MakeAsync(CatalogueHouse.Plain with { Model = "other" }, CatalogueHouse.Bolt);
        Assert.Equal(("m", "other"), ((await _house.ModelsAsync()).Choose("house").Model, (await _house.ModelsAsync(CatalogueHouse.Bolt)).Choose("house").Model));
    }

    [Fact]
    public async Task A_change_on_one_node_is_in_force_on_the_other()
    {
        await using var other = _house.OpenAnotherNode();
        Assert.Equal(["extractive"], await other.NamesAsync());

        await _house.MakeAsync(CatalogueHouse.Plain);

        await Poll.UntilAsync(
            async () =>
            {
                // A node that heard nothing looks by itself after some seconds.
                _house.Time.Advance(ModelCatalogue.LongestUnseen);
                return (await other.NamesAsync()).Contains("house");
            },
            "the other node has the deployment");
    }

    [Fact]
    public async Task A_key_is_kept_sealed_and_shown_to_nobody()
    {
        const string Key = "sk-super-secret-1234";
        var id = await _house.MakeAsync(CatalogueHouse.Plain with { ApiKey = Key });
        await _house.ChangeAsync(id, new(Weight: 3, Region: "eu-central"));

        var view = await _house.ViewAsync(id);
        Assert.True(view.HasKey);
        Assert.DoesNotContain(Key, $"{view}", StringComparison.Ordinal);
        Assert.DoesNotContain(Key, await _house.StolenAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(_house.Logs.Lines, line => line.Contains(Key, StringComparison.Ordinal));
        Assert.Equal(Key, Assert.Single((await _house.Catalogue.KeptAsync(CatalogueHouse.Acme, CancellationToken.None)).Deployments).Settings.ApiKey);

        await _house.ChangeAsync(id, new(ApiKey: "", Probe: false));
        Assert.False((await _house.ViewAsync(id)).HasKey);
    }

    [Fact]
    public async Task A_deployment_stays_the_same_object_until_where_it_is_changes()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain);
        var before = (await _house.ModelsAsync()).Choose("house");

        await _house.ChangeAsync(id, new(Weight: 5, Limits: new(Rpm: 10), Region: "eu", Price: new("7", "8"), Access: new(Roles: ["owner"])));
        var same = (await _house.ModelsAsync()).Choose("house");
        Assert.Same(before, same);
        Assert.Equal((5, 10, "eu", 7m), (same.Weight, same.Limits.Rpm!.Value, same.Region, same.Price.Input));

        await _house.ChangeAsync(id, new(Model: "larger", Probe: false));
        Assert.NotSame(before, (await _house.ModelsAsync()).Choose("house"));
    }

    [Fact]
    public async Task The_price_in_force_when_a_call_begins_is_the_one_it_is_charged_by()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain with { Price = new("1", "2") });
        await _house.Desk.PriceAsync(
            CatalogueHouse.Acme, id, new("10", "20", "5", _house.Time.GetUtcNow().AddHours(1)), Actor.System, CancellationToken.None);
        var deployment = (await _house.ModelsAsync()).Choose("house");

        Assert.Equal((1m, 2m, 1m), (deployment.Price.Input, deployment.Price.Output, deployment.Price.CachedInput));
        _house.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(1m, (await _house.ModelsAsync()).Choose("house").Price.Input);
        _house.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((10m, 20m, 5m), (deployment.Price.Input, deployment.Price.Output, deployment.Price.CachedInput));
        Assert.Equal("10", (await _house.ViewAsync(id)).Price!.InputPerMtok.ToString());

        var prices = (await _house.Catalogue.KeptAsync(CatalogueHouse.Acme, CancellationToken.None)).PricesOf(id);
        Assert.Equal([10m, 1m], prices.All.Select(one => one.Price.Input));
        Assert.Null(prices.At(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task A_call_under_way_keeps_its_price_when_that_changes()
    {
        var terms = new AgreedTerms(new()
        {
            Prices = new([new(_house.Time.GetUtcNow(), new(1_000_000m, 0, 0)), new(_house.Time.GetUtcNow().AddHours(1), new(9_000_000m, 0, 0))]),
        });
        var slow = new FakeChatClient { Says = [FakeChatClient.Text("a"), FakeChatClient.Usage(3, 1)] };
        var client = _house.Get<DeploymentFactory>().Make("openai", "slow", new("slow", 8192, 100, ModelAbilities.Chat, slow), terms).Client;
        var context = new CallContext { Tenant = CatalogueHouse.Acme, Purpose = "chat" };

        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, "x")], new ChatOptions { MaxOutputTokens = 10 }.With(context)))
        {
            _house.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal("3", context.Receipt!.Cost.ToString());
    }

    [Fact]
    public async Task Of_two_who_change_a_deployment_at_once_the_second_is_told()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain);
        await using var other = _house.OpenAnotherNode();
        var seen = (await other.Catalogue.KeptAsync(CatalogueHouse.Acme, CancellationToken.None)).Deployments.Single();
        await _house.ChangeAsync(id, new(Weight: 2));

        var writes = other.Get<CatalogueWrites>();
        var settings = await writes.SealAsync(CatalogueHouse.Acme, id, seen.Settings, CancellationToken.None);
        await RefusedAsync(409, () => writes.WriteAsync(
            CatalogueHouse.Acme,
            async connection =>
            {
                await writes.ReplaceAsync(connection, seen, settings, seen.UpdatedAt, ["weight"], Actor.System);
                return true;
            },
            CancellationToken.None));
    }

    [Fact]
    public async Task A_deployment_that_is_switched_off_answers_nothing_and_is_still_shown()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain);
        await _house.ChangeAsync(id, new(Enabled: false));

        Assert.Equal(["extractive"], await _house.NamesAsync());
        Assert.False((await _house.ViewAsync(id)).Enabled);
    }

    [Fact]
    public async Task A_deployment_of_the_environment_is_given_a_price_and_keeps_all_else()
    {
        _house.Get<EnvironmentTenants>().Grant(CatalogueHouse.Acme.Id);
        var given = Make.Deployment(name: "given");
        _house.Catalogue.Show([given]);
        var id = ModelIds.OfName("given");

        await _house.ChangeAsync(id, new(Weight: 4, Price: new("3", "4")));
        var said = (await _house.ModelsAsync()).Choose("given");
        Assert.Equal((4, 3m, id), (said.Weight, said.Price.Input, said.Id));
        Assert.Same(said, (await _house.ModelsAsync()).Choose("given"));
        await RefusedAsync(400, () => _house.ChangeAsync(id, new(BaseUrl: "https://9.9.9.9/v1")));
        await RefusedAsync(409, () => _house.MakeAsync(CatalogueHouse.Plain with { Name = "given" }));

        await _house.ChangeAsync(id, new(Enabled: false));
        Assert.Equal(["extractive"], await _house.NamesAsync());
        await _house.Desk.DeleteAsync(CatalogueHouse.Acme, id, Actor.System, CancellationToken.None);
        Assert.Same(given, (await _house.ModelsAsync()).Choose("given"));
        await RefusedAsync(409, () => _house.Desk.DeleteAsync(CatalogueHouse.Acme, id, Actor.System, CancellationToken.None));
        await RefusedAsync(409, () => _house.ChangeAsync(ModelIds.OfName("extractive"), new(Enabled: false)));
    }

    [Fact]
    public async Task A_deployment_that_embeds_or_ranks_stands_beside_those_of_the_environment_and_chats_with_nobody()
    {
        await _house.MakeAsync(CatalogueHouse.Plain with { Name = "meaning", Abilities = ["embed"], ContextTokens = 512, Access = new(Roles: ["admin"]) });
        await _house.MakeAsync(CatalogueHouse.Plain with { Name = "ranker", Abilities = ["rerank"] });
        var encoders = await _house.Get<EncoderCatalogue>().ForAsync(CatalogueHouse.Acme);

        Assert.Equal(["extractive"], await _house.NamesAsync());
        Assert.Equal(["meaning", "parley-builtin-1"], encoders.Embedders.Select(one => one.Name));
        Assert.Equal(["ranker", "parley-rerank-1"], encoders.Rerankers.Select(one => one.Name));
        Assert.Equal((512, "meaning=m/8"), (encoders.ChooseEmbedder("meaning").Options.MostTokens, encoders.ChooseEmbedder("meaning").VectorsOf(8)));
        Assert.Equal("parley-builtin-1", encoders.For(CatalogueHouse.Member).ChooseEmbedder(null).Name);
        Assert.Equal(["parley-builtin-1"], (await _house.Get<EncoderCatalogue>().ForAsync(CatalogueHouse.Bolt)).Embedders.Select(one => one.Name));
        await RefusedAsync(400, () => _house.PutAsync(new("fast", Fallbacks: ["meaning"])));
        await RefusedAsync(409, () => _house.MakeAsync(CatalogueHouse.Plain with { Name = "parley-builtin-1" }));
    }

    [Fact]
    public async Task What_waits_for_a_deployment_that_embeds_or_ranks_goes_on_waiting_by_the_new_limits()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain with { Name = "both", Abilities = ["embed", "rerank"], Limits = new(Concurrency: 1) });
        var before = await _house.Get<EncoderCatalogue>().ForAsync(CatalogueHouse.Acme);
        var queue = before.ChooseEmbedder("both").Standing.Queue;
        Assert.Same(queue, before.ChooseReranker("both").Standing.Queue);
        var tickets = Enumerable.Range(0, 3).Select(_ => queue.Enter(CatalogueHouse.Acme, Lane.Interactive, 1, 1)).ToList();
        await Poll.UntilAsync(() => tickets[0].Granted.IsCompleted, "the first has its place");

        await _house.ChangeAsync(id, new(Limits: new(Concurrency: 2)));
        var after = await _house.Get<EncoderCatalogue>().ForAsync(CatalogueHouse.Acme);
        await Poll.UntilAsync(
            () =>
            {
                _house.Time.Advance(TimeSpan.FromSeconds(1));
                queue.Advance();
                return tickets[1].Granted.IsCompleted;
            },
            "the second has its place");

        Assert.NotSame(before.ChooseEmbedder("both"), after.ChooseEmbedder("both"));
        Assert.Same(queue, after.ChooseEmbedder("both").Standing.Queue);
        Assert.Equal([true, true, false], tickets.Select(ticket => ticket.Granted.IsCompleted));
    }

    [Fact]
    public async Task Routes_lead_to_what_exists_and_in_no_circle()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain);
        Assert.True(await _house.PutAsync(new("fast", Fallbacks: ["house"])));
        Assert.True(await _house.PutAsync(new("quality", Fallbacks: ["fast", "extractive"])));
        Assert.False(await _house.PutAsync(new("quality", Fallbacks: ["fast"])));

        var circle = await RefusedAsync(400, () => _house.PutAsync(new("fast", Fallbacks: ["house", "quality"])));
        Assert.Contains("fast → quality → fast", circle.Detail, StringComparison.Ordinal);
        await RefusedAsync(400, () => _house.PutAsync(new("self", Fallbacks: ["self"])));
        await RefusedAsync(400, () => _house.PutAsync(new("lost", Fallbacks: ["nobody"])));
        await RefusedAsync(400, () => _house.PutAsync(new("lost", Rules: [new(default, [new("fast")])])));
        await RefusedAsync(409, () => _house.PutAsync(new("house", Fallbacks: ["extractive"])));
        await RefusedAsync(409, () => _house.MakeAsync(CatalogueHouse.Plain with { Name = "fast" }));

        var used = await RefusedAsync(409, () => _house.Desk.DeleteAsync(CatalogueHouse.Acme, id, Actor.System, CancellationToken.None));
        Assert.Contains("fast", used.Detail, StringComparison.Ordinal);
        var held = await RefusedAsync(409, () => _house.Get<RouteDesk>().DeleteAsync(CatalogueHouse.Acme, "fast", Actor.System, CancellationToken.None));
        Assert.Contains("quality", held.Detail, StringComparison.Ordinal);
        await _house.Get<RouteDesk>().DeleteAsync(CatalogueHouse.Acme, "quality", Actor.System, CancellationToken.None);
        await RefusedAsync(404, () => _house.Get<RouteDesk>().DeleteAsync(CatalogueHouse.Acme, "quality", Actor.System, CancellationToken.None));
    }

    [Fact]
    public async Task A_route_keeps_how_it_chooses_and_what_it_says_of_earlier_answers()
    {
        await _house.MakeAsync(CatalogueHouse.Plain);
        await _house.PutAsync(new("fast", Fallbacks: ["house"], Balance: Balance.Latency, Cache: new(Exact: false)));
        await _house.PutAsync(new("plain", Fallbacks: ["house"]));

        await using var other = _house.OpenAnotherNode();
        var views = (await other.Catalogue.KeptAsync(CatalogueHouse.Acme, CancellationToken.None)).Routes.Select(RouteView.Of).ToDictionary(one => one.Name);
        Assert.Equal((Balance.Latency, new RouteCache(Exact: false)), (views["fast"].Balance, views["fast"].Cache));
        Assert.Equal((Balance.Weighted, new RouteCache()), (views["plain"].Balance, views["plain"].Cache));
        Assert.Equal(Balance.Latency, (await other.ModelsAsync()).Plan("fast", new(), CatalogueHouse.Member).Balance);
    }

    [Fact]
    public async Task A_route_keeps_its_ceilings_and_its_experiment_and_its_variants_hold_their_deployments()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain);
        await _house.PutAsync(new(
            "fast", Rules: [new(default, [new("house", MaxCost: "0.01"), new("extractive")], "0.5")],
            Experiment: new("tone", "conversation", [new("usual"), new("bold", 2, [new("house", 3, "0.02")])])));

        await using var other = _house.OpenAnotherNode();
        var kept = (await other.Catalogue.KeptAsync(CatalogueHouse.Acme, CancellationToken.None)).Routes.Select(RouteView.Of).Single();
        var rule = Assert.Single(kept.Rules);
        Assert.Equal(("0.01", "", "0.5"), ($"{rule.Use[0].MaxCost}", $"{rule.Use[1].MaxCost}", $"{rule.MaxCost}"));
        Assert.Equal(("tone", "conversation"), (kept.Experiment!.Name, kept.Experiment.By));
        Assert.Equal((1, null), (kept.Experiment.Variants[0].Weight, kept.Experiment.Variants[0].Use));
        Assert.Equal(("bold", 2, new RouteTarget("house", 3, Money.From(0.02m))), kept.Experiment.Variants[1] is var bold ? (bold.Name, bold.Weight, bold.Use!.Single()) : default);

        var used = await RefusedAsync(409, () => _house.Desk.DeleteAsync(CatalogueHouse.Acme, id, Actor.System, CancellationToken.None));
        Assert.Contains("fast", used.Detail, StringComparison.Ordinal);
        var taken = await RefusedAsync(400, () => _house.PutAsync(new("other", Fallbacks: ["house"], Experiment: new("tone", Variants: [new("a"), new("b", 1, [new("house")])]))));
        Assert.Equal("experiment.name", taken.Errors!.Single().Key);
        var nobody = await RefusedAsync(400, () => _house.PutAsync(new("other", Fallbacks: ["house"], Experiment: new("other", Variants: [new("a"), new("b", 1, [new("nobody")])]))));
        Assert.Equal("experiment.variants[1].use", nobody.Errors!.Single().Key);
    }

    [Fact]
    public async Task A_route_of_before_says_nothing_of_earlier_answers_where_it_did_not_ask_for_them()
    {
        await _house.PutAsync(new("old", Fallbacks: ["extractive"], Cache: new(Exact: false, Semantic: false)));
        await _house.Get<CatalogueWrites>().WriteAsync(CatalogueHouse.Acme, connection => connection.ExecuteAsync(
            "update model_routes set settings = @settings where tenant_id = @tenant and name = 'old'",
            new { settings = """{"name":"old","rules":[],"fallbacks":["extractive"],"cache":{"exact":true,"semantic":false},"access":{}}""" }), CancellationToken.None);

        await using var other = _house.OpenAnotherNode();
        Assert.Equal((Balance.Weighted, new RouteCache(Exact: true)), (await other.ModelsAsync()).FindRoute("old") is { } old ? (old.Balance, old.Cache) : default);
    }

    internal static async Task<Refusal> RefusedAsync(int status, Func<Task> act)
    {
        var refused = (await Assert.ThrowsAsync<RefusedException>(act)).Refusal;
        Assert.True(refused.Status == status, $"{refused.Status} {refused.Code}: {refused.Detail}");
        return refused;
    }
}

public sealed class SqliteCatalogue() : CatalogueSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlCatalogue() : CatalogueSuite(DatabaseKind.PostgreSql);
