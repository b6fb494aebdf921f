namespace Parley.Models;

/// <summary>How the limits of one deployment are parted among the nodes that call it.</summary>
internal static class ShareRule
{
    /// <summary>The whole of a rate, in millionths.</summary>
    public const long WholeRate = 1_000_000;

    /// <summary>Where there are fewer places than nodes, the nodes have them by turns of this length.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    /// <summary>The places that a node is to have: those of all nodes together are as many as there are.</summary>
    /// <param name="rank">Of the node among those that call the deployment, from 0.</param>
    public static long Places(int places, int nodes, int rank, DateTimeOffset now)
    {
        var turn = places < nodes ? (int)(now.UtcTicks / Turn.Ticks % nodes) : 0;
        return (places / nodes) + ((rank + turn) % nodes < places % nodes ? 1 : 0);
    }

    /// <summary>The part of the calls and tokens a minute that a node is to have, in millionths.</summary>
    public static long Rate(int nodes) => WholeRate / nodes;

    /// <summary>What a node gets that is to have more than it has: no more than others left.</summary>
    public static long Grown(long held, long target, long free) => target > held ? Math.Min(target, Math.Max(held, free)) : held;
}
