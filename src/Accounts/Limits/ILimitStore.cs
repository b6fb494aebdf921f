namespace Parley.Accounts;

/// <summary>
/// The port to where the token buckets of all nodes are: the database, or a faster store. A node takes tokens out of it in blocks and
/// spends them from memory, so a request costs no round trip; what is taken out is spent by that node alone or given back.
/// </summary>
public interface ILimitStore
{
    /// <summary>Gives tokens back to buckets and takes others out, as far as there are any; no other node comes in between.</summary>
    /// <returns>For each exchange, in order, what was granted.</returns>
    Task<IReadOnlyList<TokenGrant>> ExchangeAsync(IReadOnlyList<TokenExchange> exchanges, CancellationToken cancellationToken);
}

/// <summary>What a node does with one bucket.</summary>
/// <param name="Return">Tokens that were taken out and are given back.</param>
/// <param name="Want">How many are wanted; fewer may be granted, and none when the bucket is empty.</param>
public sealed record TokenExchange(string Bucket, BucketShape Shape, long Return, long Want);

/// <summary>What a bucket gave.</summary>
/// <param name="Left">How many tokens are still in it.</param>
/// <param name="Next">How long until there is one token more than are left.</param>
public sealed record TokenGrant(long Granted, long Left, TimeSpan Next);
