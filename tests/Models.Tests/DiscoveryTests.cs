using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Accounts;
using Parley.Anthropic;
using Parley.OpenAI;
using Parley.Storage;

namespace Parley.Models.Tests;

public sealed class DiscoveryTests
{
    private static readonly TenantScope Other = new(new("tenant_b"));

    [Fact]
    public async Task A_server_on_loopback_is_found_without_a_word()
    {
        await using var provider = await ProviderFixture.StartAsync(models: ["tiny"]);
        await using var house = await House.StartAsync(new() { ["Models:DiscoveryPorts:0"] = $"{provider.BaseUrl.Port}", ["Models:DiscoveryPatience"] = "00:00:05" });

        await house.UntilDefaultIsAsync("tiny");

        Assert.True(house.Of(Make.Tenant).HasLanguageModel);
        Assert.Equal("ok", house.Readiness.Status);
    }

    [Fact]
    public async Task What_the_environment_names_comes_before_what_was_found_by_chance()
    {
        await using var named = await ProviderFixture.StartAsync(models: ["first", "second"], apiKey: "k");
        await using var chance = await ProviderFixture.StartAsync(models: ["first"]);
        await using var house = await House.StartAsync(new()
        {
            ["OPENAI_BASE_URL"] = named.BaseUrl.ToString(),
            ["OPENAI_API_KEY"] = "k",
            ["OPENAI_MODEL"] = "second",
            ["Models:DiscoveryPorts:0"] = $"{chance.BaseUrl.Port}",
            ["Models:DiscoveryPatience"] = "00:00:05",
        });

        await Waiting.UntilAsync(() => house.Of(Make.Tenant).List.Count == 3, "both are found");

        Assert.Equal(["second", "first", "extractive"], house.Of(Make.Tenant).List.Select(one => one.Name));
    }

    [Fact]
    public async Task Providers_of_both_kinds_stand_side_by_side()
    {
        await using var one = await ProviderFixture.StartAsync(models: ["same"]);
        await using var other = await ProviderFixture.StartAsync(models: ["same"], apiKey: "k", anthropic: true);
        await using var house = await House.StartAsync(new()
        {
            ["OPENAI_BASE_URL"] = one.BaseUrl.ToString(),
            ["ANTHROPIC_BASE_URL"] = other.BaseUrl.ToString(),
            ["ANTHROPIC_API_KEY"] = "k",
        });

        await Waiting.UntilAsync(() => house.Of(Make.Tenant).List.Count == 3, "both are found");

        Assert.Equal(["openai", "anthropic", "extractive"], house.Of(Make.Tenant).List.Select(found => found.Provider));
        Assert.Equal(2, house.Of(Make.Tenant).List.Count(found => found.Name is "same" or "same-2"));
        Assert.Empty(house.Readiness.Failures);
    }

    [Fact]
    public async Task A_silent_provider_is_told_by_its_own_settings()
    {
        await using var one = await ProviderFixture.StartAsync(models: ["tiny"]);
        await using var house = await House.StartAsync(new() { ["OPENAI_BASE_URL"] = one.BaseUrl.ToString(), ["ANTHROPIC_BASE_URL"] = "http://127.0.0.1:1" });

        await Waiting.UntilAsync(() => house.Readiness.Failures.Any(), "the silent one is told");

        Assert.Equal("ANTHROPIC", Assert.Single(house.Readiness.Failures).Variables);
    }

    [Fact]
    public async Task Other_tenants_have_the_extractive_model_until_they_are_granted_more()
    {
        await using var provider = await ProviderFixture.StartAsync(models: ["tiny"]);
        await using var house = await House.StartAsync(new() { ["OPENAI_BASE_URL"] = provider.BaseUrl.ToString() });
        await house.UntilDefaultIsAsync("tiny");

        Assert.Equal("extractive", house.Of(Other).Choose(null).Name);
        var refused = Assert.Throws<RefusedException>(() => house.Of(Other).Choose("tiny"));
        Assert.Equal((404, "model_not_found"), (refused.Refusal.Status, refused.Refusal.Code));
        Assert.DoesNotContain(house.Of(Other).List, one => one.Name == "tiny");

        house.Services.GetRequiredService<EnvironmentTenants>().Grant(Other.Id);
        Assert.Equal("tiny", house.Of(Other).Choose(null).Name);
    }

