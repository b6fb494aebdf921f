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
    public Asking Join(string key)
    {
        var mine = new Asking(this, key);
        var first = _open.GetOrAdd(key, mine);
        return ReferenceEquals(first, mine) ? mine : first.Following();
    }

    /// <summary>One who asks. Left in any case, so that nobody waits for one who is gone.</summary>
    internal sealed class Asking(SameQuestions all, string key, Asking? first = null) : IDisposable
    {
        private readonly TaskCompletionSource<KeptAnswer?> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsFirst => first is null;

        /// <summary>Tells the others what was heard.</summary>
        public void Tell(KeptAnswer answer) => _heard.TrySetResult(answer);

        /// <returns>What the first heard; null when it heard nothing that may be given again, or not in time.</returns>
        public async Task<KeptAnswer?> WaitAsync(TimeSpan most, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref all._waiting);
            try
            {
                return await (first ?? this)._heard.Task.WaitAsync(most, all._time, cancellationToken);
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
                all._open.TryRemove(KeyValuePair.Create(key, this));
                _heard.TrySetResult(null);
            }
        }

        internal Asking Following() => new(all, key, this);
    }
}
