using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>
/// Looks for the proofs of held domains again, each once a day. Nodes share the work: whoever takes a domain puts off its next look.
/// </summary>
internal sealed class DomainChecks(
    SystemDatabase database, DomainStore domains, DomainProof proof, IOptions<FederationOptions> options, TimeProvider time, ILogger<DomainChecks> logger)
    : BackgroundService
{
    private const int AtOnce = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // Where no name server answered; the proof counts meanwhile.
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    /// <summary>Looks for all that are due.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        while (await TakeAsync(cancellationToken) is { Count: > 0 } due)
        {
            foreach (var held in due)
            {
                try
                {
                    await CheckAsync(held, cancellationToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // It comes again in an hour; the others are not to wait for it.
                    logger.UpkeepFailed(Again, exception);
                }
            }
        }
    }

    private async Task CheckAsync(Held held, CancellationToken cancellationToken)
    {
        var tenant = new TenantScope(new(held.TenantId));
        if (await domains.FindAsync(tenant, held.ClaimId, cancellationToken) is { } claim
            && await proof.LookAsync(tenant, claim, Actor.System, cancellationToken) != ProofFinding.Unknown)
        {
            await PutOffAsync(held, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await CheckAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    logger.UpkeepFailed(Pause, exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    // Put off by the short pause first, so that a domain whose look breaks holds up no other.
    private Task<IReadOnlyList<Held>> TakeAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.QueryAsync<Held>(
                """
                update sys_held_domains set due_at = @again
                where domain_hash in (select domain_hash from sys_held_domains where due_at <= @now order by due_at limit @AtOnce {for_update} {skip_locked})
                returning domain_hash as Hash, tenant_id as TenantId, claim_id as ClaimId
                """,
                new { now = Milliseconds(time.GetUtcNow()), again = Milliseconds(time.GetUtcNow() + Again), AtOnce }),
            Durability.Process,
            cancellationToken);

    private Task<int> PutOffAsync(Held held, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.ExecuteAsync(
                "update sys_held_domains set due_at = @due where domain_hash = @Hash and claim_id = @ClaimId",
                new { held.Hash, held.ClaimId, due = Milliseconds(time.GetUtcNow() + options.Value.DomainCheckEvery) }),
            Durability.Process,
            cancellationToken);

    private static long Milliseconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();

    private sealed record Held(string Hash, string TenantId, string ClaimId);
}
