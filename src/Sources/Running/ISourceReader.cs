namespace Parley.Sources;

/// <summary>Reads one kind of source. What it lists is looked at in its order; what is known already is not fetched.</summary>
public interface ISourceReader
{
    /// <summary>One of <see cref="SourceKinds"/>.</summary>
    string Kind { get; }

    /// <summary>
    /// Lists what the source has. A listing that ends without an exception is whole, unless it said otherwise by
    /// <see cref="SourceRun.NotWhole"/>: what a whole one lacks is deleted.
    /// </summary>
    /// <exception cref="SourceFailedException">The source cannot be read; nothing is deleted.</exception>
    IAsyncEnumerable<SourceItem> ListAsync(SourceRun run, CancellationToken cancellationToken);
}

/// <summary>A source cannot be read; the message is for its owner and holds no secret.</summary>
public sealed class SourceFailedException(string message) : Exception(message);
