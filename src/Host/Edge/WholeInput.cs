using System.IO.Pipelines;

namespace Parley.Host.Edge;

/// <summary>
/// What a client sends, whose end is told only after all that came before it was looked at. Kestrel calls a body cut off when its bytes
/// and the end of the input come at once, although it is whole.
/// </summary>
internal sealed class WholeInput(PipeReader input) : PipeReader
{
    private SequencePosition _end;
    private bool _isExamined;

    public override bool TryRead(out ReadResult result)
    {
        if (!input.TryRead(out var read))
        {
            result = default;
            return false;
        }

        result = Tell(read);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = input.ReadAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? new(Tell(reading.Result)) : AwaitAsync(reading);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _isExamined = examined.Equals(_end);
        input.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => input.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => input.CompleteAsync(exception);

    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> reading) => Tell(await reading);

    private ReadResult Tell(ReadResult read)
    {
        var isNew = !_isExamined || !read.Buffer.End.Equals(_end);
        _end = read.Buffer.End;
        return read.IsCompleted && isNew && !read.Buffer.IsEmpty ? new(read.Buffer, read.IsCanceled, isCompleted: false) : read;
    }
}
