using Parley.Accounts;

namespace Parley.RedTeam;

/// <summary>Begins runs and tells of them: what the routes and the command line stand on.</summary>
public sealed class RedTeamDesk
{
    private readonly RunStore _runs;
    private readonly RunPlan _plan;
    private readonly RunReports _reports;
    private readonly RunDeletion _deletion;

    internal RedTeamDesk(RunStore runs, RunPlan plan, RunReports reports, RunDeletion deletion) =>
        (_runs, _plan, _reports, _deletion) = (runs, plan, reports, deletion);

    /// <param name="set">What the attacks are called.</param>
    /// <returns>The run's id.</returns>
    /// <exception cref="RefusedException">It cannot be run; the refusal says why.</exception>
    public async Task<RedTeamRunId> StartAsync(
        TenantScope tenant, RunRequest request, string set, IReadOnlyList<Attack> attacks, Actor actor, CancellationToken cancellationToken)
    {
        var chosen = await _plan.ChooseAsync(tenant, request, attacks, cancellationToken);
        var card = new RunCard
        {
            Set = set,
            Families = request.Families,
            Model = string.IsNullOrEmpty(request.Model) ? null : request.Model,
            Judge = request.Judge,
            MostTurns = request.MaxTurns,
        };
        return (await _runs.CreateAsync(tenant, card, chosen, actor, cancellationToken)).Id;
    }

    /// <exception cref="RefusedException">There is no such run.</exception>
    public Task<RunReport> ReportAsync(TenantScope tenant, RedTeamRunId id, CancellationToken cancellationToken) => _reports.OfAsync(tenant, id, cancellationToken);

    /// <exception cref="RefusedException">There is no such run, or it is over.</exception>
    public async Task CancelAsync(TenantScope tenant, RedTeamRunId id, Actor actor, CancellationToken cancellationToken)
    {
        var isMoved = await _runs.MoveAsync(tenant, id, null, RedTeamRun.Cancelling, actor, null, cancellationToken);
        if (!isMoved && await FindAsync(tenant, id, cancellationToken) is { State: not (RedTeamRun.Cancelling or RedTeamRun.Cancelled) } run)
        {
            throw new RefusedException(new(409, "redteam_over", $"The run is {run.State} and cannot be cancelled any more."));
        }
    }

    /// <summary>Makes a run what later ones are compared with.</summary>
    /// <exception cref="RefusedException">There is no such run, or it is not done.</exception>
    public async Task AcceptAsync(TenantScope tenant, RedTeamRunId id, Actor actor, CancellationToken cancellationToken)
    {
        if (!await _runs.AcceptAsync(tenant, id, actor, cancellationToken))
        {
            var run = await FindAsync(tenant, id, cancellationToken);
            throw new RefusedException(new(409, "redteam_not_done", $"The run is {run.State}; only one that is done can be accepted."));
        }
    }

    /// <summary>Deletes a run, with its cases and what was said in them, and what it has planted.</summary>
    /// <exception cref="RefusedException">There is no such run, or it is not over.</exception>
    public async Task DeleteAsync(TenantScope tenant, RedTeamRunId id, Actor actor, CancellationToken cancellationToken)
    {
        var run = await FindAsync(tenant, id, cancellationToken);
        if (!await _deletion.DeleteAsync(run, actor, cancellationToken))
        {
            run = await FindAsync(tenant, id, cancellationToken);
            throw new RefusedException(new(409, "redteam_running", $"The run is {run.State}; cancel it, and delete it when it is over."));
        }
    }

    private async Task<RedTeamRun> FindAsync(TenantScope tenant, RedTeamRunId id, CancellationToken cancellationToken) =>
        await _runs.FindAsync(tenant, id, cancellationToken) ?? throw NotFound();

    internal static RefusedException NotFound() => new(Refusal.NotFound("red-team run"));
}
