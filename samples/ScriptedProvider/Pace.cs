namespace Parley.ScriptedProvider;

/// <summary>When each token of one answer is due: token <c>i</c> at <c>ttft + i / rate</c> after the request.</summary>
/// <param name="rate">Tokens per second; 0 = all of them with the first.</param>
internal sealed class Pace(Pacer pacer, TimeProvider time, long start, TimeSpan ttft, double rate)
{
    private readonly Pacer.Waiter waiter = new();

    public TimeProvider Time => time;

    /// <summary>How many tokens are due by now, of so many.</summary>
    public int Due(int tokens)
    {
        var since = time.GetElapsedTime(start) - ttft;
        return since < TimeSpan.Zero ? 0 : rate == 0 ? tokens : (int)Math.Min(tokens, 1 + Math.Floor(since.TotalSeconds * rate));
    }

    /// <summary>Waits until this token, counted from 0, is due.</summary>
    public Task UntilAsync(int token, CancellationToken cancellationToken) =>
        UntilAsync(ttft + (rate == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(token / rate)), cancellationToken);

    /// <summary>Waits this long from now.</summary>
    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        UntilAsync(time.GetElapsedTime(start) + delay, cancellationToken);

    private async Task UntilAsync(TimeSpan due, CancellationToken cancellationToken)
    {
        for (var left = due - time.GetElapsedTime(start); left > TimeSpan.Zero; left = due - time.GetElapsedTime(start))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await pacer.WaitAsync(waiter, left);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
