using Parley.Outgoing;
using Parley.Sources.Store;

namespace Parley.Sources.Running;

/// <summary>Says of each entry of a run what is to be done with it: its text is sent, its document removed, or it is as it was.</summary>
internal sealed class EntryJudge(BegunRun begun)
{
    private readonly SourceRun _run = begun.Run;
    private readonly RunTally _tally = begun.Tally;
    private Portion _portion = new();

    public async Task JudgeAsync(Portion portion, SourceItem item, KnownItem? known, CancellationToken cancellationToken)
    {
        _portion = portion;
        _tally.Seen++;
        var document = known?.DocumentId ?? Names.Document(_run.Source, item.ExternalId);
        var tags = item.IsAclBroken ? null : item.Acl is null ? _run.Acl : Own(item, item.Acl);
        if (!Names.IsItem(item.ExternalId))
        {
            _tally.Skipped++;
        }
        else if (tags is null)
        {
            Fail(item, known, document, "Its access list cannot be read, so it was not sent.");
        }
        else if (tags.Length == 0)
        {
            LeaveOut(item, known, document);
        }
        else if (IsAsBefore(item, known, tags))
        {
            _tally.Skipped += known!.State == "skipped" ? 1 : 0;
            _portion.Touched.Add(item.ExternalId);
        }
        else
        {
            _tally.Looked++;
            Note(item, known, document, tags, await FetchAsync(item, cancellationToken));
        }
    }

    /// <returns>Null when they are none; empty when they let in nobody whom the source lets in.</returns>
    private string? Own(SourceItem item, IReadOnlyList<string> acl) =>
        Names.Tags(acl) is not { } tags ? null : item.MayWiden || _run.Settings.AclMayWiden == true ? tags : Names.Both(tags, _run.Acl);

    private void LeaveOut(SourceItem item, KnownItem? known, string document)
    {
        _tally.Skipped++;
        RemoveDocument(known);
        _portion.Records.Add(new(
            item.ExternalId, document, "skipped", null, null, "", VersionOf(item, known),
            Error: "Its own access list names nobody whom the source's list lets in, so it was left out. With `acl_may_widen` its own list counts alone."));
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
                Fail(item, known, document, failed.Reason, failed.IsLasting, tags);
                break;
        }
    }

    private void Offer(SourceItem item, KnownItem? known, string document, string tags, Fetched.Content content)
    {
        _tally.Bytes += content.Bytes.Length;
        var own = content.Acl is null ? tags : Own(item, content.Acl);
        if (own is null || content.Bytes.Length > _run.MostItemBytes)
        {
            Fail(item, known, document, own is null ? "Its access list cannot be read, so it was not sent." : Fetched.Failed.TooLarge(_run.MostItemBytes).Reason, isLasting: true, own);
            return;
        }

        if (own.Length == 0)
        {
            LeaveOut(item, known, document);
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

    private void Fail(SourceItem item, KnownItem? known, string document, string reason, bool isLasting = false, string? own = null)
    {
        _tally.Failed++;
        _tally.HasPassingFailure |= !isLasting;
        _portion.Records.Add(new(
            item.ExternalId, document, known?.State == "pending" ? "pending" : "failed", null, known?.Hash,
            _portion.Narrow(known, document, own) ?? _run.Acl, VersionOf(item, known), Error: reason, Links: known?.Links));
    }

    private static long? VersionOf(SourceItem item, KnownItem? known) => item.Version?.Number ?? known?.Version;
}
