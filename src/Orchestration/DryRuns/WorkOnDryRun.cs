using Parley.Conversations;
using Parley.Safety;
using Parley.Storage;
using DryRunId = Parley.Kernel.Id<Parley.Orchestration.DryRunIds.DryRun>;

namespace Parley.Orchestration;

/// <summary>
/// The job of a dry run: goes backwards through the messages, some at a time, and keeps how far it is, so that another worker can go on from there.
/// It has one place of its own on each node: it is work for the processor, and nobody waits for it with a message in hand.
/// </summary>
internal sealed class WorkOnDryRun(DryRunStore store, TenantMessages messages, TimeProvider time) : IJobHandler
{
    public const string JobKind = "orchestration.dry_run";

    /// <summary>The most messages that one run looks at.</summary>
    public const long Most = 200_000;

    public const int AtOnce = 50;
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromMinutes(30);

    public string Kind => JobKind;

    public int? OwnPlaces => 1;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(job.Tenant, new DryRunId(job.Payload), cancellationToken) is not { IsOver: false } run)
        {
            return;
        }

        try
        {
            await WorkAsync(job, run, cancellationToken);
        }
        catch (Exception failure) when (job.IsLastAttempt && failure is not (OperationCanceledException or JobLostException))
        {
            await store.FailAsync(job, run.Id, cancellationToken);
            throw;
        }
    }

    private async Task WorkAsync(JobRun job, DryRun run, CancellationToken cancellationToken)
    {
        var trial = PolicyTrials.Open(run.Settings.Trial);
        var began = time.GetTimestamp();
        while (true)
        {
            var read = await messages.ReadAsync(job.Tenant, run.From, run.Before, run.Settings.Roles, AtOnce, cancellationToken);
            var tally = run.Report;
            foreach (var message in read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                tally = tally.And(message, trial);
            }

            run = run with { Report = tally, Through = read is [.., var last] ? last.Id : run.Through, Done = run.Done + read.Count };
            var isWhole = read.Count < AtOnce;
            var isEnough = run.Done >= Most || time.GetElapsedTime(began) >= LongestAttempt;
            if (isWhole || isEnough)
            {
                await store.KeepAsync(job, run with { Report = run.Report with { IsPartial = !isWhole } }, DryRun.Finished, cancellationToken);
                return;
            }

            if (!await store.KeepAsync(job, run, DryRun.Running, cancellationToken))
            {
                return;
            }
        }
    }
}

/// <summary>The job that takes a dry run away some days after it was begun.</summary>
internal sealed class EraseDryRun(DryRunStore store) : IJobHandler
{
    public const string JobKind = "orchestration.dry_run.erase";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken) => store.EraseAsync(job.Tenant, new DryRunId(job.Payload), cancellationToken);
}
