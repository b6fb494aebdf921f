using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Storage;
using Parley.Text;

namespace Parley.Models.Tests;

public sealed class MeteredChatClientTests : IAsyncLifetime
{
    private static readonly Price OneAndTwo = new(Input: 1_000_000m, Output: 2_000_000m, CachedInput: 100_000m);

    private TestDatabase _database = null!;
    private Ledger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(
            DatabaseKind.Sqlite, TimeProvider.System, new MigrationSource("accounts", typeof(AccountsModule).Assembly));
        _ledger = new(_database.Tenants, new(_database.Tenants, TimeProvider.System), TimeProvider.System, NullLogger<Ledger>.Instance);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_call_settles_on_the_usage_that_the_provider_reports()
    {
        var context = await AskAsync(new() { Says = [FakeChatClient.Text("Hello"), FakeChatClient.Usage(10, 5, cached: 4)] });

        // 6 new tokens at 1, 4 cached at 0.1, 5 written at 2.
        var receipt = context.Receipt!;
        Assert.Equal((10, 5, 4, "16.4", false, "completed"), (receipt.InputTokens, receipt.OutputTokens, receipt.CachedTokens, receipt.Cost.ToString(), receipt.Estimated, receipt.Outcome));
        Assert.Equal("16.4", await SpentAsync());
        Assert.Equal(0, await OpenReservationsAsync());
    }

    [Fact]
    public async Task Input_that_goes_into_the_providers_cache_costs_what_that_costs_and_never_more_than_was_set_aside()
    {
        var fake = new FakeChatClient { Says = [FakeChatClient.Text("Hello"), FakeChatClient.Usage(10, 5, cached: 4, written: 6)] };
        var client = new DeploymentFactory(_ledger, Options.Create(new FailoverOptions()), Options.Create(new LoadOptions()), TimeProvider.System, NullLogger<Meter>.Instance)
            .Make("anthropic", "fake", new("fake", 8192, 100, ModelAbilities.Chat, fake) { CacheWriteFactor = 1.25m }, OneAndTwo).Client;
        var context = Make.Context();

        await ReadAsync(client, context);

        // 6 tokens at 1.25, 4 cached at 0.1, 5 written at 2.
        Assert.Equal("17.9", context.Receipt!.Cost.ToString());
        var tariff = new Tariff("anthropic", "fake", "fake", 100, OneAndTwo, 1.25m);
        Assert.Equal(tariff.WorstOf(1000, 7), tariff.Of(1000, 7, 0, 1000));
        Assert.True(tariff.Of(1000, 7, 0, 999) < tariff.WorstOf(1000, 7));
    }

    [Fact]
    public async Task Without_reported_usage_the_cost_is_estimated_from_both_texts()
    {
        var context = await AskAsync(new() { Says = [FakeChatClient.Text("Hello there, "), FakeChatClient.Text("how are you?")] });

        Assert.True(context.Receipt!.Estimated);
        Assert.InRange(context.Receipt.OutputTokens, 6, 12);
        Assert.InRange(context.Receipt.InputTokens, 2, 30);
        Assert.Equal(context.Receipt.Cost.ToString(), await SpentAsync());
    }

    [Fact]
    public async Task A_whole_answer_is_charged_like_a_streamed_one()
    {
        var context = Make.Context();
        var client = Client(new() { Says = [FakeChatClient.Text("Hello"), FakeChatClient.Usage(3, 1)] });

        await client.GetResponseAsync([Make.User("hi")], new ChatOptions { MaxOutputTokens = 5 }.With(context));

        Assert.Equal((3, 1, "5"), (context.Receipt!.InputTokens, context.Receipt.OutputTokens, await SpentAsync()));
    }

    [Fact]
    public async Task What_is_settled_with_what_follows_is_settled_before_anything_else_is_set_aside()
    {
        await AddBudgetAsync(1_500);
        var fake = new FakeChatClient { Says = [FakeChatClient.Text("Hello"), FakeChatClient.Usage(3, 1)] };
        var context = Make.Context() with { SettlesWithNext = true };

        // The worst case of one call fits beside what the calls before it used, and not beside what they set aside.
        for (var calls = 1; calls <= 10; calls++)
        {
            await ReadAsync(Client(fake), context, new string('x', 800));
        }

        await _database.Tenants.WriteAsync(Make.Tenant, _ => Task.CompletedTask);
        Assert.Equal("50", await SpentAsync());
        Assert.Equal(0, await OpenReservationsAsync());
    }

