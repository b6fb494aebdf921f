using System.Text.Json;
using Parley.Accounts;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>A house with models of the test's, which answer with their names, and routes to them.</summary>
internal sealed class RoutedHands : IAsyncDisposable
{
    private RoutedHands(TurnHouse house) => House = house;

    public TurnHouse House { get; }

    /// <summary>The models that fail, by their names.</summary>
    public HashSet<string> Failing { get; } = [];

    /// <param name="models">Each with its context in tokens and the price of a million of them, whether read or written.</param>
    public static async Task<RoutedHands> OpenAsync(DatabaseKind kind, params (string Name, int Context, decimal Price)[] models)
    {
        var hands = new RoutedHands(await TurnHouse.OpenAsync(kind));
        hands.House.Get<ModelCatalogue>().Show(
        [
            .. models.Select(one => hands.House.Get<DeploymentFactory>().Make(
                "test", one.Name,
                new(one.Name, one.Context, 500, ModelAbilities.Chat, new SaidModel((_, _) => hands.Failing.Contains(one.Name)
                    ? throw new ProviderException(ProviderFailure.Unauthorized, "The key is wrong.") : Task.FromResult(one.Name))),
                new Price(one.Price, one.Price, one.Price))),
        ]);
        foreach (var tenant in (string[])["tenant_a", "tenant_b"])
        {
            hands.House.Get<EnvironmentTenants>().Grant(new(tenant));
        }

        return hands;
    }

    public Task RouteAsync(ModelRoute route, string tenant = "tenant_a") => RouteAsync(House, route, tenant);

    /// <summary>Keeps a route as the API would.</summary>
    public static async Task RouteAsync(TurnHouse house, ModelRoute route, string tenant = "tenant_a")
    {
        var writes = new CatalogueWrites(house.Database.Tenants, house.Database.Sealer, house.Get<AuditTrail>(), house.Get<TimeProvider>());
        await writes.WriteAsync(
            new(new(tenant)),
            async connection =>
            {
                await writes.PutAsync(connection, route with { Balance = route.Balance ?? Balance.Weighted }, ModelActions.RouteMade, Actor.System);
                return true;
            },
            CancellationToken.None);
        house.Get<ModelCatalogue>().HearOfChange(tenant);
    }

    /// <summary>Asks a route, and waits for the end.</summary>
    /// <param name="conversation">Null for a new one.</param>
    public async Task<Heard> AskAsync(
        string text, string model, ConversationId? conversation = null, Caller? caller = null, Func<TurnOptions, TurnOptions>? options = null)
    {
        caller ??= TurnHouse.Caller();
        var where = conversation ?? await House.StartAsync(caller);
        var (turn, end) = await House.AskAsync(
            caller, TurnHouse.Question(where, text) with { Options = (options ?? (one => one))(new() { Model = model, Retrieval = null }) });
        return new(caller, where, turn, JsonElement.Parse(end.Json.Span));
    }

    public Task<Provenance> ProvenanceAsync(Heard heard) => House.Turns.ProvenanceAsync(heard.Caller, heard.Turn, null, CancellationToken.None);

    public ValueTask DisposeAsync() => House.DisposeAsync();
}
