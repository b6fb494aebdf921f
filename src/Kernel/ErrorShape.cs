namespace Parley.Kernel;

/// <summary>Metadata of a route that imitates another API: its errors are answered in that API's shape instead of as a problem document.</summary>
/// <param name="Body">Makes the JSON body from the refusal and the trace id.</param>
public sealed record ErrorShape(Func<Refusal, string, object> Body);
