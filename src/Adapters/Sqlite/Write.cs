using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>What waits for the writer: one unit or several, which share one confirmation.</summary>
internal abstract class Write(Durability durability, CancellationToken cancellationToken)
{
    private const int Queued = 0;
    private const int Started = 1;
    private const int Cancelled = 2;

    private CancellationTokenRegistration _cancellation;
    private int _state;

    public Durability Durability => durability;

    /// <summary>What goes into the same transaction, before this.</summary>
    public IReadOnlyList<Write> Before { get; set; } = [];

    /// <summary>Number of units.</summary>
    public abstract int Count { get; }

    /// <summary>Whose unit it is; null: the system's.</summary>
    public abstract TenantId? Tenant(int index);

    /// <summary>Runs a unit; it must be over when this returns.</summary>
    public abstract Task RunAsync(int index, DatabaseConnection connection);

    /// <summary>A unit failed and was undone.</summary>
    public abstract void Undone(int index, Exception exception);

    /// <summary>What was not undone is kept: tells the waiting one.</summary>
    public abstract void Confirm();

    /// <summary>Nothing of it is kept.</summary>
    public abstract void Fail(Exception exception);

    protected abstract void Cancel(CancellationToken cancellationToken);

    /// <summary>From here on a cancellation takes it out of the queue.</summary>
    public void WatchCancellation()
    {
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(static state => ((Write)state!).CancelIfQueued(), this);
        }
    }

    /// <returns>False when it was cancelled before.</returns>
    public bool TryStart()
    {
        var starts = Interlocked.CompareExchange(ref _state, Started, Queued) == Queued;
        _cancellation.Dispose();
        return starts;
    }

    private void CancelIfQueued()
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued)
        {
            Cancel(cancellationToken);
        }
    }
}

internal sealed class SingleWrite<T>(
    TenantId? tenant, Func<DatabaseConnection, Task<T>> unit, Durability durability, CancellationToken cancellationToken)
    : Write(durability, cancellationToken)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<T>? _result;
    private Exception? _exception;

    public Task<T> Done => _done.Task;

    public override int Count => 1;

    public override TenantId? Tenant(int index) => tenant;

    public override Task RunAsync(int index, DatabaseConnection connection) => _result = unit(connection);

    public override void Undone(int index, Exception exception) => _exception = exception;

    public override void Confirm()
    {
        if (_exception is null)
        {
            _done.SetResult(_result!.Result);
        }
        else
        {
            _done.SetException(_exception);
        }
    }

    public override void Fail(Exception exception) => _done.SetException(_exception ?? exception);

    protected override void Cancel(CancellationToken cancellationToken) => _done.SetCanceled(cancellationToken);
}

internal sealed class GroupWrite(IReadOnlyList<TenantWrite> writes, Durability durability, CancellationToken cancellationToken)
    : Write(durability, cancellationToken)
{
    private readonly TaskCompletionSource<IReadOnlyList<Exception?>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Exception?[] _exceptions = new Exception?[writes.Count];

    public Task<IReadOnlyList<Exception?>> Done => _done.Task;

    public override int Count => writes.Count;

    public override TenantId? Tenant(int index) => writes[index].Tenant;

    public override Task RunAsync(int index, DatabaseConnection connection) => writes[index].Unit((TenantConnection)connection);

    public override void Undone(int index, Exception exception) => _exceptions[index] = exception;

    public override void Confirm() => _done.SetResult(_exceptions);

    public override void Fail(Exception exception) => _done.SetResult([.. _exceptions.Select(own => own ?? exception)]);

    protected override void Cancel(CancellationToken cancellationToken) => _done.SetCanceled(cancellationToken);
}