    [Theory]
    [InlineData(ProviderFailure.RateLimited)]
    [InlineData(ProviderFailure.Unavailable)]
    [InlineData(ProviderFailure.Unauthorized)]
    public async Task A_call_that_was_refused_costs_nothing(ProviderFailure kind)
    {
        var context = Make.Context();
        var client = Client(new() { Fails = new ProviderException(kind, "no") });

        await Assert.ThrowsAsync<ProviderException>(() => ReadAsync(client, context));

        Assert.Equal(0, context.Receipt!.Cost.Micros);
        Assert.Equal("0", await SpentAsync());
        Assert.Equal(0, await OpenReservationsAsync());
    }

    [Fact]
    public async Task An_answer_that_broke_is_charged_for_what_came()
    {
        var context = Make.Context();
        var client = Client(new() { Says = [FakeChatClient.Text("Half an")], Fails = new ProviderException(ProviderFailure.Cut, "cut") });

        await Assert.ThrowsAsync<ProviderException>(() => ReadAsync(client, context));

        Assert.Equal(("cut", true), (context.Receipt!.Outcome, context.Receipt.Estimated));
        Assert.NotEqual("0", await SpentAsync());
        Assert.Equal(0, await OpenReservationsAsync());
    }

    [Fact]
    public async Task A_cancelled_answer_is_charged_as_an_estimate()
    {
        var context = Make.Context();
        using var cancel = new CancellationTokenSource();
        var client = Client(new() { Says = [FakeChatClient.Text("One")], Stalls = true });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync([Make.User("hi")], new ChatOptions().With(context), cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });

