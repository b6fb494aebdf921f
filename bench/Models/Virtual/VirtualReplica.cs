using Parley.Models;

namespace Parley.Bench.Models;

/// <summary>
/// A replica that reads one prompt after the other, as much of it as is not in its cache, and writes answers beside that. Around it stands
/// what the gateway keeps of a deployment while it is called.
/// </summary>
/// <param name="keptBlocks">How many blocks of prompts and answers its cache holds; those unused for longest go first.</param>
/// <param name="msPerBlock">What one block takes to be read.</param>
internal sealed class VirtualReplica(Deployment deployment, VirtualTime time, int keptBlocks, double msPerBlock, double msPerAnswer)
{
    private readonly Dictionary<ulong, LinkedListNode<ulong>> _kept = [];
    private readonly LinkedList<ulong> _byUse = new();
    private double _freeAt;

    public Deployment Deployment => deployment;

    /// <summary>Blocks that were asked for, blocks of them that it had to read, and calls.</summary>
    public (long Asked, long Read, long Calls) Done { get; private set; }

    /// <param name="isFollowed">Whether its prefixes are known to the gateway.</param>
    /// <param name="after">What stands there when the answer is written, and will be in the next prompt.</param>
    /// <param name="ended">Told the time to the first token when the answer ends.</param>
    public void Ask(PromptPrefix prompt, bool isFollowed, Func<PromptPrefix>? after, Action<double> ended)
    {
        var (asked, health) = (time.Now, deployment.Health);
        var pass = health.TryBegin()!.Value;
        var awaiting = health.Await();
        var owed = isFollowed ? health.Prefixes.Send(prompt) : 0;
        var read = Math.Max(1, prompt.Blocks.Count - Matching(prompt));
        Keep(prompt);
        Done = (Done.Asked + prompt.Blocks.Count, Done.Read + read, Done.Calls + 1);
        _freeAt = Math.Max(_freeAt, asked) + (read * msPerBlock);
        time.At(_freeAt, () =>
        {
            var wait = time.Now - asked;
            health.Prefixes.Read(owed);
            health.Heard(awaiting, TimeSpan.FromMilliseconds(wait));
            time.At(time.Now + msPerAnswer, () =>
            {
                if (after is not null)
                {
                    Keep(after());
                }

                health.End(pass, null);
                ended(wait);
            });
        });
    }

    private int Matching(PromptPrefix prompt)
    {
        var matching = 0;
        while (matching < prompt.Blocks.Count && _kept.ContainsKey(prompt.Blocks[matching]))
        {
            matching++;
        }

        return matching;
    }

    private void Keep(PromptPrefix prompt)
    {
        foreach (var block in prompt.Blocks.Reverse())
        {
            if (_kept.Remove(block, out var known))
            {
                _byUse.Remove(known);
            }

            _kept[block] = _byUse.AddFirst(block);
        }

        while (_kept.Count > keptBlocks)
        {
            _kept.Remove(_byUse.Last!.Value);
            _byUse.RemoveLast();
        }
    }
}
