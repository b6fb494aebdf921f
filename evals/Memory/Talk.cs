using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations;
using Parley.Models;
using Parley.Orchestration;
using Parley.Storage;
using Parley.Text;

namespace Parley.Memory;

/// <summary>One conversation: grows turn by turn, and is folded whenever a turn of a server would have ordered it.</summary>
internal sealed class Talk(Home home, TenantDatabase database, DataKey key, SubjectId subject, ConversationId conversation)
{
    private readonly MemoryOptions _options = new();
    private readonly TokenCounter _tokens = home.Get<ModelCatalogue>().ForAsync(Home.Tenant).AsTask().GetAwaiter().GetResult().Choose(null).Tokens;
    private readonly List<string> _said = [];
    private MessageId? _leaf;

    public int Foldings { get; private set; }

    public async Task TurnAsync(string asked, string answer, WindowBudget budget)
    {
        var question = await SayAsync("user", asked);
        var window = await WindowAsync(question, budget);
        var leaf = await SayAsync("assistant", answer);
        if (window.LeftOut > 0 || window.Tail + TokenEstimate.Of(answer) > _options.FoldAt * budget.Tokens)
        {
            await FoldAsync(leaf, budget);
        }
    }

    /// <summary>What the prompt of a further question holds of the conversation.</summary>
    public async Task<(string Prompt, ConversationWindow Window)> AskAsync(string question, WindowBudget budget)
    {
        var window = await WindowAsync(await SayAsync("user", question), budget);
        return (MemoryBlock.Write(window.Summary, window.Kept) + string.Join('\n', window.Messages.Select(message => message.Content)), window);
    }

    /// <summary>What a plain window of the same size would hold: the newest messages that fit.</summary>
    public string Truncated(WindowBudget budget)
    {
        var used = 0L;
        return string.Join('\n', _said.AsEnumerable().Reverse().TakeWhile(text => (used += _tokens.Estimate(text)) <= budget.Tokens));
    }

    private Task<ConversationWindow> WindowAsync(MessageId from, WindowBudget budget) =>
        home.Get<WindowReader>().ReadAsync(new(Home.Tenant, subject, conversation, from), _tokens, budget, CancellationToken.None);

    private async Task<MessageId> SayAsync(string role, string text)
    {
        var id = MessageId.New(TimeProvider.System);
        await database.WriteAsync(
            Home.Tenant,
            connection => home.Get<MessageStore>().InsertAsync(
                connection, key, new NewMessage(id, conversation, subject, _leaf, null, null, role, "complete", text, null, null)),
            Durability.Process);
        _said.Add(text);
        return (_leaf = id).Value;
    }

    private async Task FoldAsync(MessageId leaf, WindowBudget budget)
    {
        var job = JobId.New(TimeProvider.System);
        await database.WriteAsync(Home.Tenant, connection => home.Get<SummaryStore>().ClaimAsync(
            connection, conversation, leaf, false, TimeSpan.FromHours(1), () => Task.FromResult(job)));
        var order = new FoldingOrder(subject, conversation, leaf, null, budget.Tokens, false, null, []);
        await home.Get<IEnumerable<IJobHandler>>().OfType<FoldConversation>().Single().RunAsync(
            new() { Tenant = Home.Tenant, Id = job, Payload = JsonSerializer.Serialize(order), Attempt = 1, IsLastAttempt = false }, CancellationToken.None);
        Foldings++;
    }
}
