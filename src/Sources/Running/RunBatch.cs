using Parley.Knowledge;
using Parley.Outgoing;
using Parley.Sources.Store;
using Parley.Storage;

namespace Parley.Sources.Running;

/// <summary>Takes the entries of a run one by one and sends what is new of them in portions.</summary>
internal sealed class RunBatch(JobRun job, BegunRun begun, ItemStore items, TenantDatabase database, KnowledgeIntake intake, TimeProvider time)
{
    private const int MostDocuments = 32;
    private const int MostBytes = 4 * 1_048_576;
    private const int MostEntries = 200;
    private readonly SourceRun _run = begun.Run;
    private readonly RunTally _tally = begun.Tally;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Sending _sending = new(job, begun, items, database, intake);
    private Portion _portion = new();

    /// <summary>How many documents wait to be sent.</summary>
    public int Waiting => _portion.Puts.Count;

    public async Task TakeAsync(SourceItem item, CancellationToken cancellationToken)
    {
        if (_taken.Contains(item.ExternalId) && item.Version is not null)
        {
            await FlushAsync(cancellationToken);
        }

        if (item.Recorded is { } recorded)
        {
            _portion.Recorded.Add(recorded);
        }

        var known = !item.IsNothing && Names.IsItem(item.ExternalId) ? await _run.FindAsync(item.ExternalId, cancellationToken) : null;
        var isDone = item.IsNothing || item.Version is null && known is { State: not "pending" } && known.Run == _run.Number;
        if (!isDone && _taken.Add(item.ExternalId))
        {
            await JudgeAsync(item, known, cancellationToken);
        }

        if (_portion.Puts.Count >= MostDocuments || _portion.Bytes >= MostBytes || _taken.Count >= MostEntries || _portion.Recorded.Count >= MostEntries)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Sends what was taken, and writes down what became of it.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var portion = _portion;
        _portion = new Portion();
        _taken.Clear();
        if (portion.IsEmpty)
        {
            return;
        }

        await _sending.RunAsync(portion, cancellationToken);
        if (portion.Removes.Count > 0)
        {
            _tally.Removed += await intake.RemoveAsync(_run.Tenant, begun.Namespace, portion.Removes, cancellationToken);
        }

        var rows = await items.SealAsync(_run, portion.Records, cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteAsync(
            _run.Tenant,
            async connection =>
            {
                await RunStore.KeepAsync(connection, job, begun);
                await ItemStore.WriteAsync(connection, rows);
                await ItemStore.TouchAsync(connection, _run, portion.Touched, now);
                await ItemStore.RemoveAsync(connection, _run.Source, portion.Forgotten);
                foreach (var recorded in portion.Recorded)
                {
                    await recorded(connection);
                }
            },
            Durability.Process,
            cancellationToken);
        await job.ReportAsync(_tally.Seen, _tally.Seen, _tally.Failed, cancellationToken);
    }

    private async Task JudgeAsync(SourceItem item, KnownItem? known, CancellationToken cancellationToken)
    {
        _tally.Seen++;
        var document = known?.DocumentId ?? Names.Document(_run.Source, item.ExternalId);
        var tags = item.IsAclBroken ? null : item.Acl is null ? _run.Acl : Names.Tags(item.Acl);
        if (!Names.IsItem(item.ExternalId))
        {
            _tally.Skipped++;
        }
        else if (tags is null)
        {
            Fail(item, known, document, "Its access list cannot be read, so it was not sent.");
        }
        else if (IsAsBefore(item, known, tags))
        {
            _tally.Skipped += known!.State == "skipped" ? 1 : 0;
            _portion.Touched.Add(item.ExternalId);
        }
        else
        {
            Note(item, known, document, tags, await FetchAsync(item, cancellationToken));
        }
    }

    private bool IsAsBefore(SourceItem item, KnownItem? known, string tags) =>
        !_run.Full && item.Stamp is not null && known is { State: "current" or "skipped" } && known.Stamp == item.Stamp
        && (item.IsAclInStamp || known.State == "skipped" || known.Acl == tags);

    private static async Task<Fetched> FetchAsync(SourceItem item, CancellationToken cancellationToken)
    {
        try
        {
            return await item.FetchAsync(cancellationToken);
        }
        catch (OutgoingException exception)
        {
            return new Fetched.Failed(exception.Refusal.Detail);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Fetched.Failed("It could not be read.");
        }
    }

    private void Note(SourceItem item, KnownItem? known, string document, string tags, Fetched fetched)
    {
        switch (fetched)
        {
            case Fetched.Content content:
                Offer(item, known, document, tags, content);
                break;
            case Fetched.Unchanged:
                _portion.Touched.Add(item.ExternalId);
                break;
            case Fetched.Deleted:
                Delete(item, known, document);
                break;
            case Fetched.Skipped skipped:
                _tally.Skipped++;
                RemoveDocument(known);
                _portion.Records.Add(new(item.ExternalId, document, "skipped", item.Stamp, null, tags, VersionOf(item, known), Error: skipped.Reason));
                break;
            case Fetched.Failed failed:
                Fail(item, known, document, failed.Reason);
                break;
        }
    }

    private void Offer(SourceItem item, KnownItem? known, string document, string tags, Fetched.Content content)
    {
        _tally.Bytes += content.Bytes.Length;
        var own = content.Acl is null ? tags : Names.Tags(content.Acl);
        if (own is null || content.Bytes.Length > _run.MostItemBytes)
        {
            Fail(item, known, document, own is null
                ? "Its access list cannot be read, so it was not sent."
                : $"It is larger than the {_run.MostItemBytes} bytes that one entry may have.");
            return;
        }

        var offer = new Offer(item.ExternalId, document, own, content.Stamp ?? item.Stamp, VersionOf(item, known), content, known);
        if (!_run.Full && known is { State: "current" } && known.Hash == offer.Hash && known.Acl == own)
        {
            _portion.Records.Add(offer.Record());
        }
        else
        {
            _portion.Add(offer);
        }
    }

    private void Delete(SourceItem item, KnownItem? known, string document)
    {
        RemoveDocument(known);
        if (VersionOf(item, known) is { } version)
        {
            // Kept, so that an older change that comes late brings nothing back.
            _portion.Records.Add(new(item.ExternalId, document, "deleted", null, null, known?.Acl ?? _run.Acl, version));
        }
        else
        {
            _portion.Forgotten.Add(item.ExternalId);
        }
    }

    private void RemoveDocument(KnownItem? known)
    {
        if (known is { Hash: not null } or { State: "pending" })
        {
            _portion.Removes.Add(known.DocumentId);
        }
    }

    private void Fail(SourceItem item, KnownItem? known, string document, string reason)
    {
        _tally.Failed++;
        _portion.Records.Add(new(
            item.ExternalId, document, known?.State == "pending" ? "pending" : "failed", null, known?.Hash, known?.Acl ?? _run.Acl, VersionOf(item, known),
            Error: reason, Links: known?.Links));
    }

    private static long? VersionOf(SourceItem item, KnownItem? known) => item.Version?.Number ?? known?.Version;
}
