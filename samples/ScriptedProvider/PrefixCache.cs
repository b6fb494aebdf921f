namespace Parley.ScriptedProvider;

/// <summary>
/// What a server keeps of prompts that it has read: blocks of sixteen tokens, each known by everything up to its end; when it is full, the
/// longest unused go. Reading what it does not keep takes time, one prompt after the other.
/// </summary>
internal sealed class PrefixCache(int mostTokens, double msPerToken, TimeProvider time) : IDisposable
{
    private const int BlockTokens = 16;

    private readonly SemaphoreSlim reader = new(1);
    private readonly Dictionary<ulong, LinkedListNode<ulong>> blocks = [];
    private readonly LinkedList<ulong> byUse = new();

    /// <summary>Reads a prompt; ends when that is done.</summary>
    /// <returns>How many of its tokens were kept from earlier ones.</returns>
    public async Task<int> ReadAsync(IReadOnlyList<ChatMessage> messages, int tokens, CancellationToken cancellationToken)
    {
        var chain = Chain(messages);
        await reader.WaitAsync(cancellationToken);
        try
        {
            var kept = Math.Min(tokens, Keep(chain) * BlockTokens);
            await Task.Delay(TimeSpan.FromMilliseconds((tokens - kept) * msPerToken), time, cancellationToken);
            return kept;
        }
        finally
        {
            reader.Release();
        }
    }

    public void Dispose() => reader.Dispose();

    private int Keep(List<ulong> chain)
    {
        var kept = chain.TakeWhile(blocks.ContainsKey).Count();
        foreach (var block in Enumerable.Reverse(chain))
        {
            if (blocks.Remove(block, out var node))
            {
                byUse.Remove(node);
            }

            blocks[block] = byUse.AddFirst(block);
        }

        while (blocks.Count > mostTokens / BlockTokens)
        {
            blocks.Remove(byUse.Last!.Value);
            byUse.RemoveLast();
        }

        return kept;
    }

    private static List<ulong> Chain(IReadOnlyList<ChatMessage> messages)
    {
        var chain = new List<ulong>();
        var (hash, count) = (14695981039346656037UL, 0);
        foreach (var piece in messages.SelectMany(message => Pieces.Of(message.Text).Prepend(message.Role)))
        {
            foreach (var letter in piece)
            {
                hash = (hash ^ letter) * 1099511628211UL;
            }

            if (++count % BlockTokens == 0)
            {
                chain.Add(hash);
            }
        }

        return chain;
    }
}
