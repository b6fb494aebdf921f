namespace Parley.Moderation;

/// <summary>The places of the learned heads: first the categories of harm, then these.</summary>
internal static class Heads
{
    /// <summary>Coarse words, meant for nobody.</summary>
    public const int Profanity = 13;

    /// <summary>An attack on the assistant in what a user writes.</summary>
    public const int Direct = 14;

    /// <summary>A sentence in a document that speaks to the assistant.</summary>
    public const int Planted = 15;

    public const int Count = 16;
}
