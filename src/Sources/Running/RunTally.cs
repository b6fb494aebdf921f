namespace Parley.Sources.Running;

/// <summary>What a run did so far.</summary>
internal sealed class RunTally
{
    public long Seen { get; set; }

    public long Added { get; set; }

    public long Changed { get; set; }

    public long Removed { get; set; }

    public long Failed { get; set; }

    public long Skipped { get; set; }

    /// <summary>Entries that were not as before, since this process has the run.</summary>
    public long Looked { get; set; }

    /// <summary>Whether something failed that may not fail the next time.</summary>
    public bool HasPassingFailure { get; set; }

    /// <summary>Documents that were sent since this process has the run.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes that were fetched since then.</summary>
    public long Bytes { get; set; }
}
