namespace Parley.Models;

/// <summary>One call that waits for a place, or has one.</summary>
internal sealed class QueueTicket(TenantScope tenant, Lane lane, double weight, long tokens, DateTimeOffset deadline)
{
    private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TenantScope Tenant => tenant;

    public Lane Lane => lane;

    public double Weight => weight;

    /// <summary>What it takes of the tokens a minute.</summary>
    public long Tokens => tokens;

    /// <summary>When it is too late to begin.</summary>
    public DateTimeOffset Deadline => deadline;

    /// <summary>Ends when it has its place; fails when it is turned away.</summary>
    public Task Granted => _granted.Task;

    /// <summary>Where it stands among its like: the smaller, the sooner.</summary>
    public double Turn { get; set; }

    public long Number { get; set; }

    public DateTimeOffset Since { get; set; }

    /// <summary>Whether its place counts in what is shared with other nodes.</summary>
    public bool IsOfShare { get; set; }

    public void Grant() => _granted.TrySetResult();

    public void Refuse(ProviderException reason) => _granted.TrySetException(reason);
}
