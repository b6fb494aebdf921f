using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>What of a conversation the next prompt would hold.</summary>
/// <param name="Model">The deployment that would answer.</param>
/// <param name="ContextTokens">Tokens that its prompt and answer may have together.</param>
/// <param name="BudgetTokens">Of these for the conversation.</param>
/// <param name="UsedTokens">Of the window, the summary and the kept messages.</param>
/// <param name="Messages">Of the branch: included, left out, or in the summary.</param>
/// <param name="Included">The messages in the window, oldest first.</param>
/// <param name="LeftOut">True when older messages would be in the prompt neither in full nor by the summary.</param>
public sealed record ConversationContext(
    string Model, int ContextTokens, long BudgetTokens, long UsedTokens, long Messages, IReadOnlyList<MessageId> Included, bool LeftOut,
    int LeftOutCount, SummaryView? Summary, IReadOnlyList<KeptRecord> Kept);

/// <summary>A summary with its text.</summary>
/// <param name="MadeBy">The deployment that wrote it, or <c>extractive</c>.</param>
public sealed record SummaryView(
    MessageId FromMessageId, MessageId ThroughMessageId, long Messages, long Tokens, string Text, string MadeBy, DateTimeOffset CreatedAt);

/// <summary>GET /v1/conversations/{id}/context — what of a branch the next prompt would hold.</summary>
internal static class ShowContext
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/conversations/{id}/context", HandleAsync).WithSummary("Show what the next prompt would hold").WithTags("Conversations");

    internal static async Task<Ok<ConversationContext>> HandleAsync(
        ConversationId id, Caller caller, ContextReader contexts, CancellationToken cancellationToken, MessageId? leaf = null, string? model = null) =>
        TypedResults.Ok(await contexts.ReadAsync(caller, id, leaf, model, cancellationToken));
}

/// <summary>Tells what the next prompt of a conversation would hold.</summary>
public sealed class ContextReader
{
    private readonly ConversationStore _conversations;
    private readonly WindowReader _windows;
    private readonly ModelCatalogue _catalogue;
    private readonly MemoryOptions _options;

    internal ContextReader(ConversationStore conversations, WindowReader windows, ModelCatalogue catalogue, IOptions<MemoryOptions> options) =>
        (_conversations, _windows, _catalogue, _options) = (conversations, windows, catalogue, options.Value);

    /// <param name="leaf">Where the branch ends; null for the conversation's own leaf.</param>
    /// <param name="model">A route or a deployment; null for the tenant's default.</param>
    /// <exception cref="RefusedException">404 when this subject has no such conversation or message, or there is no such model.</exception>
    public async Task<ConversationContext> ReadAsync(
        Caller caller, ConversationId id, MessageId? leaf, string? model, CancellationToken cancellationToken)
    {
        var deployment = (await _catalogue.ForAsync(caller.Tenant, cancellationToken)).Plan(model, new() { Sticky = caller.Subject.Value, Conversation = id.Value }, caller.AclTags).First;
        var conversation = await _conversations.FindAsync(caller, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("conversation"));
        var knobs = KnobPolicy.Resolve(new TurnOptions().ToKnobRequest(), "", deployment);
        var budget = WindowBudget.For(deployment, knobs.Knobs.MaxTokens, hasSources: true, _options);
        if ((leaf ?? conversation.LeafMessageId) is not { } end)
        {
            return new(deployment.Name, deployment.ContextTokens, budget.Tokens, 0, 0, [], false, 0, null, []);
        }

        var window = await _windows.ReadAsync(new(caller.Tenant, caller.Subject, id, end), deployment.Tokens, budget, cancellationToken);
        return window.IsFound
            ? new(
                deployment.Name, deployment.ContextTokens, budget.Tokens, window.Tokens,
                window.Messages.Count + window.LeftOut + (window.Summary?.Messages ?? 0),
                [.. window.Messages.Select(message => message.Id)], window.LeftOut > 0, window.LeftOut,
                window.Summary is { } summary
                    ? new(summary.From, summary.Through, summary.Messages, summary.Tokens, summary.Text, summary.MadeBy, summary.CreatedAt)
                    : null,
                [.. window.Kept.Select(kept => new KeptRecord(kept.Message.Id, kept.Reason))])
            : throw new RefusedException(Refusal.NotFound("conversation or message"));
    }
}