        Assert.Equal(("cancelled", true), (context.Receipt!.Outcome, context.Receipt.Estimated));
        Assert.Equal(0, await OpenReservationsAsync());
    }

    [Fact]
    public async Task A_reader_that_walks_away_is_charged_too()
    {
        var context = Make.Context();
        var client = Client(new() { Says = [FakeChatClient.Text("One"), FakeChatClient.Text("Two")] });

        await foreach (var _ in client.GetStreamingResponseAsync([Make.User("hi")], new ChatOptions().With(context)))
        {
            break;
        }

        Assert.Equal("cancelled", context.Receipt!.Outcome);
        Assert.Equal(0, await OpenReservationsAsync());
    }

    [Fact]
    public async Task A_call_that_does_not_say_for_whom_it_is_never_reaches_the_model()
    {
        var fake = new FakeChatClient();
        var client = Client(fake);

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetResponseAsync([Make.User("hi")]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetStreamingResponseAsync([Make.User("hi")]).ToChatResponseAsync());

        Assert.Equal(0, fake.Calls);
    }

    [Theory]
    [InlineData(600, 54)]
    [InlineData(596, 50)]
    [InlineData(700, null)]
    public async Task Where_a_budget_holds_no_more_the_model_is_asked_for_a_shorter_answer(int budget, int? shortened)
    {
        // "hi" is bounded by 546 tokens.
        await AddBudgetAsync(budget);
        var fake = new FakeChatClient { Says = [FakeChatClient.Text("Hello"), FakeChatClient.Usage(10, 5)] };
        var (context, options) = (Make.Context(), new ChatOptions { MaxOutputTokens = 100 });

        await foreach (var _ in Client(fake).GetStreamingResponseAsync([Make.User("hi")], options.With(context)))
        {
        }

        Assert.Equal((shortened ?? 100, shortened), (fake.LastOptions!.MaxOutputTokens, context.ShortenedTo));
        Assert.Equal(100, options.MaxOutputTokens);
        Assert.Equal(0, await OpenReservationsAsync());
    }

    [Fact]
    public async Task Where_a_budget_holds_no_answer_worth_the_call_none_is_made()
    {
        await AddBudgetAsync(595);
        var fake = new FakeChatClient();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(Client(fake), Make.Context(), most: 100));

        Assert.Equal(596L, refused.Refusal.Extensions!["needed"]);
        Assert.Equal(0, fake.Calls);
    }

    [Fact]
    public async Task A_model_that_takes_no_limit_is_called_whole_or_not_at_all()
    {
        await AddBudgetAsync(600);
        var fake = new FakeChatClient();
        var refused = new RefusedParameters();
        refused.Add("max_tokens");
        var client = new DeploymentFactory(_ledger, Options.Create(new FailoverOptions()), Options.Create(new LoadOptions()), TimeProvider.System, NullLogger<Meter>.Instance)
            .Make("openai", "fake", new("fake", 8192, 100, ModelAbilities.Chat, fake) { Refused = refused }, OneAndTwo).Client;

        Assert.Equal(646L, (await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(client, Make.Context(), most: 100))).Refusal.Extensions!["needed"]);
    }

    [Fact]
    public async Task The_reservation_bounds_every_text_in_any_script()
    {
        foreach (var text in (string[])["plain words", "Füße über Öl", "你好，世界", "👩‍👩‍👧‍👦🇩🇪", "\u0000\u0001", new string('a', 10_000)])
        {
            var context = Make.Context();
            var bound = WorstCase.InputTokens([Make.User(text)], null);

            await AskAsync(new() { Says = [FakeChatClient.Usage(System.Text.Encoding.UTF8.GetByteCount(text), 1)] }, text, context);

            Assert.True(bound >= System.Text.Encoding.UTF8.GetByteCount(text));
            Assert.True(bound >= TokenEstimate.Of(text));
        }

        Assert.Equal("0", await BalanceAsync("overrun"));
    }

    [Fact]
    public void The_bound_counts_tools_calls_results_and_schemas()
    {
        using var schema = System.Text.Json.JsonDocument.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}""");
        var tool = AIFunctionFactory.CreateDeclaration("weather", "Tells the weather", schema.RootElement);
        var plain = WorstCase.InputTokens([Make.User("hi")], null);

        Assert.True(WorstCase.InputTokens([Make.User("hi")], new() { Tools = [tool] }) >= plain + schema.RootElement.GetRawText().Length);
        Assert.True(WorstCase.InputTokens([Make.User("hi")], new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement) }) > plain);
        Assert.True(WorstCase.InputTokens([Make.User("hi"), new(ChatRole.Tool, [new FunctionResultContent("c", new string('x', 500))])], null) > plain + 500);
        Assert.True(WorstCase.InputTokens([Make.User("hi"), new(ChatRole.Assistant, [new FunctionCallContent("c", "f", new Dictionary<string, object?> { ["a"] = new string('x', 500) })])], null) > plain + 500);
    }

    [Fact]
    public void The_client_inside_is_not_given_away()
    {
        var client = Client(new());

        Assert.Null(client.GetService(typeof(FakeChatClient)));
        Assert.Same(client, client.GetService(typeof(IChatClient)));
    }

    [Fact]
    public void No_public_member_of_Models_hands_out_a_client_that_is_not_metered()
    {
        var all = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var leaks = typeof(ModelCatalogue).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMembers(all))
            .Where(member => member switch
            {
                PropertyInfo property => IsRaw(property.PropertyType),
                FieldInfo field => IsRaw(field.FieldType),
                MethodInfo method => IsRaw(method.ReturnType),
                _ => false,
            })

            // What a provider hands in is raw by nature; only the factory, which is internal, makes deployments of it.
            .Where(member => member.DeclaringType != typeof(ProviderConnection))
            .Select(member => $"{member.DeclaringType!.Name}.{member.Name}");

        Assert.Empty(leaks);
        Assert.Empty(typeof(Deployment).GetConstructors());
        Assert.Empty(typeof(MeteredChatClient).GetConstructors());

        static bool IsRaw(Type type) => typeof(IChatClient).IsAssignableFrom(type) && type != typeof(MeteredChatClient) && type != typeof(PlannedChatClient);
    }

    private MeteredChatClient Client(FakeChatClient fake) =>
        new DeploymentFactory(_ledger, Options.Create(new FailoverOptions()), Options.Create(new LoadOptions()), TimeProvider.System, NullLogger<Meter>.Instance)
            .Make("openai", "fake", new("fake", 8192, 100, ModelAbilities.Chat, fake), OneAndTwo).Client;

    private async Task<CallContext> AskAsync(FakeChatClient fake, string text = "hi", CallContext? context = null)
    {
        context ??= Make.Context();
        await ReadAsync(Client(fake), context, text);
        return context;
    }

    private static async Task ReadAsync(MeteredChatClient client, CallContext context, string text = "hi", int most = 20)
    {
        await foreach (var _ in client.GetStreamingResponseAsync([Make.User(text)], new ChatOptions { MaxOutputTokens = most }.With(context)))
        {
        }
    }

    private Task<int> AddBudgetAsync(long tokens) => _database.Tenants.WriteAsync(Make.Tenant, connection => connection.ExecuteAsync(
        """
        insert into budgets (tenant_id, id, kind, scope_id, payer, unit, amount, period, created_at)
        values (@tenant, 'budget_1', 'tenant', '', '', 'tokens', @tokens, 'day', 0)
        """,
        new { tokens }));

    private Task<string> SpentAsync() => BalanceAsync("spent");

    private async Task<string> BalanceAsync(string account)
    {
        await using var connection = await _database.Tenants.OpenAsync(Make.Tenant);
        return new Money(await connection.ScalarAsync<long>(
            "select cast(coalesce(sum(balance), 0) as bigint) from ledger_balances where tenant_id = @tenant and account = @account",
            new { account })).ToString();
    }

    private async Task<long> OpenReservationsAsync()
    {
        await using var connection = await _database.Tenants.OpenAsync(Make.Tenant);
        return await connection.ScalarAsync<long>("select count(*) from reservations where tenant_id = @tenant and state = 'open'");
    }
}
