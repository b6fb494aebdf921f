using Parley.Knowledge;
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
    private readonly EntryJudge _judge = new(begun);
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
            await _judge.JudgeAsync(_portion, item, known, cancellationToken);
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

        try
        {
            await _sending.RunAsync(portion, cancellationToken);
            await WriteAsync(portion, cancellationToken);
        }
        catch (SourceChangedException exception)
        {
            await RestrictAsync(portion, exception.Acl, cancellationToken);
            throw;
        }
        catch (SourceStoppedException exception) when (exception.Acl is not null)
        {
            await RestrictAsync(portion, exception.Acl, cancellationToken);
            throw;
        }

        await job.ReportAsync(_tally.Seen, _tally.Seen, _tally.Failed, cancellationToken);
    }

    // It was sent under the list of before: whom the new one leaves out is not to find it until the next run, nor whom the list of the text
    // left out that may still stand there.
    private async Task RestrictAsync(Portion portion, string acl, CancellationToken cancellationToken)
    {
        var mayRead = Names.Both(_run.Acl, acl);
        foreach (var sent in portion.IsSending ? portion.Puts.GroupBy(offer => (offer.Acl, Before: offer.Known is { Hash: not null } known ? known.Acl : offer.Acl)) : [])
        {
            await intake.AllowAsync(
                _run.Tenant, begun.Namespace, [.. sent.Select(offer => offer.DocumentId)],
                Names.Split(Names.Both(Names.Both(sent.Key.Acl, sent.Key.Before), mayRead)), cancellationToken);
        }
    }

    private async Task WriteAsync(Portion portion, CancellationToken cancellationToken)
    {
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
                await RunGuard.KeepAsync(connection, job, begun);
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
    }
}
