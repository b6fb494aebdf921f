namespace Parley.Models;

/// <summary>Who goes first where not all can.</summary>
public enum Lane
{
    /// <summary>Somebody waits for it.</summary>
    Interactive,

    /// <summary>It is done beside: titles, summaries.</summary>
    Background,

    /// <summary>It has hours.</summary>
    Batch,
}

/// <summary>Tells which lane a call is in.</summary>
internal static class Lanes
{
    public static Lane Of(string purpose) => purpose switch
    {
        "batch" => Lane.Batch,
        "title" or "summary" or "evaluation" or "redteam" => Lane.Background,
        _ => Lane.Interactive,
    };
}

/// <summary>Says that an answer has to wait for a place, and where it stands; an update of a stream before its first text.</summary>
/// <param name="position">How many go first, and this one: 1 is next.</param>
/// <param name="wait">How long that will take, as far as can be told; null before there is anything to tell it by.</param>
public sealed class QueuedContent(int position, TimeSpan? wait) : Microsoft.Extensions.AI.AIContent
{
    public int Position => position;

    public TimeSpan? Wait => wait;
}
