using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>A house in which answers are given again, with a model that counts what it is asked.</summary>
internal sealed class ReuseHands : IAsyncDisposable
{
    public const string Model = "counting";
    private int _calls;

    private ReuseHands(TurnHouse house) => House = house;

    public TurnHouse House { get; }

    public int Calls => Volatile.Read(ref _calls);

    public AnswerCacheOptions Options => House.Get<IOptions<AnswerCacheOptions>>().Value;

    public SameQuestions Asked => House.Get<SameQuestions>();

    /// <summary>What the model says to the call of a number, from 1.</summary>
    public Func<int, CancellationToken, Task<string>> Says { get; set; } = (call, _) => Task.FromResult($"Answer {call}.");

    public static async Task<ReuseHands> OpenAsync(DatabaseKind kind, bool exact = true, bool semantic = true, decimal price = 0)
    {
        var hands = new ReuseHands(await TurnHouse.OpenAsync(kind));
        (hands.Options.Exact, hands.Options.Semantic) = (exact, semantic);
        var catalogue = hands.House.Get<ModelCatalogue>();
        catalogue.Show(
        [
            hands.House.Get<DeploymentFactory>().Make("test", Model, new(
                Model, 8_000, 500, ModelAbilities.Chat, new SaidModel((_, stop) => hands.Says(Interlocked.Increment(ref hands._calls), stop)))
            {
                Fields = (ModelFields)int.MaxValue,
                Efforts = ["low"],
            }, new Price(price, price, price)),
        ]);
        foreach (var tenant in (string[])["tenant_a", "tenant_b"])
        {
            hands.House.Get<EnvironmentTenants>().Grant(new(tenant));
        }

        return hands;
    }

    /// <summary>Makes a route to the model that counts.</summary>
    public Task RouteAsync(string name, RouteCache cache, string tenant = "tenant_a") =>
        RoutedHands.RouteAsync(House, new() { Name = name, Fallbacks = [Model], Cache = cache }, tenant);

    /// <summary>Asks in a new conversation, and waits for the end.</summary>
    /// <returns>The turn, and the data of its terminal event.</returns>
    public async Task<Heard> AskAsync(string text, Caller? caller = null, Func<TurnOptions, TurnOptions>? options = null)
    {
        caller ??= TurnHouse.Caller();
        var conversation = await House.StartAsync(caller);
        return await SendAsync(caller, TurnHouse.Question(conversation, text) with { Options = (options ?? (one => one))(new() { Model = Model, Retrieval = null }) });
    }

    public async Task<Heard> SendAsync(Caller caller, Send send)
    {
        var (turn, end) = await House.AskAsync(caller, send);
        return new(caller, send.Conversation!.Value, turn, JsonElement.Parse(end.Json.Span));
    }

    /// <summary>A turn that its steps have prepared, and that nobody answers.</summary>
    public async Task<Turn> PrepareAsync(string text, Caller? caller = null, Func<TurnOptions, TurnOptions>? options = null, long attempt = 1, TurnId? id = null)
    {
        caller ??= TurnHouse.Caller();
        var hands = new MemoryHands(House, caller, await House.StartAsync(caller));
        var asked = await hands.SayAsync(null, ("user", text));
        var turn = await hands.TurnAsync(
            asked[0], Model, text, one => (options ?? (same => same))(one with { MaxTokens = null, AclTags = caller.AclTags }), attempt, id);
        await House.Get<ReuseAnswer>().BeginAsync(turn, CancellationToken.None);
        foreach (var step in new ITurnStep[] { House.Get<Remember>(), House.Get<ReadAttachments>(), House.Get<Retrieve>(), House.Get<ComposePrompt>() })
        {
            await step.TakeAsync(turn, CancellationToken.None);
        }

        return turn;
    }

    public async Task<long> KeptAsync(string tenant = "tenant_a")
    {
        await using var connection = await House.Database.Tenants.OpenAsync(new TenantScope(new(tenant)));
        return await connection.ScalarAsync<long>("SELECT count(*) FROM kept_answers WHERE tenant_id = @tenant", new { });
    }

    public Task DoAsync(string sql, object args, string tenant = "tenant_a") =>
        House.Database.Tenants.WriteAsync(new TenantScope(new(tenant)), connection => connection.ExecuteAsync(sql, args));

    public ValueTask DisposeAsync() => House.DisposeAsync();
}

/// <summary>An answer as it was heard.</summary>
internal sealed record Heard(Caller Caller, ConversationId Conversation, TurnId Turn, JsonElement End)
{
    public JsonElement Message => End.GetProperty("message");

    public string Text => Message.GetProperty("content").GetString()!;

    public MessageId Id => new(Message.GetProperty("id").GetString()!);

    /// <summary><c>exact</c> or <c>semantic</c>; null when a model was asked.</summary>
    public string? Reused => Message.TryGetProperty("reused", out var reused) && reused.ValueKind == JsonValueKind.Object ? reused.GetProperty("kind").GetString() : null;
}
