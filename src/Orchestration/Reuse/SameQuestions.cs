using System.Collections.Concurrent;

namespace Parley.Orchestration;

/// <summary>The same question asked by several at a time, on one node: the first asks the model, the others wait for what it hears.</summary>
internal sealed class SameQuestions(TimeProvider time)
{
    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<string, Asking> _open = new();

    private int _waiting;

    /// <summary>How many wait for what another hears.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Joins those who ask the same.</summary>
    /// <param name="key">Covers the tenant and the rights of who asks; see <see cref="AnswerPlace"/>.</param>
    /// <param name="leads">Whether others may wait for this one.</param>
    public Asking Join(string key, bool leads = true)
    {
        var asking = new Asking(this, key, leads);
        asking.Join();
        return asking;
    }

    /// <summary>One who asks. Left in any case, so that nobody waits for one who is gone.</summary>
    internal sealed class Asking(SameQuestions all, string key, bool leads) : IDisposable
    {
        private readonly TaskCompletionSource<KeptAnswer?> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Asking? _first;

        /// <summary>Whether the others wait for this one.</summary>
        public bool IsFirst => ReferenceEquals(_first, this);

        /// <summary>Whether there is another to wait for.</summary>
        public bool Follows => _first is not null && !IsFirst;

        /// <summary>Tells the others what was heard.</summary>
        public void Tell(KeptAnswer answer) => _heard.TrySetResult(answer);

        /// <summary>Waits for what the first hears. When that one leaves with nothing, one of those who wait is the first, and the others wait for it.</summary>
        /// <returns>Null when this one is to ask itself: as the first, or because the time is over.</returns>
        public async Task<KeptAnswer?> WaitAsync(TimeSpan most, CancellationToken cancellationToken)
        {
            var started = all._time.GetTimestamp();
            Interlocked.Increment(ref all._waiting);
            try
            {
                while (Follows && most - all._time.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
                {
                    if (await _first!._heard.Task.WaitAsync(left, all._time, cancellationToken) is { } heard)
                    {
                        return heard;
                    }

                    Join();
                }

                return null;
            }
            catch (TimeoutException)
            {
                return null;
            }
            finally
            {
                Interlocked.Decrement(ref all._waiting);
            }
        }

        public void Dispose()
        {
            if (IsFirst)
            {
                // Out of the way before the others hear that there is nothing, or they would join it again.
                all._open.TryRemove(KeyValuePair.Create(key, this));
                _heard.TrySetResult(null);
            }
        }

        internal void Join() => _first = leads ? all._open.GetOrAdd(key, this) : all._open.GetValueOrDefault(key);
    }
}
