namespace Parley.Sources;

/// <summary>The kinds of ids of where documents come from.</summary>
public static class SourceIds
{
    public sealed class Source : IIdKind { public static string Prefix => "source"; }

    /// <summary>One change that was pushed; later ones sort later.</summary>
    public sealed class Event : IIdKind { public static string Prefix => "event"; }
}
