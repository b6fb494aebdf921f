using System.Numerics;
using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>
/// A prompt as a chain of hashes, one for each block of its text: two prompts that begin alike have the first hashes in common, as long as
/// they agree. Random for each process, so that nobody can write texts that collide.
/// </summary>
internal sealed class PromptPrefix
{
    /// <summary>Characters of a block.</summary>
    public const int BlockLength = 256;

    // Beyond this a prompt is as good as long: half a million characters.
    private const int MostBlocks = 2_048;

    private readonly List<ulong> _blocks = [];

    private PromptPrefix(long length) => Length = length;

    /// <summary>The hash of everything up to the end of each block, in order.</summary>
    public IReadOnlyList<ulong> Blocks => _blocks;

    /// <summary>Characters of the whole prompt.</summary>
    public long Length { get; }

    public static PromptPrefix Of(IReadOnlyList<ChatMessage> messages)
    {
        var texts = messages.Select(message => (Role: message.Role.Value, message.Text)).ToList();
        var prefix = new PromptPrefix(texts.Sum(text => text.Role.Length + (long)text.Text.Length));
        Span<char> block = stackalloc char[BlockLength];
        var filled = 0;
        foreach (var (role, text) in texts)
        {
            prefix.Take(role, block, ref filled);
            prefix.Take(text, block, ref filled);
        }

        return prefix;
    }

    private void Take(ReadOnlySpan<char> text, Span<char> block, ref int filled)
    {
        while (text.Length > 0 && _blocks.Count < MostBlocks)
        {
            var part = Math.Min(text.Length, BlockLength - filled);
            text[..part].CopyTo(block[filled..]);
            text = text[part..];
            filled += part;
            if (filled == BlockLength)
            {
                var before = _blocks.Count == 0 ? 0 : _blocks[^1];
                _blocks.Add((BitOperations.RotateLeft(before, 23) * 0x9E3779B97F4A7C15) ^ (uint)string.GetHashCode(block));
                filled = 0;
            }
        }
    }
}
