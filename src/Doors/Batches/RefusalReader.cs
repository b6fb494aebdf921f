namespace Parley.Doors;

/// <summary>Reads from an exception what the edge would tell the sender of a request, so that a line of a batch is told the same.</summary>
/// <param name="Of">Takes what was thrown and the type that was read; null means a fault of ours.</param>
public sealed record RefusalReader(Func<Exception, Type, Refusal?> Of);
