using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Accounts;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>What a model tells beside its text is in the log and with the answer where it was asked for, on every database.</summary>
public abstract class ToldSuite(DatabaseKind kind) : IAsyncLifetime
{
    private const ModelFields Everything = ModelFields.Thinking | ModelFields.Logprobs | ModelFields.Names | ModelFields.ImageDetail;

    private static readonly byte[] Picture = [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 64, 0, 0, 0, 64, 8, 2, 0, 0, 0];

    private readonly TellingModel _model = new();
    private TurnHouse _house = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await TurnHouse.OpenAsync(kind);
        Show(("thinker", Everything), ("plain", ModelFields.None));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _house.DisposeAsync();
    }

    [Fact]
    public async Task Thinking_and_log_probabilities_are_told_where_they_were_asked_for_and_only_there()
    {
        var (turn, end) = await AskAsync(new() { Thinking = new("adaptive"), Logprobs = 1 });
        var (silent, without) = await AskAsync(null);

        var names = (await _house.ReadAsync(turn)).Select(entry => entry.Name).Where(name => name is "thinking" or "thinking.end" or "delta" or "logprobs").Distinct();
        Assert.Equal(["thinking", "thinking.end", "delta", "logprobs"], names);
        Assert.Equal("""[{"text":"Hm, so.","signature":"sig","redacted":null}]""", end.GetProperty("thinking").GetRawText());
        var tokens = (await _house.ReadAsync(turn)).Select(TurnJson.Read).OfType<LogprobsTold>().SelectMany(told => told.Tokens);
        Assert.Equal(["Yes", ", END"], tokens.Select(token => token.Token));
        Assert.False(end.TryGetProperty("logprobs", out _));
        Assert.False(end.GetProperty("message").TryGetProperty("thinking", out _));
        Assert.DoesNotContain(await _house.ReadAsync(silent), entry => entry.Name is "thinking" or "thinking.end" or "logprobs");
        Assert.False(without.TryGetProperty("thinking", out _) || without.TryGetProperty("logprobs", out _));
    }

    [Theory]
    [InlineData("END", "END")]
    [InlineData("OTHER", null)]
    public async Task The_text_that_ended_the_answer_is_told_where_it_was_one_of_those_asked_for(string stop, string? told)
    {
        var (_, end) = await AskAsync(null, one => one with { Stop = [stop] });

        Assert.Equal(told, end.TryGetProperty("stop_sequence", out var sequence) ? sequence.GetString() : null);
    }

    [Fact]
    public async Task What_was_thought_is_given_back_to_the_model_in_the_next_turn()
    {
        var caller = TurnHouse.Caller();
        var conversation = await _house.StartAsync(caller);
        await AskAsync(new() { Thinking = new("adaptive") }, conversation: conversation);
        await AskAsync(new() { Thinking = new("adaptive"), Names = true }, conversation: conversation, name: "Ann");

        var before = _model.Prompts[^1].Single(message => message.Role == ChatRole.Assistant);
        var thought = Assert.IsType<TextReasoningContent>(before.Contents[0]);
        Assert.Equal(("Hm, so.", "sig", "Yes, "), (thought.Text, thought.ProtectedData, before.Text));
        Assert.Equal((null, "Ann"), (_model.Prompts[^1].First(message => message.Role == ChatRole.User).AuthorName, _model.Prompts[^1][^1].AuthorName));
    }

    [Fact]
    public async Task How_closely_an_image_is_looked_at_goes_with_it_in_every_turn()
    {
        var caller = TurnHouse.Caller();
        var conversation = await _house.StartAsync(caller);
        await AskAsync(new() { ImageDetail = true }, conversation: conversation, file: SentFile.Within("a.png", Picture) with { Detail = "high" });
        await AskAsync(null, conversation: conversation);

        foreach (var prompt in _model.Prompts)
        {
            var image = Assert.Single(prompt.SelectMany(message => message.Contents).OfType<DataContent>());
            Assert.Equal("high", image.AdditionalProperties![ImageDetail.Key]);
        }
    }

    [Fact]
    public async Task A_model_that_does_not_take_what_is_asked_is_not_accepted_for_it()
    {
        var refusal = (await Assert.ThrowsAsync<RefusedException>(() => AskAsync(new() { Logprobs = 0 }, one => one with { Model = "plain" }))).Refusal;

        Assert.Equal((400, "logprobs"), (refusal.Status, Assert.Single(refusal.Errors!).Key));
        Assert.Empty(_model.Prompts);
    }

    [Fact]
    public async Task A_server_that_refuses_a_field_after_all_fails_the_turn_by_the_fields_name()
    {
        _model.Fails = new(ProviderFailure.FieldNotTaken, "No.") { Fields = ModelFields.Logprobs };

        var (_, end) = await AskAsync(new() { Logprobs = 0 });

        Assert.Equal(ModelAsks.NotTaken, end.GetProperty("code").GetString());
        Assert.Contains("logprobs", end.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("thinker", end.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_asks_those_of_its_models_that_take_it_and_no_last_resort_that_does_not()
    {
        await RouteAsync("both", "plain", "thinker");

        var (_, end) = await AskAsync(new() { Logprobs = 0 }, one => one with { Model = "both" });
        _model.Fails = new(ProviderFailure.Unauthorized, "No key.");
        var (_, failed) = await AskAsync(new() { Logprobs = 0 }, one => one with { Model = "both" });

        Assert.Equal("thinker", end.GetProperty("message").GetProperty("model").GetString());
        Assert.Equal("provider_unauthorized", failed.GetProperty("code").GetString());
    }

    private async Task<(TurnId Turn, JsonElement End)> AskAsync(
        ModelAsks? asks, Func<TurnOptions, TurnOptions>? options = null, ConversationId? conversation = null, string? name = null, SentFile? file = null)
    {
        var caller = TurnHouse.Caller();
        var send = TurnHouse.Question(conversation ?? await _house.StartAsync(caller));
        var (turn, end) = await _house.AskAsync(caller, send with
        {
            Options = (options ?? (one => one))(send.Options with { Model = "thinker", Asks = asks, OwnRanges = true }),
            Messages = [send.Messages[0] with { Details = name is null ? null : new() { Name = name }, Files = file is null ? [] : [file] }],
        });
        return (turn, JsonElement.Parse(end.Json.Span));
    }

    private void Show(params (string Name, ModelFields Fields)[] models)
    {
        _house.Get<ModelCatalogue>().Show(
            [.. models.Select(one => _house.Get<DeploymentFactory>().Make("test", one.Name, new(one.Name, 8_000, 500, ModelAbilities.Chat | ModelAbilities.Vision, _model) { Fields = one.Fields }))]);
        _house.Get<EnvironmentTenants>().Grant(TurnHouse.Caller().Tenant.Id);
    }

    private async Task RouteAsync(string name, params string[] models)
    {
        var writes = new CatalogueWrites(_house.Database.Tenants, _house.Database.Sealer, _house.Get<AuditTrail>(), _house.Get<TimeProvider>());
        await writes.WriteAsync(
            TurnHouse.Caller().Tenant,
            async connection =>
            {
                await writes.PutAsync(connection, new ModelRoute { Name = name, Fallbacks = models, Balance = Balance.Weighted, Cache = new() }, ModelActions.RouteMade, Actor.System);
                return true;
            },
            CancellationToken.None);
        _house.Get<ModelCatalogue>().HearOfChange(TurnHouse.Caller().Tenant.Id.Value);
    }

    /// <summary>A model that tells all there is beside a text.</summary>
    private sealed class TellingModel : IChatClient
    {
        public List<IReadOnlyList<ChatMessage>> Prompts { get; } = [];

        public ProviderException? Fails { get; set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Prompts.Add([.. messages]);
            await Task.Yield();
            if (Fails is not null)
            {
                throw Fails;
            }

            yield return new(ChatRole.Assistant, [new TextReasoningContent("Hm, ")]);
            yield return new(ChatRole.Assistant, [new TextReasoningContent("so.")]);
            yield return new(ChatRole.Assistant, [new ThoughtEndContent("sig")]);
            yield return new(ChatRole.Assistant, [new TextContent("Yes"), new LogprobsContent([new("Yes", -0.5, null, [])])]);
            yield return new(ChatRole.Assistant, [new TextContent(", "), new LogprobsContent([new(", END", -0.5, null, [])])]);
            yield return new(ChatRole.Assistant, [new StoppedContent("END")]) { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}

public sealed class SqliteToldTests() : ToldSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlToldTests() : ToldSuite(DatabaseKind.PostgreSql);
