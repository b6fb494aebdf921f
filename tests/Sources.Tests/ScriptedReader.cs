namespace Parley.Sources.Tests;

/// <summary>Lists what the test says.</summary>
internal sealed class ScriptedReader(Func<SourceRun, CancellationToken, IAsyncEnumerable<SourceItem>> list, string kind = SourceKinds.Folder) : ISourceReader
{
    public string Kind => kind;

    public IAsyncEnumerable<SourceItem> ListAsync(SourceRun run, CancellationToken cancellationToken) => list(run, cancellationToken);

    public static SourceItem Item(string id, string text, string? stamp = null) =>
        Item(id, new Fetched.Content(System.Text.Encoding.UTF8.GetBytes(text), "text/plain"), stamp);

    public static SourceItem Item(string id, Fetched fetched, string? stamp = null) =>
        new() { ExternalId = id, Stamp = stamp, FetchAsync = _ => Task.FromResult(fetched) };
}
