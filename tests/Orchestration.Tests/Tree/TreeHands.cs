using System.Globalization;
using Microsoft.Extensions.AI;
using Parley.Conversations;

namespace Parley.Orchestration.Tests;

/// <summary>One house for the tests of a class, each with a subject of its own; nothing works there but what a test lets work.</summary>
public abstract class TreeFixture(DatabaseKind kind) : IAsyncLifetime
{
    private Task<TurnHouse>? _house;
    private int _subjects;

    internal async Task<TreeHands> OpenAsync()
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

/// <summary>A conversation in the hands of a test, which also says when its runs go on and when they die.</summary>
internal sealed class TreeHands(TurnHouse house, Caller caller, ConversationId conversation)
{
    public TurnHouse House => house;

    public Caller Caller => caller;

    public ConversationId Conversation => conversation;

    /// <summary>The same hands on another conversation of the same subject.</summary>
    public TreeHands On(ConversationId other) => new(house, caller, other);

    public Send Question(string text = "Hello", ParentChoice parent = default) => TurnHouse.Question(conversation, text, parent: parent);

    public Send Again(MessageId answer) => TurnHouse.Question(conversation) with { Messages = [], RegenerateOf = answer };

    public Send Beside(MessageId question) => TurnHouse.Question(conversation) with { Messages = [], AnswerTo = question };

    public Task<AcceptedTurn> SendAsync(Send send) => house.Accept.AcceptAsync(caller, send, CancellationToken.None);

    /// <summary>Sends, lets everything that runs come to its end, and reads the answer.</summary>
    public async Task<Message> AskAsync(Send send)
    {
        var turn = (await SendAsync(send)).Turn;
        await FinishAsync();
        return (await BranchAsync()).First(message => message.TurnId == turn);
    }

    /// <summary>Takes every run that nobody holds, and works on it until it ends.</summary>
    public async Task FinishAsync()
    {
        while (await ClaimAsync(1) is [var held])
        {
            using var active = new ActiveRun(held, TimeProvider.System);
            await house.Get<RunWorker>().RunAsync(active);
        }
    }

    /// <summary>A node takes all runs that nobody holds, writes some of their answers, and dies.</summary>
    /// <returns>How many they were.</returns>
    public async Task<int> CrashAsync()
    {
        var taken = await ClaimAsync(20);
        foreach (var held in taken)
        {
            var loaded = (await house.Get<TurnStore>().LoadAsync(held, CancellationToken.None))!;
            using var log = new RunLog(held.Turn, held.Tenant, held.Fence, loaded.Key, loaded.Newest, house.Get<LogWriter>(), new TurnFeed());
            await log.AppendAsync(new Delta("Half of "), CancellationToken.None);
            await log.FlushAsync(CancellationToken.None);
            await LapseAsync(held);
        }

        return taken.Count;
    }

    /// <summary>What the model would be asked by the run that is next; the node that found it out dies before it asks.</summary>
    public async Task<IReadOnlyList<ChatMessage>> PromptAsync()
    {
        var held = Assert.Single(await ClaimAsync(1));
        var turn = (await house.Get<TurnStore>().LoadAsync(held, CancellationToken.None))!.Turn;
        await foreach (var told in house.Get<TurnPipeline>().RunAsync(turn, KeptSteps.None, (_, _) => { }, CancellationToken.None))
        {
            turn.Draft.Apply(told);
        }

        await LapseAsync(held);
        return turn.Prompt;
    }

    /// <summary>The branch that ends at a message, or the conversation's own; newest first.</summary>
    public async Task<IReadOnlyList<Message>> BranchAsync(MessageId? leaf = null, int limit = 1_000) =>
        (await house.Messages.ReadBranchAsync(caller, conversation, leaf, null, limit, CancellationToken.None))!.Data;

    public async Task<Conversation> ReadAsync() => (await house.Conversations.FindAsync(caller, conversation, CancellationToken.None))!;

    public Task<DeletedBranch?> DeleteAsync(MessageId message) => house.Get<BranchDeletion>().DeleteAsync(caller, message, CancellationToken.None);

    /// <summary>Writes finished messages as they would be after many turns, without running them.</summary>
    /// <param name="parents">For each message the place of its parent among those before it; -1 for the given one.</param>
    public async Task<IReadOnlyList<MessageId>> PlantAsync(MessageId? under, IReadOnlyList<(string Role, int Parent)> parents)
    {
        var key = await house.Database.Sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value);
        MessageId[] ids = [.. parents.Select(_ => MessageId.New(TimeProvider.System))];
        await house.Database.Tenants.WriteAsync(caller.Tenant, async connection =>
        {
            for (var i = 0; i < ids.Length; i++)
            {
                var (role, parent) = parents[i];
                await house.Messages.InsertAsync(connection, key, new NewMessage(
                    ids[i], conversation, caller.Subject, parent < 0 ? under : ids[parent], null, null, role, "complete", $"Text {i}", null, null));
            }

            await connection.ExecuteAllAsync(house.Conversations.Advancing(key, caller.Subject, conversation, TurnId.New(TimeProvider.System), ids[^1], null));
        });
        return ids;
    }

    private Task<int> LapseAsync(HeldRun held) => house.Database.System.WriteAsync(connection => connection.ExecuteAsync(
        "UPDATE sys_runs SET lease_until = 0 WHERE turn_id = @turn", new { turn = held.Turn.Value }));

    private Task<IReadOnlyList<HeldRun>> ClaimAsync(int most) =>
        house.Get<RunStore>().ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, most, CancellationToken.None);
}
