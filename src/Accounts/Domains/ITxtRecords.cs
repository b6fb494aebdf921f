namespace Parley.Accounts;

/// <summary>What the DNS says of a name's TXT records.</summary>
/// <param name="Texts">Empty when the name has none, or does not exist; null when no name server said anything.</param>
public sealed record TxtAnswer(IReadOnlyList<string>? Texts)
{
    /// <summary>No name server answered in time and soundly, so nothing is known.</summary>
    public static TxtAnswer Unknown { get; } = new((IReadOnlyList<string>?)null);

    /// <summary>The name has no TXT records.</summary>
    public static TxtAnswer None { get; } = new([]);
}

/// <summary>Looks up TXT records. What it finds was written by strangers.</summary>
public interface ITxtRecords
{
    /// <param name="name">A name in ASCII, without a dot at the end.</param>
    /// <returns>The texts, the pieces of each put together; bounded in time and size.</returns>
    Task<TxtAnswer> LookUpAsync(string name, CancellationToken cancellationToken);
}