    [Fact]
    public async Task A_provider_that_starts_later_is_found_and_one_that_ends_is_let_go()
    {
        var port = FreePort();
        await using var house = await House.StartAsync(new()
        {
            ["Models:DiscoveryPorts:0"] = $"{port}",
            ["Models:DiscoveryPatience"] = "00:00:01",
            ["Models:ProbeEvery"] = "00:00:00.100",
        });
        Assert.Equal("extractive", house.Of(Make.Tenant).Choose(null).Name);
        Assert.Contains("extractive", house.Readiness.Status, StringComparison.Ordinal);

        var app = ScriptedProvider.ScriptedProviderApp.Create(new() { Urls = $"http://127.0.0.1:{port}", Models = ["late"] });
        await app.StartAsync();
        await house.UntilDefaultIsAsync("late");

        await app.DisposeAsync();
        await house.UntilDefaultIsAsync("extractive");
    }

    [Fact]
    public async Task A_named_provider_that_is_silent_is_told_and_the_start_does_not_wait_for_it()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        await using var house = await BesideSilenceAsync(listener);

        var asking = house.Catalogue.ForAsync(Make.Tenant).AsTask();
        Assert.False(asking.IsCompleted);
        listener.Stop();

        Assert.Equal("extractive", (await asking).Choose(null).Name);
        await Waiting.UntilAsync(() => house.Readiness.Status.Contains("does not answer", StringComparison.Ordinal), "readiness tells of the silent provider");
    }

    [Fact]
    public async Task Who_asks_for_models_waits_until_what_the_environment_names_was_looked_for_once()
    {
        var speaks = new TaskCompletionSource();
        await using var server = await SmallServer.StartAsync((path, _) =>
        {
            speaks.Task.Wait();
            return path == "/v1/models" ? (200, "application/json", """{"data":[{"id":"slow"}]}""") : (404, "text/plain", "");
        });
        await using var house = await House.StartAsync(new() { ["OPENAI_BASE_URL"] = server.BaseUrl.ToString() });

        var waiting = house.Catalogue.ForAsync(Make.Tenant).AsTask();
        var shown = house.Catalogue.GivenAsync(Make.Tenant, CancellationToken.None).AsTask();
        var (isSoon, ofOthers) = (waiting.IsCompleted || shown.IsCompleted, house.Of(Other).List);
        speaks.SetResult();

        Assert.False(isSoon);
        Assert.Equal("extractive", Assert.Single(ofOthers).Name);
        Assert.Equal("slow", (await waiting).Choose("slow").Name);
        Assert.Equal(["slow", "extractive"], (await shown).Select(one => one.Name));
    }

    [Fact]
    public async Task A_server_that_stops_before_it_has_looked_answers_nobody_with_less_than_there_is()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        await using var house = await BesideSilenceAsync(listener);
        using var stops = new CancellationTokenSource();
        var waiting = house.Catalogue.ForAsync(Make.Tenant, stops.Token).AsTask();

        foreach (var hosted in house.Services.GetServices<IHostedService>())
        {
            await hosted.StopAsync(CancellationToken.None);
        }

        Assert.False(waiting.IsCompleted);
        await stops.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_model_that_nobody_knows_may_be_one_of_a_silent_provider_until_that_speaks()
    {
        var port = FreePort();
        await using var house = await House.StartAsync(new() { ["OPENAI_BASE_URL"] = $"http://127.0.0.1:{port}/v1", ["Models:ProbeEvery"] = "00:00:00.100" });

        foreach (var ask in new Action<TenantModels>[] { models => models.Choose("late"), models => models.Plan("late", new(), []) })
        {
            var silent = Assert.Throws<RefusedException>(() => ask(house.Of(Make.Tenant))).Refusal;
            Assert.Equal((503, "provider_silent", TimeSpan.FromSeconds(5)), (silent.Status, silent.Code, silent.RetryAfter));
            Assert.Contains("OPENAI", silent.Detail, StringComparison.Ordinal);
        }

        Assert.Equal("model_not_found", Assert.Throws<RefusedException>(() => house.Of(Other).Choose("late")).Refusal.Code);

        await using var app = ScriptedProvider.ScriptedProviderApp.Create(new() { Urls = $"http://127.0.0.1:{port}", Models = ["late"] });
        await app.StartAsync();
        await house.UntilDefaultIsAsync("late");

        Assert.Equal("model_not_found", Assert.Throws<RefusedException>(() => house.Of(Make.Tenant).Choose("none")).Refusal.Code);
    }

    [Fact]
    public async Task A_server_whose_list_is_not_there_yet_is_silent()
    {
        var isThere = false;
        await using var server = await SmallServer.StartAsync((path, _) =>
            isThere && path == "/v1/models" ? (200, "application/json", """{"data":[{"id":"late"}]}""") : (404, "text/plain", ""));
        await using var house = await House.StartAsync(new() { ["OPENAI_BASE_URL"] = server.BaseUrl.ToString(), ["Models:ProbeEvery"] = "00:00:00.100" });

        Assert.Equal("provider_silent", Assert.Throws<RefusedException>(() => house.Of(Make.Tenant).Choose("late")).Refusal.Code);

        Volatile.Write(ref isThere, true);
        await house.UntilDefaultIsAsync("late");
    }

    [Fact]
    public async Task A_wrong_key_leaves_the_extractive_model_and_never_shows_the_key()
    {
        var log = new ListLogger();
        await using var provider = await ProviderFixture.StartAsync(apiKey: "right");
        await using var house = await House.StartAsync(
            new() { ["OPENAI_BASE_URL"] = provider.BaseUrl.ToString(), ["OPENAI_API_KEY"] = "sk-wrong-secret" }, log);

        await Waiting.UntilAsync(() => log.Lines.Any(line => line.Contains("401", StringComparison.Ordinal)), "the refusal is logged");
        Assert.Equal("extractive", house.Of(Make.Tenant).Choose(null).Name);
        Assert.DoesNotContain(log.Lines, line => line.Contains("sk-wrong-secret", StringComparison.Ordinal));

        // It answered: there is nothing to wait for.
        Assert.Equal("model_not_found", Assert.Throws<RefusedException>(() => house.Of(Make.Tenant).Choose("late")).Refusal.Code);
    }

    [Fact]
    public async Task Vllm_is_known_by_its_list()
    {
        await using var server = await SmallServer.StartAsync((path, body) => path == "/v1/models"
            ? (200, "application/json", """{"data":[{"id":"embed-x"},{"id":"big","owned_by":"vllm","max_model_len":12345}]}""")
            : path == "/tokenize" && body.Contains("\"prompt\":\"four words\"", StringComparison.Ordinal) ? (200, "application/json", """{"count":42}""") : (404, "text/plain", ""));

        var found = (await server.Provider.ConnectAsync(new(server.BaseUrl), CancellationToken.None))!;
        var other = (await server.Provider.ConnectAsync(new(server.BaseUrl, Model: "big"), CancellationToken.None))!;

        Assert.Equal(("big", 12345), (other.Model, other.ContextTokens));
        Assert.True(other.Abilities.HasFlag(ModelAbilities.Continue | ModelAbilities.Tools));
        Assert.Equal("big", found.Model);
        Assert.Equal(42, await other.Tokenizer!("four words", CancellationToken.None));
    }

    [Fact]
    public async Task Llama_cpp_tells_its_context_and_counts_tokens()
    {
        await using var server = await SmallServer.StartAsync((path, _) => path switch
        {
            "/v1/models" => (200, "application/json", """{"data":[{"id":"m.gguf","owned_by":"llamacpp","meta":{"n_ctx_train":131072}}]}"""),
            "/props" => (200, "application/json", """{"default_generation_settings":{"n_ctx":6000}}"""),
            "/tokenize" => (200, "application/json", """{"tokens":[1,2,3]}"""),
            _ => (404, "text/plain", ""),
        });

        var found = (await server.Provider.ConnectAsync(new(server.BaseUrl), CancellationToken.None))!;

        Assert.Equal((6000, false), (found.ContextTokens, found.Abilities.HasFlag(ModelAbilities.Continue)));
        Assert.Equal(3, await found.Tokenizer!("x", CancellationToken.None));
    }

    [Fact]
    public async Task Settings_correct_what_a_server_says()
    {
        await using var server = await SmallServer.StartAsync(
            (_, _) => (200, "application/json", """{"data":[{"id":"m","owned_by":"vllm","max_model_len":100000}]}"""),
            new() { Continue = false, ContextTokens = 2048 });

        var found = (await server.Provider.ConnectAsync(new(server.BaseUrl), CancellationToken.None))!;

        Assert.Equal((2048, 2048, false), (found.ContextTokens, found.MaxOutputTokens, found.Abilities.HasFlag(ModelAbilities.Continue)));
    }

    [Theory]
    [InlineData("<html>", "text/html")]
    [InlineData("[]", "application/json")]
    [InlineData("""{"data":"x"}""", "application/json")]
    [InlineData("""{"data":[]}""", "application/json")]
    public async Task A_server_of_another_kind_is_no_provider(string body, string type)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (200, type, body));

        Assert.Null(await server.Provider.ConnectAsync(new(server.BaseUrl), CancellationToken.None));
    }

    [Fact]
    public async Task A_named_model_needs_no_list()
    {
        await using var server = await SmallServer.StartAsync((_, _) => (404, "text/plain", ""));

        Assert.Equal("m", (await server.Provider.ConnectAsync(new(server.BaseUrl, Model: "m"), CancellationToken.None))!.Model);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", null, true)]
    [InlineData("http://localhost:5080;http://[::1]:5080", null, true)]
    [InlineData("http://0.0.0.0:5080", null, false)]
    [InlineData("http://localhost:1;http://*:2", null, false)]
    [InlineData("http://example.com", null, false)]
    [InlineData("http://0.0.0.0:5080", "true", true)]
    [InlineData("http://127.0.0.1:5080", "false", false)]
    public void Loopback_is_looked_at_only_while_nobody_else_can_reach_us(string urls, string? setting, bool looks)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("urls", urls), new("Discovery", setting)]).Build();

        Assert.Equal(looks, Places.OnLoopback(configuration, new(), []).Any());
    }

    [Theory]
    [InlineData(null, "k", null, "https://api.openai.com/v1")]
    [InlineData(null, null, "m", "https://api.openai.com/v1")]
    [InlineData("http://localhost:9", null, null, "http://localhost:9/v1")]
    [InlineData("http://localhost:9/v1/", null, null, "http://localhost:9/v1/")]
    public void Any_one_of_the_three_settings_suffices(string? url, string? key, string? model, string address)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("OPENAI_BASE_URL", url), new("OPENAI_API_KEY", key), new("OPENAI_MODEL", model)]).Build();

        Assert.Equal(new Uri(address), Assert.Single(Places.OfEnvironment(configuration, new())).Endpoint.BaseUrl);
    }

    [Fact]
    public void An_address_that_is_none_is_refused_at_the_start()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("OPENAI_BASE_URL", "not an address")]).Build();

        Assert.Contains("OPENAI_BASE_URL", Assert.Throws<InvalidOperationException>(() => Places.OfEnvironment(configuration, new())).Message, StringComparison.Ordinal);
        Assert.Empty(Places.OfEnvironment(new ConfigurationBuilder().Build(), new()));
    }

    [Fact]
    public async Task The_list_of_models_has_the_shape_of_OpenAI()
    {
        await using var provider = await ProviderFixture.StartAsync(models: ["tiny"]);
        await using var house = await House.StartAsync(new() { ["OPENAI_BASE_URL"] = provider.BaseUrl.ToString() });
        await house.UntilDefaultIsAsync("tiny");
        var caller = new Caller { Tenant = Make.Tenant, Subject = new("sub_a"), Scopes = System.Collections.Frozen.FrozenSet<string>.Empty, AclTags = [] };

        var list = await ListModels.ListAsync(caller, house.Catalogue, house.Encoders, CancellationToken.None);

        Assert.Equal("list", list.Object);
        Assert.Equal([("tiny", "model", "openai"), ("extractive", "model", "extractive"), ("parley-builtin-1", "model", "parley"), ("parley-rerank-1", "model", "parley")], list.Data.Select(one => (one.Id, one.Object, one.OwnedBy)));
        Assert.Equal(["chat", "tools", "json"], (await GetAsync("tiny")).Abilities);
        Assert.Equal(["embed"], (await GetAsync("parley-builtin-1")).Abilities);
        await Assert.ThrowsAsync<RefusedException>(() => GetAsync("large"));

        Task<Model> GetAsync(string name) => ListModels.GetAsync(name, caller, house.Catalogue, house.Encoders, CancellationToken.None);
    }

    [Fact]
    public async Task What_embeds_and_ranks_is_named_by_the_environment_and_serves_whom_that_serves()
    {
        await using var house = await House.StartAsync(new()
        {
            ["OPENAI_EMBEDDING_MODEL"] = "small, large",
            ["Embedding:Model"] = "own",
            ["Embedding:BaseUrl"] = "http://127.0.0.1:1/v1",
            ["Embedding:Dimensions"] = "64",
            ["Embedding:PassagePrefix"] = "passage: ",
            ["Rerank:Model"] = "ranker",
            ["Rerank:BaseUrl"] = "http://127.0.0.1:1",
        });

        Assert.Equal(["small", "large", "own", "parley-builtin-1"], house.EncodersOf(Make.Tenant).Embedders.Select(one => one.Name));
        Assert.Equal(["ranker", "parley-rerank-1"], house.EncodersOf(Make.Tenant).Rerankers.Select(one => one.Name));
        Assert.Equal(["parley-builtin-1"], house.EncodersOf(Other).Embedders.Select(one => one.Name));
        Assert.Null(house.EncodersOf(Other).FindReranker("ranker"));
        Assert.Equal("model_not_found", Assert.Throws<RefusedException>(() => house.EncodersOf(Other).ChooseEmbedder("small")).Refusal.Code);
        Assert.Equal("small/1536", house.EncodersOf(Make.Tenant).ChooseEmbedder(null).VectorsOf(1536));
        Assert.StartsWith("own/64/", house.EncodersOf(Make.Tenant).ChooseEmbedder("own").VectorsOf(64), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Embedding:BaseUrl", "http://127.0.0.1:1/v1", "Parley__Embedding__Model")]
    [InlineData("Rerank:BaseUrl", "http://127.0.0.1:1/v1", "Parley__Rerank__Model")]
    public void An_address_without_a_model_is_refused_by_name(string setting, string value, string expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build();

        var refused = Assert.Throws<InvalidOperationException>(() => setting.StartsWith('E')
            ? EncoderPlaces.Embedders(configuration, new() { BaseUrl = new(value) }).Count()
            : EncoderPlaces.Reranker(configuration, new() { BaseUrl = new(value) })?.Model.Length);

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_goes_to_its_own_address_and_to_no_other()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("OPENAI_API_KEY", "sk-open")]).Build();

        Assert.Null(EncoderPlaces.Embedders(configuration, new() { Model = "m", BaseUrl = new("http://elsewhere.example/v1") }).Single().Endpoint.ApiKey);
        Assert.Equal("sk-open", EncoderPlaces.Embedders(configuration, new() { Model = "m" }).Single().Endpoint.ApiKey);
        Assert.DoesNotContain("sk-", $"{EncoderPlaces.Reranker(configuration, new() { Model = "m" })}", StringComparison.Ordinal);
    }

    /// <summary>Names a provider that listens and never says a word.</summary>
    private static Task<House> BesideSilenceAsync(System.Net.Sockets.TcpListener listener)
    {
        listener.Start();
        return House.StartAsync(new()
        {
            ["OPENAI_BASE_URL"] = $"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}/v1",
            ["Models:ProbePatience"] = "00:05:00",
        });
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The module with its adapter, started; <see cref="Make.Tenant"/> is the default tenant.</summary>
    private sealed class House(ServiceProvider services) : IAsyncDisposable
    {
        public IServiceProvider Services => services;

        public ModelCatalogue Catalogue => services.GetRequiredService<ModelCatalogue>();

        public TenantModels Of(TenantScope tenant) => Catalogue.ForAsync(tenant).AsTask().GetAwaiter().GetResult();

        public TenantEncoders EncodersOf(TenantScope tenant) => Encoders.ForAsync(tenant).AsTask().GetAwaiter().GetResult();

        public EncoderCatalogue Encoders => services.GetRequiredService<EncoderCatalogue>();

        public ModelReadiness Readiness => services.GetRequiredService<ModelReadiness>();

        public static async Task<House> StartAsync(Dictionary<string, string?> settings, ILoggerProvider? logs = null)
        {
            settings.TryAdd("Models:DiscoveryPorts:0", "1");
            var services = new ServiceCollection()
                .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
                .AddLogging(logging => _ = logs is null ? logging : logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace))
                .AddSingleton(new Ledger(new TenantDatabase(null!), new AuditTrail(new TenantDatabase(null!), TimeProvider.System), TimeProvider.System, NullLogger<Ledger>.Instance))
                .AddModels()
                .AddOpenAIProvider()
                .AddAnthropicProvider()
                .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
            services.GetRequiredService<EnvironmentTenants>().Grant(Make.Tenant.Id);
            foreach (var hosted in services.GetServices<IHostedService>())
            {
                await hosted.StartAsync(CancellationToken.None);
            }

            return new(services);
        }

        public Task UntilDefaultIsAsync(string name) =>
            Waiting.UntilAsync(() => Of(Make.Tenant).Choose(null).Name == name, $"the default is {name}");

        public async ValueTask DisposeAsync()
        {
            foreach (var hosted in services.GetServices<IHostedService>())
            {
                await hosted.StopAsync(CancellationToken.None);
            }

            await services.DisposeAsync();
        }
    }
}
