namespace Parley.Orchestration;

/// <summary>
/// The events of a turn's steps, then those of its answer where no step ended the turn. No iterator of its own, which each token would pass.
/// </summary>
/// <param name="answer">Begins the answer, once the steps are taken.</param>
internal sealed class StepsThenAnswer(IAsyncEnumerable<TurnEvent> steps, Func<IAsyncEnumerable<TurnEvent>> answer)
    : IAsyncEnumerable<TurnEvent>, IAsyncEnumerator<TurnEvent>
{
    private IAsyncEnumerator<TurnEvent>? _events;
    private bool _isAnswering;
    private bool _isEnded;
    private CancellationToken _stop;

    public TurnEvent Current => _events!.Current;

    /// <remarks>Once: a turn runs once.</remarks>
    public IAsyncEnumerator<TurnEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_events is not null)
        {
            throw new InvalidOperationException("The events of a run are read once.");
        }

        _stop = cancellationToken;
        _events = steps.GetAsyncEnumerator(cancellationToken);
        return this;
    }

    public ValueTask<bool> MoveNextAsync() => _isAnswering ? _events!.MoveNextAsync() : StepAsync();

    public ValueTask DisposeAsync() => _events?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<bool> StepAsync()
    {
        if (await _events!.MoveNextAsync())
        {
            _isEnded |= _events.Current is Ending;
            return true;
        }

        if (_isEnded)
        {
            return false;
        }

        await _events.DisposeAsync();
        _events = answer().GetAsyncEnumerator(_stop);
        _isAnswering = true;
        return await _events.MoveNextAsync();
    }
}
