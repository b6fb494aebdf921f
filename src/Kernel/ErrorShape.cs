namespace Parley.Kernel;

/// <summary>Metadata of a route that imitates another API: its errors are answered in that API's shape instead of as a problem document.</summary>
/// <param name="Body">Makes the JSON body from the refusal and the trace id.</param>
public sealed record ErrorShape(Func<Refusal, string, object> Body)
{
    /// <summary>The header that names the request in that API, on every answer; null for none.</summary>
    public string? IdHeader { get; init; }

    /// <summary>The member of a problem document that its error stands in, for a route that is ours as well; null where it stands for the document.</summary>
    public string? Beside { get; init; }

    /// <summary>The status that API has for one of ours; null where it has the same.</summary>
    public Func<Refusal, int>? Status { get; init; }
}
