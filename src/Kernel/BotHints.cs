namespace Parley.Kernel;

/// <summary>
/// How much a request looks like one of an uninvited program. The edge sets it as a feature of the request; the limits let such a
/// request cost more.
/// </summary>
/// <param name="Score">0 when nothing is odd, up to 1.</param>
public sealed record BotHints(double Score);
