namespace Parley.Doors;

/// <summary>The kinds of ids of work that is done in batches.</summary>
public static class BatchIds
{
    public sealed class Batch : IIdKind { public static string Prefix => "batch"; }
}
