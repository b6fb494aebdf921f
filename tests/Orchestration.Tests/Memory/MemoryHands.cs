using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Conversations;
using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>One house for the tests of a class, each with a subject of its own; nothing works there but what a test lets work.</summary>
public abstract class MemoryFixture(DatabaseKind kind) : IAsyncLifetime
{
    private Task<TurnHouse>? _house;
    private int _subjects;

    internal async Task<MemoryHands> OpenAsync()
    {
        var house = await (_house ??= TurnHouse.OpenAsync(kind, works: false));
        var caller = TurnHouse.Caller(subject: string.Create(CultureInfo.InvariantCulture, $"sub_{++_subjects}"));
        return new(house, caller, await house.StartAsync(caller));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_house is { IsCompletedSuccessfully: true })
        {
            await (await _house).DisposeAsync();
        }
    }
}

public sealed class SqliteMemory() : MemoryFixture(DatabaseKind.Sqlite);

public sealed class PostgreSqlMemory() : MemoryFixture(DatabaseKind.PostgreSql);

/// <summary>A model that answers what a test says.</summary>
internal sealed class SaidModel(Func<IReadOnlyList<ChatMessage>, CancellationToken, Task<string>> answer) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        new(new ChatMessage(ChatRole.Assistant, await answer([.. messages], cancellationToken)));

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new(ChatRole.Assistant, await answer([.. messages], cancellationToken));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

/// <summary>A long conversation in the hands of a test, which also says when it is folded.</summary>
internal sealed class MemoryHands(TurnHouse house, Caller caller, ConversationId conversation)
{
    public TurnHouse House => house;

    public Caller Caller => caller;

    public ConversationId Conversation => conversation;

    /// <summary>Makes a language model of the tenant; it goes by the subject's name, so that no test meets another's.</summary>
    /// <param name="context">Tokens that its prompt and answer may have together.</param>
    public string Model(
        int context, Func<IReadOnlyList<ChatMessage>, CancellationToken, Task<string>> answer, ModelAbilities abilities = ModelAbilities.Chat)
    {
        var name = $"model-of-{caller.Subject}";
        house.Get<EnvironmentTenants>().Grant(caller.Tenant.Id);
        var catalogue = house.Get<ModelCatalogue>();
        catalogue.Show(
        [
            .. catalogue.All.Where(deployment => deployment.IsLanguageModel && deployment.Name != name),
            house.Get<DeploymentFactory>().Make("test", name, new(name, context, 500, abilities, new SaidModel(answer))),
        ]);
        return name;
    }

    /// <summary>Adds messages one under the other.</summary>
    public async Task<IReadOnlyList<MessageId>> SayAsync(MessageId? under, params IReadOnlyList<(string Role, string Text)> messages)
    {
        var key = await house.Database.Sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value);
        MessageId[] ids = [.. messages.Select(_ => MessageId.New(TimeProvider.System))];
        await house.Database.Tenants.WriteAsync(caller.Tenant, async connection =>
        {
            for (var i = 0; i < ids.Length; i++)
            {
                var (role, text) = messages[i];
                var details = text.StartsWith("call ", StringComparison.Ordinal)
                    ? new MessageDetails { ToolCalls = [new(text, "look", JsonElement.Parse("{}"))] }
                    : text.StartsWith("refused ", StringComparison.Ordinal) ? new() { IsRefused = true }
                    : role == "tool" ? new() { CallId = $"call {text}" } : null;
                await house.Messages.InsertAsync(connection, key, new NewMessage(
                    ids[i], conversation, caller.Subject, i == 0 ? under : ids[i - 1], null, null, role, "complete", text, null, details));
            }

            await connection.ExecuteAllAsync(house.Conversations.Advancing(key, caller.Subject, conversation, TurnId.New(TimeProvider.System), ids[^1], null));
        });
        return ids;
    }

    /// <summary>So many turns of a user's message and an answer, each of some 20 tokens.</summary>
    public Task<IReadOnlyList<MessageId>> ChatAsync(MessageId? under, int turns) => SayAsync(
        under,
        [.. Enumerable.Range(1, turns).SelectMany(turn => ((string, string)[])
        [
            ("user", $"Turn {turn}: what do you think of matter number {turn} and of all that goes with it?"),
            ("assistant", $"About matter number {turn} there are several things to be said, and here they are."),
        ])]);

    public Task<ConversationWindow> WindowAsync(MessageId from, long tokens = 1_000, long kept = 200) =>
        house.Get<WindowReader>().ReadAsync(new(caller.Tenant, caller.Subject, conversation, from), new(), new(tokens, 250, kept), CancellationToken.None);

    public Task PinAsync(MessageId message, bool pinned = true) => house.Get<MessagePins>().SetAsync(caller, message, pinned, CancellationToken.None);

    /// <summary>Takes the conversation for a job that folds it.</summary>
    public async Task<JobRun> OrderAsync(MessageId leaf, bool compact = true, string model = "extractive", long room = 400, int attempt = 1)
    {
        var job = JobId.New(TimeProvider.System);
        await house.Database.Tenants.WriteAsync(caller.Tenant, connection => house.Get<SummaryStore>().ClaimAsync(
            connection, conversation, leaf, compact, compact ? TimeSpan.FromTicks(-TimeSpan.TicksPerHour) : TimeSpan.FromHours(1), () => Task.FromResult(job)));
        return Run(job, new(caller.Subject, conversation, leaf, model, room, compact, null, []), attempt);
    }

    /// <summary>Folds a branch by extraction, all but the newest turn.</summary>
    public async Task FoldAsync(MessageId leaf) => await FoldAsync(await OrderAsync(leaf));

    public Task FoldAsync(JobRun job, CancellationToken cancellationToken = default) =>
        house.Get<IEnumerable<IJobHandler>>().OfType<FoldConversation>().Single().RunAsync(job, cancellationToken);

    public JobRun Run(JobId job, FoldingOrder order, int attempt = 1) => new()
    {
        Tenant = caller.Tenant,
        Id = job,
        Payload = JsonSerializer.Serialize(order),
        Attempt = attempt,
        IsLastAttempt = attempt == 3,
    };

    /// <returns>The number of rows of a table that this conversation has.</returns>
    public async Task<long> CountAsync(string table)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(caller.Tenant);
        return await connection.ScalarAsync<long>(
            $"SELECT count(*) FROM {table} WHERE tenant_id = @tenant AND conversation_id = @conversation", new { conversation = conversation.Value });
    }

    /// <summary>A turn as a run has it before its steps, answered by a model of the test's.</summary>
    public async Task<Turn> TurnAsync(
        MessageId asked, string model, string text = "", Func<TurnOptions, TurnOptions>? ask = null, long attempt = 1, TurnId? id = null)
    {
        var turn = new Turn
        {
            Id = id ?? TurnId.New(TimeProvider.System),
            Tenant = caller.Tenant,
            Subject = caller.Subject,
            Conversation = conversation,
            UserMessage = asked,
            AssistantMessage = MessageId.New(TimeProvider.System),
            Options = (ask ?? (options => options))(new() { Model = model, Retrieval = null, MaxTokens = 100 }),
            UserText = text,
            Attempt = attempt,
            AcceptedAt = TimeProvider.System.GetUtcNow(),
        };
        await house.Get<ChooseModel>().TakeAsync(turn, CancellationToken.None);
        return turn;
    }
}
