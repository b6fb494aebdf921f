using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Models;
using Parley.Storage;
using Parley.Text;

namespace Parley.Orchestration;

/// <summary>
/// The job that folds the older messages of a branch into summaries, piece by piece: by the model that answers the conversation; where
/// that fails again and again, where a budget is in the way or where there is none, by extraction. What was folded once is not folded again.
/// </summary>
internal sealed class FoldConversation(
    TenantDatabase database, Sealer sealer, SummaryWriter writer, MessageGuard guard, ModelCatalogue catalogue, IOptions<MemoryOptions> options,
    TimeProvider time, ILogger<FoldConversation> logger) : IJobHandler
{
    public const string JobKind = "conversations.fold";

    /// <summary>Pieces that a model is given; of a longer backlog, such as an imported conversation, the older ones are extracted.</summary>
    private const int MostCalls = 8;

    /// <summary>Share of what makes a fold due that it may leave as it is; else the next would be due at once.</summary>
    private const double MostKept = 0.8;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize<FoldingOrder>(job.Payload)!;
        var deployment = (await catalogue.ForAsync(job.Tenant, cancellationToken)).ChooseAgain(order.Model);
        var usesModel = options.Value.UseModel && deployment.IsLanguageModel;
        var key = await sealer.KeyAsync(job.Tenant.Id, order.Subject.Value, cancellationToken);
        var plan = await PlanAsync(job, key, order, deployment, cancellationToken);
        var (summary, folded) = (plan.Summary, 0);
        foreach (var (piece, place) in plan.Pieces.Select((piece, place) => (piece, place)))
        {
            var messages = await ReadAsync(job.Tenant, key, order.Conversation, piece, cancellationToken);
            if (messages.Count < piece.Count)
            {
                break;
            }

            var kept = await KeptOfAsync(job.Tenant, key, order.Conversation, summary, cancellationToken);
            var byModel = usesModel && place >= plan.Pieces.Count - MostCalls;
            var made = await MakeAsync(job, order, deployment, byModel, summary, kept, messages, cancellationToken);
            if (!await KeepAsync(job, key, order, made, piece, isLast: false, cancellationToken))
            {
                return;
            }

            summary = made;
            await job.ReportAsync(++folded, plan.Pieces.Count, cancellationToken);
        }

        await KeepAsync(job, key, order, null, [], isLast: true, cancellationToken);
    }

    private async Task<FoldingPlan> PlanAsync(
        JobRun job, DataKey key, FoldingOrder order, Deployment deployment, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        if (await SummaryStore.HolderAsync(connection, order.Conversation) != job.Id)
        {
            return new(null, []);
        }

        var (steps, end) = await BranchLook.SinceSummaryAsync(connection, order.Conversation, order.Leaf);
        var summary = end is { } through ? await SummaryStore.FindByEndAsync(connection, key, [through]) : null;
        var share = order.Compact ? 0 : Math.Min(options.Value.KeepShare, options.Value.FoldAt * MostKept);
        var attached = (await FileLinks.OfAsync(connection, order.Conversation)).GroupBy(file => file.MessageId)
            .ToDictionary(files => files.Key, files => AttachedTokens.Of([.. files], deployment));
        return new(summary, FoldingPlan.Cut(
            steps, (long)(order.Room * share), SummaryWriter.Room(deployment, options.Value), message => attached.GetValueOrDefault(message)));
    }

    private async Task<IReadOnlyList<Message>> ReadAsync(
        TenantScope tenant, DataKey key, ConversationId conversation, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var found = (await MessageStore.ReadAsync(connection, key, conversation, ids)).ToDictionary(message => message.Id);
        return [.. ids.Where(found.ContainsKey).Select(id => found[id])];
    }

    /// <summary>The sentences that a summary keeps word for word, with their words.</summary>
    private async Task<IReadOnlyDictionary<KeptSpan, Sentence>> KeptOfAsync(
        TenantScope tenant, DataKey key, ConversationId conversation, Summary? summary, CancellationToken cancellationToken)
    {
        if (summary is null || summary.Kept.Count == 0)
        {
            return new Dictionary<KeptSpan, Sentence>();
        }

        var messages = (await ReadAsync(tenant, key, conversation, [.. summary.Kept.Select(span => span.Message).Distinct()], cancellationToken))
            .ToDictionary(message => message.Id);
        return summary.Kept
            .Where(span => messages.TryGetValue(span.Message, out var message) && span.End <= message.Content.Length)
            .ToDictionary(span => span, span => Sentence.At(messages[span.Message], span.Start, span.End));
    }

    private async Task<Summary> MakeAsync(
        JobRun job, FoldingOrder order, Deployment deployment, bool byModel, Summary? earlier, IReadOnlyDictionary<KeptSpan, Sentence> before,
        IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        var (spoken, shown) = (new List<Message>(), new List<Message>());
        foreach (var message in WindowWalk.Spoken(messages))
        {
            if (await guard.ShowAsync(job.Tenant, message, cancellationToken) is { } passed)
            {
                spoken.Add(message);
                shown.Add(passed);
            }
        }

        // What the policy of now forbids is not handed on.
        var said = earlier is null ? "" : await guard.RedactAsync(job.Tenant, earlier.Text, cancellationToken) ?? "";
        var words = new Dictionary<KeptSpan, Sentence>();
        foreach (var (span, sentence) in before)
        {
            if (await guard.RedactAsync(job.Tenant, sentence.Text, cancellationToken) is not null)
            {
                words[span] = sentence;
            }
        }

        // A sentence that is kept is found again by its place, in the message as it was sent; the guards see it when it enters a prompt.
        var sentences = spoken.SelectMany(Sentence.Of).ToList();
        var kept = KeptSentences.Choose(earlier?.Kept ?? [], sentences, words);
        var text = byModel && shown.Count > 0 ? await AskAsync(job, order, deployment, said, shown, cancellationToken) : null;
        var madeBy = text is null ? Summary.Extractive : deployment.Name;

        // What no longer stays beside the summary may stand in it.
        text ??= ExtractiveSummary.Write(
            said, [.. words.Where(pair => !kept.Contains(pair.Key)).Select(pair => pair.Value), .. sentences], kept,
            SummaryWriter.MostTokens(deployment, options.Value));
        text = await guard.RedactAsync(job.Tenant, text, cancellationToken) ?? said;
        return new(
            Id<MemoryIds.Summary>.New(time), earlier?.From ?? messages[0].Id, messages[^1].Id, (earlier?.Messages ?? 0) + messages.Count,
            TokenEstimate.Of(text), madeBy, earlier?.Id, time.GetUtcNow(), text, kept);
    }

    /// <returns>Null when it is to be extracted instead.</returns>
    private async Task<string?> AskAsync(
        JobRun job, FoldingOrder order, Deployment deployment, string earlier, IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        var context = new CallContext
        {
            Tenant = job.Tenant,
            Subject = order.Subject,
            Key = order.Key,
            Groups = order.Groups,
            Purpose = "summary",
            Attempt = job.Attempt,
        };
        try
        {
            return await writer.WriteAsync(deployment, context, earlier, messages, cancellationToken);
        }
        catch (Exception failure) when (failure is RefusedException
            || (failure is ProviderException or TimeoutException && (job.IsLastAttempt || failure is ProviderException { IsTransient: false })))
        {
            logger.SummaryExtracted(deployment.Name, job.Id.Value, failure);
            return null;
        }
    }

    /// <summary>Keeps a summary, or ends the work, in one transaction that counts only while this job has the conversation.</summary>
    /// <returns>False when there is nothing more to do.</returns>
    private Task<bool> KeepAsync(
        JobRun job, DataKey key, FoldingOrder order, Summary? summary, IReadOnlyList<MessageId> piece, bool isLast, CancellationToken cancellationToken) =>
        database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                if (await ConversationStore.HoldAsync(connection, order.Subject, order.Conversation) is null
                    || await SummaryStore.HolderAsync(connection, order.Conversation) != job.Id)
                {
                    return false;
                }

                var added = summary is not null && await SummaryStore.AddAsync(connection, key, order.Conversation, summary, piece);
                if (isLast || !added)
                {
                    await SummaryStore.ReleaseAsync(connection, order.Conversation, job.Id);
                }

                return added;
            },
            Durability.Full,
            cancellationToken);
}
