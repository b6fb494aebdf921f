using Parley.Knowledge;
using Parley.Sources.Store;
using Parley.Storage;

namespace Parley.Sources.Running;

/// <summary>Sends the documents of a portion to the knowledge base, and says what became of each.</summary>
internal sealed class Sending(JobRun job, BegunRun begun, ItemStore items, TenantDatabase database, KnowledgeIntake intake)
{
    public async Task RunAsync(Portion portion, CancellationToken cancellationToken)
    {
        await IntendAsync(portion, cancellationToken);
        portion.IsSending = true;
        await SendAsync(portion, cancellationToken);
        foreach (var group in portion.Narrowed.GroupBy(one => one.Acl))
        {
            await intake.AllowAsync(begun.Run.Tenant, begun.Namespace, [.. group.Select(one => one.Document)], Names.Split(group.Key), cancellationToken);
        }
    }

    // Written down before it is sent: what the knowledge base has of a source is found here, whatever happens in between.
    private async Task IntendAsync(Portion portion, CancellationToken cancellationToken)
    {
        var fresh = portion.Puts.Where(offer => offer.Known is null or { Hash: null, State: not "pending" }).ToList();
        if (fresh.Count == 0)
        {
            return;
        }

        var rows = await items.SealAsync(
            begun.Run, fresh.Select(offer => offer.Record() with { State = "pending", Stamp = null, Hash = null, Version = offer.Known?.Version }), cancellationToken);
        await database.WriteAsync(
            begun.Run.Tenant,
            async connection =>
            {
                await RunGuard.KeepAsync(connection, job, begun);
                await ItemStore.WriteAsync(connection, rows);
            },
            Durability.Process,
            cancellationToken);
    }

    private async Task SendAsync(Portion portion, CancellationToken cancellationToken)
    {
        try
        {
            if (portion.Puts.Count > 0)
            {
                await intake.PutAsync(begun.Run.Tenant, begun.Namespace, [.. portion.Puts.Select(offer => offer.Document())], cancellationToken);
            }

            portion.Puts.ForEach(offer => Sent(portion, offer));
        }
        catch (RefusedException) when (portion.Puts.Count > 1)
        {
            // One that cannot be taken is not to keep the others out.
            foreach (var offer in portion.Puts)
            {
                await SendAsync(portion, offer, cancellationToken);
            }
        }
        catch (RefusedException exception)
        {
            Refused(portion, portion.Puts[0], exception.Refusal);
        }
    }

    private async Task SendAsync(Portion portion, Offer offer, CancellationToken cancellationToken)
    {
        try
        {
            await intake.PutAsync(begun.Run.Tenant, begun.Namespace, [offer.Document()], cancellationToken);
            Sent(portion, offer);
        }
        catch (RefusedException exception)
        {
            Refused(portion, offer, exception.Refusal);
        }
    }

    private void Sent(Portion portion, Offer offer)
    {
        begun.Tally.Sent++;
        (begun.Tally.Added, begun.Tally.Changed) = offer.Known is { Hash: not null } ? (begun.Tally.Added, begun.Tally.Changed + 1) : (begun.Tally.Added + 1, begun.Tally.Changed);
        portion.Records.Add(offer.Record());
    }

    private void Refused(Portion portion, Offer offer, Refusal refusal)
    {
        // A kind of file that nobody here reads is no failure of the source; what came before stays as it was.
        var isForeign = refusal.Status == 415;
        begun.Tally.HasPassingFailure |= !isForeign && refusal.Status != 413;
        (begun.Tally.Skipped, begun.Tally.Failed) = isForeign ? (begun.Tally.Skipped + 1, begun.Tally.Failed) : (begun.Tally.Skipped, begun.Tally.Failed + 1);
        var acl = portion.Narrow(offer.Known, offer.DocumentId, offer.Acl);
        portion.Records.Add(offer.Record() with
        {
            State = isForeign ? "skipped" : "failed",
            Stamp = isForeign ? offer.Stamp : null,
            Hash = offer.Known?.Hash,
            Acl = acl ?? offer.Acl,
            Error = refusal.Detail,
        });
    }
}
