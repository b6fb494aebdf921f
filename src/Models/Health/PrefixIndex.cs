namespace Parley.Models;

/// <summary>
/// What one replica has probably still in its prefix cache: the blocks of prompts that it was sent, the longest unused ones forgotten first.
/// And how much of what it was sent it has yet to read.
/// </summary>
internal sealed class PrefixIndex(int mostBlocks)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, LinkedListNode<ulong>> _blocks = [];
    private readonly LinkedList<ulong> _byUse = new();
    private long _owed;

    /// <summary>Characters that it was sent and has not read yet, as far as is known.</summary>
    public long Owed => Interlocked.Read(ref _owed);

    /// <summary>How many characters of a prompt it would have to read.</summary>
    public long Missing(PromptPrefix prompt)
    {
        lock (_gate)
        {
            return prompt.Length - ((long)Matching(prompt) * PromptPrefix.BlockLength);
        }
    }

    /// <summary>A prompt is sent to it.</summary>
    /// <returns>The characters that it has to read; they are owed until <see cref="Read"/>.</returns>
    public long Send(PromptPrefix prompt)
    {
        lock (_gate)
        {
            var matching = Matching(prompt);

            // The end first: what is used last is forgotten last, and a beginning without its end is worth more than the reverse.
            for (var i = prompt.Blocks.Count - 1; i >= 0; i--)
            {
                Use(prompt.Blocks[i]);
            }

            while (_blocks.Count > mostBlocks)
            {
                _blocks.Remove(_byUse.Last!.Value);
                _byUse.RemoveLast();
            }

            var missing = prompt.Length - ((long)matching * PromptPrefix.BlockLength);
            Interlocked.Add(ref _owed, missing);
            return missing;
        }
    }

    /// <summary>So many characters of what was sent are read, or will not be.</summary>
    public void Read(long characters) => Interlocked.Add(ref _owed, -characters);

    private int Matching(PromptPrefix prompt)
    {
        var matching = 0;
        while (matching < prompt.Blocks.Count && _blocks.ContainsKey(prompt.Blocks[matching]))
        {
            matching++;
        }

        return matching;
    }

    private void Use(ulong block)
    {
        if (_blocks.TryGetValue(block, out var node))
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }
        else
        {
            _blocks[block] = _byUse.AddFirst(block);
        }
    }
}
