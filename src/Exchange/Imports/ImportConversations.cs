using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Exchange;

/// <summary>
/// The job that imports an upload: it goes over it twice, to count its conversations and to write them, and holds one of them at a time.
/// It calls no model and counts as no message. A conversation that cannot be imported is reported, and the others are.
/// </summary>
internal sealed class ImportConversations(
    TenantDatabase database, Sealer sealer, ImportStore imports, ImportWriter writer, IOptions<ImportOptions> options, TimeProvider time) : IJobHandler
{
    public const string JobKind = "conversations.import";

    private const int MostFailures = 100;
    private const int ReportEvery = 20;

    public string Kind => JobKind;

    /// <summary>What the job needs to know.</summary>
    public static string Payload(SubjectId subject, string import) => $"{subject}/{import}";

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var slash = job.Payload.IndexOf('/', StringComparison.Ordinal);
        var (subject, id) = (new SubjectId(job.Payload[..slash]), job.Payload[(slash + 1)..]);
        if (await imports.FindAsync(job.Tenant, subject, id, cancellationToken) is not { State: "running" } row)
        {
            await writer.EraseHalfAsync(job.Tenant, id, cancellationToken);
            return;
        }

        var tally = new ImportTally();
        try
        {
            var key = await sealer.KeyAsync(job.Tenant.Id, subject.Value, cancellationToken);
            await using var upload = new SealedUpload(database, job.Tenant, key, id, row.Bytes);
            var texts = new UploadTexts(upload, options.Value);
            await texts.ReadAsync(async text => tally.Total += await CountAsync(text, tally.Total, cancellationToken), cancellationToken);
            await job.ReportAsync(0, tally.Total, cancellationToken);
            await texts.ReadAsync(text => ImportAsync(job, subject, id, text, tally, cancellationToken), cancellationToken);
        }
        catch (BrokenUploadException broken)
        {
            tally.Failures.Insert(0, new(0, null, broken.Message));
            await writer.EraseHalfAsync(job.Tenant, id, cancellationToken);
            await imports.EndAsync(job, subject, id, "failed", tally, cancellationToken);
            throw new PermanentJobException(broken.Message);
        }
        catch (Exception exception) when (job.IsLastAttempt && exception is not (JobLostException or OperationCanceledException))
        {
            await writer.EraseHalfAsync(job.Tenant, id, cancellationToken);
            await imports.EndAsync(job, subject, id, "failed", tally, cancellationToken);
            throw;
        }

        await imports.EndAsync(job, subject, id, "done", tally, cancellationToken);
        await job.ReportAsync(tally.Total, tally.Total, tally.Failed, cancellationToken);
    }

    private async Task<long> CountAsync(Stream text, long before, CancellationToken cancellationToken)
    {
        var items = new JsonItems(text, mostBytes: 0);
        var count = 0L;
        while (await items.NextAsync(cancellationToken) is not null)
        {
            if (before + ++count > options.Value.MostConversations)
            {
                throw new BrokenUploadException($"There are more than {options.Value.MostConversations} conversations. Import them in several files.");
            }
        }

        return count;
    }

    private async Task ImportAsync(JobRun job, SubjectId subject, string id, Stream text, ImportTally tally, CancellationToken cancellationToken)
    {
        var items = new JsonItems(text, options.Value.MostConversationBytes);
        var reader = new ConversationReader(options.Value, time.GetUtcNow());
        while (await items.NextAsync(cancellationToken) is { } item)
        {
            await ImportAsync(job, subject, id, item, reader, tally, cancellationToken);
            var done = tally.Imported + tally.Skipped + tally.Failed;
            if (done % ReportEvery == 0)
            {
                await job.ReportAsync(done, tally.Total, tally.Failed, cancellationToken);
            }
        }
    }

    private async Task ImportAsync(
        JobRun job, SubjectId subject, string id, JsonItem item, ConversationReader reader, ImportTally tally, CancellationToken cancellationToken)
    {
        try
        {
            var plan = item.Fault switch
            {
                ItemFault.TooLarge => throw new BrokenConversationException($"It is larger than {options.Value.MostConversationBytes} bytes."),
                ItemFault.Cut => throw new BrokenConversationException("The file ends in the middle of it."),
                _ => reader.Read(item.Bytes),
            };
            if (plan.Messages.Count > 0 && await writer.WriteAsync(job, subject, id, plan, cancellationToken))
            {
                tally.Imported++;
                tally.Messages += plan.Messages.Count;
            }
            else
            {
                tally.Skipped++;
            }
        }
        catch (BrokenConversationException broken)
        {
            tally.Failed++;
            if (tally.Failures.Count < MostFailures)
            {
                var title = item.Fault == ItemFault.None ? ConversationReader.TitleOf(item.Bytes) : null;
                tally.Failures.Add(new(tally.Imported + tally.Skipped + tally.Failed, title, broken.Message));
            }
        }
    }
}
