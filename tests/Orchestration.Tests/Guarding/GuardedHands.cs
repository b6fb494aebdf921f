using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Parley.Accounts;
using Parley.Models;
using Parley.Safety;

namespace Parley.Orchestration.Tests;

/// <summary>A house with a policy of the test's, and a model that keeps what it is asked.</summary>
internal sealed class GuardedHands : IAsyncDisposable
{
    public const string Model = "listening";

    private GuardedHands(TurnHouse house) => House = house;

    public TurnHouse House { get; }

    /// <summary>The prompts that the model was asked with.</summary>
    public ConcurrentQueue<IReadOnlyList<ChatMessage>> Prompts { get; } = new();

    /// <summary>What the model calls; nothing by itself.</summary>
    public Func<IReadOnlyList<ChatMessage>, IReadOnlyList<FunctionCallContent>> Calls { get; set; } = _ => [];

    /// <summary>What the model says, piece by piece, where it calls nothing.</summary>
    public IReadOnlyList<string> Says { get; set; } = ["Heard."];

    public static async Task<GuardedHands> OpenAsync(DatabaseKind kind, PolicyInput? policy = null, bool works = true, IModerationProvider? provider = null)
    {
        var hands = new GuardedHands(await TurnHouse.OpenAsync(
            kind, works, also: provider is null ? null : services => services.AddSingleton(provider)));
        hands.House.Get<ModelCatalogue>().Show(
        [
            hands.House.Get<DeploymentFactory>().Make("test", Model, new(Model, 16_000, 500, ModelAbilities.Chat | ModelAbilities.Tools, new Listening(hands)), new Price(0, 0, 0)),
        ]);
        hands.House.Get<EnvironmentTenants>().Grant(new("tenant_a"));
        if (policy is not null)
        {
            await hands.House.Get<PolicyStore>().AddAsync(new(new("tenant_a")), PolicyRules.Read(policy), Actor.System, CancellationToken.None);
        }

        return hands;
    }

    /// <summary>Asks in a new conversation or a given one, and waits for the end.</summary>
    public async Task<Heard> AskAsync(string text, ConversationId? conversation = null, Func<TurnOptions, TurnOptions>? options = null)
    {
        var caller = TurnHouse.Caller();
        var where = conversation ?? await House.StartAsync(caller);
        return await SendAsync(TurnHouse.Question(where, text) with { Options = Options(options) });
    }

    public async Task<Heard> SendAsync(Send send)
    {
        var caller = TurnHouse.Caller();
        var (turn, end) = await House.AskAsync(caller, send);
        return new(caller, send.Conversation ?? default, turn, JsonElement.Parse(end.Json.Span));
    }

    public static TurnOptions Options(Func<TurnOptions, TurnOptions>? options = null) => (options ?? (one => one))(new() { Model = Model, Retrieval = null });

    /// <summary>All that the model read, one prompt.</summary>
    public static string Words(IEnumerable<ChatMessage> prompt) => string.Join('\n', prompt.Select(Words));

    public async Task<IReadOnlyList<GuardFound>> FindingsAsync(TurnId turn) => [.. (await House.ReadAsync(turn)).Select(TurnJson.Read).OfType<GuardFound>()];

    public ValueTask DisposeAsync() => House.DisposeAsync();

    private static string Words(ChatMessage message) =>
        message.Text + string.Concat(message.Contents.OfType<FunctionResultContent>().Select(result => result.Result as string));

    private sealed class Listening(GuardedHands hands) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("This model streams.");

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            IReadOnlyList<ChatMessage> prompt = [.. messages];
            hands.Prompts.Enqueue(prompt);
            var calls = hands.Calls(prompt);
            foreach (var piece in calls.Count > 0 ? [] : hands.Says)
            {
                yield return new(ChatRole.Assistant, piece);
            }

            yield return new(ChatRole.Assistant, [.. calls]) { FinishReason = calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
