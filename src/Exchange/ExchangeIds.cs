namespace Parley.Exchange;

/// <summary>The kinds of ids of what leaves the house and comes into it.</summary>
public static class ExchangeIds
{
    public sealed class Share : IIdKind { public static string Prefix => "share"; }

    public sealed class Import : IIdKind { public static string Prefix => "import"; }
}
