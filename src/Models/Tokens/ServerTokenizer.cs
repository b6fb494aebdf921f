using System.Collections.Concurrent;

namespace Parley.Models;

/// <summary>
/// Counts by a server's tokenizer endpoint, once per text: counts are kept by the text's hash, and a server that fails is left alone
/// for a while.
/// </summary>
internal sealed class ServerTokenizer(TokenizerCall call, TimeProvider time)
{
    private const int MostKept = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(ulong, int), int> _kept = new();
    private readonly ConcurrentQueue<(ulong, int)> _order = new();
    private long _restsUntil;

    /// <summary>A count already known, without a call.</summary>
    public int? Known(string text) => _kept.TryGetValue(KeyOf(text), out var count) ? count : null;

    /// <returns>Null when the server did not say.</returns>
    public async ValueTask<int?> CountAsync(string text, CancellationToken cancellationToken)
    {
        if (Known(text) is { } known)
        {
            return known;
        }

        if (time.GetUtcNow().UtcTicks < Interlocked.Read(ref _restsUntil))
        {
            return null;
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var count = await call(text, both.Token);
            Keep(KeyOf(text), count);
            return count;
        }
        catch (Exception exception) when (exception is ProviderException || (exception is OperationCanceledException && limit.IsCancellationRequested))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Exchange(ref _restsUntil, (time.GetUtcNow() + Rest).UtcTicks);
            return null;
        }
    }

    private void Keep((ulong, int) key, int count)
    {
        if (_kept.TryAdd(key, count))
        {
            _order.Enqueue(key);
        }

        while (_order.Count > MostKept && _order.TryDequeue(out var oldest))
        {
            _kept.TryRemove(oldest, out _);
        }
    }

    private static (ulong, int) KeyOf(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return (BitConverter.ToUInt64(hash), text.Length);
    }
}
